from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "egide.shell"
    label = "shell"
    verbose_name = "Site"
