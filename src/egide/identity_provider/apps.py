from django.apps import AppConfig


class IdentityProviderConfig(AppConfig):
    name = "egide.identity_provider"
    label = "identity_provider"
    verbose_name = "Applications reliées"
