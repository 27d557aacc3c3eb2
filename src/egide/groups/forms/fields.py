"""Fields that several forms of groups share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from egide.design import fields
from egide.kernel.access import Actor
from egide.members.models import Person, PersonAlias

MOST_PEOPLE = 200


# No group is older, and nothing is decided so far ahead: beyond, a year was mistyped.
FIRST_YEAR, LAST_YEAR = 1800, 2200


def _refuse_slips(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(gettext("Vérifiez l’année : %(year)s.") % {"year": day.year})


class DayField(fields.DayField):
    """A day in the life of a group."""

    default_validators = [_refuse_slips]


class PersonField(forms.CharField):
    """One person, by readable id or society number: both stand on the profile.

    Only among those whom the reader may know (``known_to``): the answer to a number typed by chance
    must not tell that somebody hidden bears it (R-REG-7).
    """

    among: QuerySet[Person] = Person.objects.none()

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("help_text", _("Identifiant (prenom.nom.2010) ou numéro de sociétaire."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Person | None:
        text = super().clean(value)
        if not text:
            return None
        found, unknown = find_people([text], among=self.among)
        if unknown:
            raise ValidationError(
                gettext("Personne ne porte l’identifiant « %(text)s ».") % {"text": text}
            )
        return found[0]


class PeopleField(forms.CharField):
    """Several people, one a line; what is not understood is named, and the rest is kept."""

    among: QuerySet[Person] = Person.objects.none()
    widget = forms.Textarea(attrs={"rows": 10})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20_000)
        kwargs.setdefault("help_text", _("Un identifiant ou un numéro de sociétaire par ligne."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[Person]:
        text = super().clean(value)
        lines = [line.strip() for line in text.replace(",", "\n").splitlines() if line.strip()]
        if len(lines) > MOST_PEOPLE:
            raise ValidationError(gettext("Deux cents personnes au plus."))
        found, unknown = find_people(lines, among=self.among)
        if unknown:
            raise ValidationError(
                gettext("Nous ne trouvons pas : %(lines)s.") % {"lines": ", ".join(unknown[:8])}
            )
        return found


def known_to(form: forms.Form, actor: Actor) -> None:
    """Let the fields of ``form`` find the people whom ``actor`` may know, and nobody else."""
    for field in form.fields.values():
        if isinstance(field, (PersonField, PeopleField)):
            field.among = Person.objects.visible_to(actor)


def find_people(texts: list[str], *, among: QuerySet[Person]) -> tuple[list[Person], list[str]]:
    """Return the people that these identifiers or numbers name, and those that name nobody."""
    by_id = {person.readable_id: person for person in among.filter(readable_id__in=texts)}
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 12]
    by_number = {str(person.society_no): person for person in among.filter(society_no__in=numbers)}
    aliases = PersonAlias.objects.filter(readable_id__in=texts, person__in=among)
    by_alias = {alias.readable_id: alias.person for alias in aliases.select_related("person")}
    found, unknown = [], []
    for text in texts:
        person = by_id.get(text) or by_number.get(text.lstrip("0")) or by_alias.get(text)
        if person is None:
            unknown.append(text)
        else:
            found.append(person)
    return found, unknown
