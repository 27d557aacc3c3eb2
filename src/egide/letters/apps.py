from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "egide.letters"
    label = "letters"
    verbose_name = "Lettres"
