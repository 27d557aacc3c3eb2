"""What people type to ask, and to answer."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from egide.care.enums import TRIED, RightsKind, SearchState
from egide.care.rules import CLOSING
from egide.design.fields import DayField
from egide.kernel import uploads

CLOSING_WORDS = {
    SearchState.FOUND: _("La personne a répondu, son courriel est confirmé"),
    SearchState.NOT_FOUND: _("Je ne l’ai pas trouvée"),
    SearchState.DECEASED: _("On m’a appris son décès"),
    SearchState.GIVEN_BACK: _("Je préfère laisser ma place"),
}
WORDS = forms.Textarea(attrs={"rows": 4})


class AskForm(forms.Form):
    """What a person asks about their own data."""

    kind = forms.ChoiceField(
        label=_("Ce que vous demandez"), widget=forms.RadioSelect, choices=RightsKind.choices
    )
    words = forms.CharField(
        label=_("En quelques mots"),
        max_length=4_000,
        required=False,
        widget=WORDS,
        help_text=_("Ce qui est faux, l’usage que vous refusez, ce qu’il faut effacer."),
    )


class CorrectionForm(forms.Form):
    """What is wrong in one's record and may not be changed alone, what is right, and why."""

    birth_name = forms.CharField(label=_("Nom de naissance"), max_length=120, required=False)
    promotion = forms.CharField(
        label=_("Promotion"), max_length=60, required=False, help_text=_("Par exemple : Bo 198.")
    )
    words = forms.CharField(
        label=_("Pourquoi"),
        max_length=4_000,
        widget=WORDS,
        help_text=_("Ce qui s’est passé, et comment on peut le vérifier."),
    )
    proof = forms.FileField(
        label=_("Une pièce, si vous en avez une"),
        required=False,
        help_text=_("Un PDF ou une image, 5 Mo au plus. Elle est vue, puis effacée."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
    )

    def clean_proof(self) -> uploads.Received | None:
        sent = self.cleaned_data["proof"]
        if not sent:
            return None
        try:
            return uploads.receive(sent, accepts=(uploads.PAPER, uploads.PICTURE))
        except uploads.FileRefused as refusal:
            raise ValidationError(str(refusal)) from refusal


class CorrectedForm(forms.Form):
    """What the person is told of a correction."""

    words = forms.CharField(
        label=_("Un mot à la personne, si vous voulez"),
        max_length=4_000,
        required=False,
        widget=WORDS,
    )


class PaperForm(AskForm):
    """A request that came by letter or by word."""

    field_order = ("person", "received_on", "kind", "words")
    person = forms.CharField(
        label=_("De qui"),
        max_length=120,
        help_text=_("Son identifiant (prenom.nom.1985) ou son numéro de sociétaire."),
    )
    received_on = DayField(label=_("Reçue le"), help_text=_("Le délai de la loi court de ce jour."))


class HoldForm(forms.Form):
    """Whose data a dispute or an inquiry obliges to keep, and why."""

    person = forms.CharField(
        label=_("De qui"),
        max_length=120,
        help_text=_("Son identifiant (prenom.nom.1985) ou son numéro de sociétaire."),
    )
    reason = forms.CharField(
        label=_("Motif"),
        max_length=400,
        widget=WORDS,
        help_text=_("La personne le lira si elle demande la copie de ses données."),
    )


class IdentityForm(forms.Form):
    """What proves who asks."""

    identity = forms.CharField(
        label=_("Ce qui prouve l’identité"),
        max_length=200,
        help_text=_(
            "Par exemple : rappelé au numéro de la fiche ; carte vue au secrétariat. "
            "N’en gardez pas de copie."
        ),
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Motif, lu par la personne"), max_length=400, widget=WORDS)


class AnswerForm(forms.Form):
    """A yes, and what it does."""

    words = forms.CharField(label=_("Réponse, lue par la personne"), max_length=4_000, widget=WORDS)
    strike = forms.BooleanField(required=False)

    def __init__(self, *arguments: object, kind: str, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        labels = {
            RightsKind.ERASURE: _(
                "L’opposition au rôle historique est admise : aucun nom n’y reste"
            ),
            RightsKind.OBJECTION: _("Retirer la personne de l’annuaire"),
        }
        if kind in labels:
            self.fields["strike"].label = labels[RightsKind(kind)]
        else:
            del self.fields["strike"]


class AttemptForm(forms.Form):
    """What one tried to find somebody again."""

    way = forms.ChoiceField(
        label=_("Comment"),
        widget=forms.RadioSelect,
        choices=[(way.value, way.label) for way in TRIED],
    )
    words = forms.CharField(
        label=_("Ce qui s’est passé"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("La personne pourra le lire un jour : restez bref et bienveillant."),
    )


class ContactForm(forms.Form):
    """What one found: how the person is reached now."""

    email = forms.CharField(
        label=_("Son courriel"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Une lettre y demandera si c’est bien la personne."),
    )
    phone = forms.CharField(
        label=_("Son téléphone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


class ClosingForm(forms.Form):
    """How a search ends."""

    outcome = forms.ChoiceField(
        label=_("Comment elle finit"),
        widget=forms.RadioSelect,
        choices=[(outcome.value, CLOSING_WORDS[outcome]) for outcome in CLOSING],
    )
    words = forms.CharField(
        label=_("Un mot"),
        max_length=160,
        required=False,
        help_text=_("Pour un décès : qui vous l’a appris. Personne ne recevra plus de lettre."),
    )
