from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "egide.mandates"
    label = "mandates"
    verbose_name = "Mandats"
