"""What people type about letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.design.combobox import Combobox
from egide.kernel.access import Actor
from egide.kernel.models import LetterKind
from egide.letters.enums import MAILING_KINDS, SOCIETY_KINDS
from egide.letters.models import Layout
from egide.letters.permissions import WRITE_LETTERS
from egide.letters.queries.layouts import layouts_in_use
from egide.letters.rules.grammar import MOST_LENGTH

WORDS = ("subject", "body", "subject_en", "body_en", "sender_name")


class MailingForm(forms.Form):
    """The words of a letter to many."""

    kind = forms.TypedChoiceField(label=_("Nature"), coerce=LetterKind, widget=forms.RadioSelect)
    subject = forms.CharField(label=_("Objet"), max_length=150)
    layout = forms.ChoiceField(label=_("Mise en page"), required=False)
    body = forms.CharField(
        label=_("Texte"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "Une ligne vide sépare les paragraphes. {{ prenom }}, {{ nom }}, {{ promotion }} et "
            "{{ societe }} deviennent ceux de chaque lecteur."
        ),
    )
    sender_name = forms.CharField(
        label=_("Signée de"),
        max_length=80,
        required=False,
        help_text=_("Ce que le lecteur voit comme expéditeur, devant le nom de la société."),
    )
    answers = forms.BooleanField(
        label=_("Les réponses me parviennent, et mon adresse est montrée"), required=False
    )
    subject_en = forms.CharField(label=_("Objet en anglais"), max_length=150, required=False)
    body_en = forms.CharField(
        label=_("Texte en anglais"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Pour qui lit l’anglais ; les autres reçoivent le français."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        society = actor.can(WRITE_LETTERS)
        kinds = [kind for kind in MAILING_KINDS if society or kind not in SOCIETY_KINDS]
        field: Any = self.fields["kind"]
        field.choices = [(kind.value, kind.label.capitalize()) for kind in kinds]
        field.initial = LetterKind.NEWS
        self.layouts = {str(layout.pk): layout for layout in layouts_in_use()}
        if not self.layouts:
            del self.fields["layout"]
            return
        looks: Any = self.fields["layout"]
        named = [(number, layout.name) for number, layout in self.layouts.items()]
        looks.choices = [("", _("Celle de la maison")), *named]

    @property
    def look(self) -> Layout | None:
        """The layout that was chosen; none for the house's own."""
        return self.layouts.get(self.cleaned_data.get("layout", ""))

    @property
    def words(self) -> dict[str, str]:
        """The words alone, as the verbs want them."""
        return {name: self.cleaned_data[name] for name in WORDS}


class LayoutForm(forms.Form):
    """A layout in MJML, as its author writes it."""

    source = forms.CharField(
        label=_("Mise en page, en MJML"),
        max_length=MOST_LENGTH,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_(
            "{{ texte }}, seul dans un <mj-text>, tient la place des mots de la lettre. Le pied, "
            "qui dit pourquoi on la reçoit et comment ne plus la recevoir, s’ajoute de lui-même."
        ),
    )
    images = forms.CharField(
        label=_("Images déclarées"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "Une adresse https par ligne. Le site qui sert une image apprend qui ouvre la lettre, "
            "et quand : n’en déclarez que de sites à vous."
        ),
    )

    @property
    def written(self) -> dict[str, str]:
        """What was typed, with the ends of lines that the browser changed put back."""
        return {
            name: self.cleaned_data[name].replace("\r\n", "\n") for name in ("source", "images")
        }


class NewLayoutForm(LayoutForm):
    """A first version, and the name by which authors will choose it."""

    name = forms.CharField(label=_("Nom"), max_length=60)
    field_order = ("name", "source", "images")


class AudienceForm(forms.Form):
    """One more public, by its name."""

    audience = forms.CharField(
        label=_("Ajouter un public"),
        max_length=160,
        help_text=_("Un groupe, une promotion, une fonction, ou tous les sociétaires."),
        widget=Combobox(source="letters:audiences"),
    )


class RelayForm(forms.Form):
    """A letter from one member to another."""

    subject = forms.CharField(label=_("Objet"), max_length=120)
    text = forms.CharField(
        label=_("Votre lettre"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    shows_address = forms.BooleanField(
        label=_("Montrer mon adresse, pour qu’on me réponde directement"), required=False
    )


class ComplaintForm(forms.Form):
    complaint = forms.CharField(
        label=_("Ce qui ne va pas"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Le secrétariat lira votre mot et la lettre ; son auteur ne saura pas qui."),
    )


class JudgementForm(forms.Form):
    judgement = forms.CharField(
        label=_("Suite donnée"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    stopped = forms.BooleanField(label=_("L’auteur n’écrit plus par l’annuaire"), required=False)
