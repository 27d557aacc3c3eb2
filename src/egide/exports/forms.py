"""What is typed about an extract."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PurposeForm(forms.Form):
    """What an extract is for."""

    purpose = forms.CharField(
        label=_("À quoi servira cet extrait ?"),
        help_text=_(
            "Qui l’accorde le lira, et le registre le garde : « convoquer l’assemblée du groupe », "
            "« imprimer les étiquettes du bulletin de mai »."
        ),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RefusalForm(forms.Form):
    """Why an extract is refused."""

    reason = forms.CharField(
        label=_("Pourquoi refuser"),
        help_text=_("La personne qui demande le lira."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
