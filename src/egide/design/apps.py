from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "egide.design"
    label = "design"
