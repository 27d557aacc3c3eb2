"""Files in: the application."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "egide.imports"
    label = "imports"
