"""A paper that somebody files for the group."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from egide.groups.enums import PaperAudience
from egide.kernel import uploads


class PaperForm(forms.Form):
    """The file is looked at and made anew as soon as it comes (``kernel.uploads``)."""

    title = forms.CharField(label=_("Titre"), max_length=120)
    received = forms.FileField(
        label=_("Fichier"),
        help_text=_("Un PDF, ou une image JPEG, PNG ou WebP."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
    )
    audience = forms.TypedChoiceField(
        label=_("Lisible par"),
        choices=PaperAudience.choices,
        coerce=PaperAudience,
        initial=PaperAudience.OFFICERS,
        widget=forms.RadioSelect,
    )

    def clean_received(self) -> uploads.Received:
        sent: UploadedFile = self.cleaned_data["received"]
        try:
            return uploads.receive(sent, accepts=(uploads.PAPER, uploads.PICTURE))
        except uploads.FileRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
