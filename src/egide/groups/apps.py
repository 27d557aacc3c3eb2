from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "egide.groups"
    label = "groups"
    verbose_name = "Groupes"
