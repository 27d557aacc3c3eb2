"""What people type in the registry's pages; the verbs decide whether it may stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egide.design.fields import DayField
from egide.members.enums import (
    Audience,
    AuditStatus,
    ContactKind,
    Cursus,
    DeathSource,
    LetterLanguage,
    MembershipStatus,
    PositionStatus,
    ProfileField,
    RegistryStatus,
    SchoolingRank,
    Sex,
)
from egide.members.rules.countries import country_name, current_countries, language_names

# The languages most spoken among members; others are typed nowhere else.
LANGUAGES = (
    "fr",
    "en",
    "de",
    "es",
    "it",
    "pt",
    "ar",
    "zh",
    "ja",
    "ru",
    "nl",
    "pl",
    "ro",
    "tr",
    "vi",
    "ko",
    "hi",
    "el",
    "cs",
    "sv",
    "uk",
    "fa",
    "he",
)


def _countries() -> list[tuple[str, str]]:
    named = sorted(
        ((code, country_name(code)) for code in current_countries()), key=lambda pair: pair[1]
    )
    return [("", "–"), ("FR", country_name("FR")), *(pair for pair in named if pair[0] != "FR")]


def _languages() -> list[tuple[str, str]]:
    return sorted(zip(LANGUAGES, language_names(LANGUAGES), strict=True), key=lambda pair: pair[1])


class VersionedForm(forms.Form):
    """A form that says which state of the profile was read, so that nothing is overwritten."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DetailsForm(VersionedForm):
    """What a person says of themselves beside their name."""

    nickname = forms.CharField(label=_("Surnom de promotion"), max_length=80, required=False)
    family_numbers = forms.CharField(
        label=_("Numéros de famille"),
        max_length=80,
        required=False,
        help_text=_("Montrés avec le surnom."),
    )
    sex = forms.ChoiceField(
        label=_("Civilité"),
        choices=Sex.choices,
        required=False,
        help_text=_("Sert seulement à bien vous écrire."),
    )
    born_on = DayField(
        label=_("Date de naissance"),
        required=False,
    )
    nationality = forms.ChoiceField(label=_("Nationalité"), choices=_countries, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Langues parlées"),
        choices=_languages,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Montrées avec votre situation professionnelle."),
    )

    letter_language = forms.ChoiceField(
        label=_("Langue des lettres"),
        choices=LetterLanguage.choices,
        required=False,
        help_text=_("Celle dans laquelle la Société vous écrit ; sans préférence, le français."),
    )

    def clean_languages(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["languages"])


class ContactForm(VersionedForm):
    """A way of being reached."""

    kind = forms.ChoiceField(label=_("Nature"), choices=ContactKind.choices)
    value = forms.CharField(
        label=_("Adresse ou numéro"),
        max_length=254,
        help_text=_(
            "Un courriel, un téléphone avec son indicatif (+33 6 39 98 00 00), "
            "ou l’adresse d’un site."
        ),
    )


