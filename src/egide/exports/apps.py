from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "egide.exports"
    label = "exports"
    verbose_name = "Extraits"
