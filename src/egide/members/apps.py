from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "egide.members"
    label = "members"
    verbose_name = "Registre"