class AddressForm(VersionedForm):
    """Where a person lives."""

    moved = forms.ChoiceField(
        label=_("Ce qui change"),
        widget=forms.RadioSelect,
        choices=[("moved", _("J’ai déménagé")), ("corrected", _("L’adresse était mal écrite"))],
        initial="moved",
    )
    lines = forms.CharField(
        label=_("Adresse"), max_length=240, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    postcode = forms.CharField(label=_("Code postal"), max_length=12, required=False)
    city = forms.CharField(label=_("Ville"), max_length=80, required=False)
    country = forms.ChoiceField(label=_("Pays"), choices=_countries)


class PositionForm(VersionedForm):
    """What a person does for a living."""

    status = forms.ChoiceField(label=_("Situation"), choices=PositionStatus.choices)
    title = forms.CharField(label=_("Poste"), max_length=120, required=False)
    company = forms.CharField(label=_("Entreprise"), max_length=120, required=False)
    sector = forms.CharField(label=_("Secteur"), max_length=80, required=False)
    function = forms.CharField(label=_("Fonction"), max_length=80, required=False)
    starts_on = DayField(label=_("Depuis le"), required=False)
    ends_on = DayField(label=_("Jusqu’au"), required=False)


class VisibilityForm(VersionedForm):
    """Who reads each part of a profile; the name is shown to the members or to nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ProfileField:
            name = field == ProfileField.NAME
            choices = [(a.value, a.label) for a in Audience if not name or a in NAME_AUDIENCES]
            self.fields[field.value] = forms.ChoiceField(
                label=str(field.label).capitalize(),
                choices=choices,
                help_text=_("À personne : vous quittez l’annuaire, nul ne vous y trouvera.")
                if name
                else "",
            )


NAME_AUDIENCES = (Audience.NOBODY, Audience.MEMBERS)


class DeathReportForm(forms.Form):
    """What somebody knows of a death."""

    source = forms.ChoiceField(label=_("Comment l’avez-vous appris"), choices=DeathSource.choices)
    reported_by = forms.CharField(
        label=_("Qui l’annonce"),
        max_length=160,
        help_text=_(
            "Le nom de la personne ou du journal, pour que nous puissions vérifier "
            "avec délicatesse."
        ),
    )
    died_on = DayField(
        label=_("Date du décès, si vous la connaissez"),
        required=False,
    )
    document_reference = forms.CharField(
        label=_("Référence d’une pièce"),
        max_length=160,
        required=False,
        help_text=_("Un acte, un avis paru : ce qui évitera de vous redemander."),
    )


class ConfirmDeathForm(forms.Form):
    """The day of a death that is confirmed."""

    died_on = DayField(
        label=_("Date du décès"),
    )


class ReasonForm(forms.Form):
    """Why, for the register."""

    reason = forms.CharField(label=_("Motif, pour le registre"), max_length=200)


class HideForm(forms.Form):
    """Relatives ask that nothing more be shown of somebody who has died."""

    asked_by = forms.CharField(
        label=_("Qui le demande"),
        max_length=160,
        help_text=_("Les directives que la personne a laissées l’emportent sur cette demande."),
    )
    reason = forms.CharField(label=_("Motif, pour le registre"), max_length=200)


class ReliabilityForm(forms.Form):
    """How far a record may be trusted."""

    status = forms.ChoiceField(
        label=_("Fiabilité"), widget=forms.RadioSelect, choices=AuditStatus.choices
    )
    note = forms.CharField(
        label=_("Note de contrôle"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Ce qu’il faut vérifier, écrit comme si la personne devait le lire : elle le peut."
        ),
    )


class CompareForm(forms.Form):
    """Two records to put side by side."""

    one = forms.CharField(
        label=_("Une fiche"),
        max_length=120,
        help_text=_("Identifiant (prenom.nom.1985) ou numéro de sociétaire."),
    )
    other = forms.CharField(label=_("L’autre"), max_length=120)


class UniteForm(forms.Form):
    """What is taken from which of two records, part by part, and why they are one person."""

    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    gone_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Ce qui montre que c’est une seule personne"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *arguments: Any, parts: Iterable[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.parts = tuple(parts)
        for part in self.parts:
            self.fields[part] = forms.ChoiceField(choices=(("kept", ""), ("gone", "")))

    @property
    def believed(self) -> frozenset[str]:
        """The parts in which the record that goes is right."""
        return frozenset(part for part in self.parts if self.cleaned_data[part] == "gone")


class EraseForm(forms.Form):
    """Somebody asked to be forgotten; the number is typed again, since nothing comes back."""

    society_no = forms.IntegerField(
        label=_("Numéro de sociétaire, pour confirmer"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Motif, pour le registre"), max_length=200)


class AddPromotionForm(forms.Form):
    """Another promotion of somebody: beside the principal one, or in its place."""

    promotion = forms.CharField(
        label=_("Promotion"),
        max_length=60,
        help_text=_("Comme on l’écrit : Bo 217, kin 217, Li 1998."),
    )
    cursus = forms.ChoiceField(label=_("Cursus"), choices=Cursus.choices)
    rank = forms.ChoiceField(
        label=_("Rang"),
        widget=forms.RadioSelect,
        choices=[
            (SchoolingRank.SECONDARY, _("secondaire : une année redoublée, un autre campus")),
            (SchoolingRank.PRINCIPAL, _("principale : la personne y compte et y vote désormais")),
        ],
        initial=SchoolingRank.SECONDARY,
    )
    reason = forms.CharField(
        label=_("Motif, pour le registre"),
        max_length=200,
        required=False,
        help_text=_("Nécessaire pour changer la promotion principale."),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("rank") == SchoolingRank.PRINCIPAL and not typed.get("reason"):
            self.add_error("reason", _("Dites pourquoi : le registre le garde."))
        return typed


class SchoolingForm(forms.Form):
    """What is known of somebody at the School, in one promotion."""

    cursus = forms.ChoiceField(label=_("Cursus"), choices=Cursus.choices)
    left_on = DayField(label=_("Sorti le"), required=False)
    diploma_kind = forms.CharField(label=_("Diplôme"), max_length=80, required=False)
    diploma_on = DayField(
        label=_("Diplômé le"),
        required=False,
    )


class StandingForm(forms.Form):
    """A new standing in the society."""

    status = forms.ChoiceField(
        label=_("Nouvelle qualité"),
        choices=[
            choice for choice in MembershipStatus.choices if choice[0] != MembershipStatus.DECEASED
        ],
    )
    on = DayField(label=_("À compter du"))
    reason = forms.CharField(label=_("Motif, pour le registre"), max_length=200, required=False)


class NameForm(VersionedForm):
    """The names in use; the birth name is corrected by the clerk."""

    first_names = forms.CharField(label=_("Prénoms"), max_length=120)
    usage_name = forms.CharField(label=_("Nom d’usage"), max_length=120)


class ClerkNameForm(NameForm):
    """All the names."""

    birth_name = forms.CharField(label=_("Nom de naissance"), max_length=120)


class RegisterPersonForm(forms.Form):
    """Somebody who enters the registry."""

    first_names = forms.CharField(label=_("Prénoms"), max_length=120)
    usage_name = forms.CharField(label=_("Nom d’usage"), max_length=120)
    birth_name = forms.CharField(label=_("Nom de naissance"), max_length=120, required=False)
    born_on = DayField(
        label=_("Date de naissance"),
        required=False,
    )
    promotion = forms.CharField(
        label=_("Promotion"),
        max_length=60,
        required=False,
        help_text=_("Comme on l’écrit : Bo 217, kin 217, Li 1998."),
    )
    other_promotion = forms.CharField(
        label=_("Autre promotion"),
        max_length=60,
        required=False,
        help_text=_("Une année redoublée, un autre campus : elle ne compte pas deux fois."),
    )
    registry_status = forms.ChoiceField(label=_("État au registre"), choices=RegistryStatus.choices)
    standing = forms.ChoiceField(
        label=_("Qualité"),
        required=False,
        choices=[
            ("", _("aucune pour l’instant")),
            *(c for c in MembershipStatus.choices if c[0] in {"STUDENT", "CURRENT", "HONORARY"}),
        ],
    )
    email = forms.CharField(label=_("Courriel"), max_length=254, required=False)
    country = forms.ChoiceField(label=_("Pays"), choices=_countries, required=False)
    sure = forms.BooleanField(
        label=_("Ce n’est aucune de ces personnes : c’est quelqu’un d’autre."), required=False
    )
