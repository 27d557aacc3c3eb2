"""What each person shows, and to whom (R-REG-6); what they agree to by that, and its proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from secrets import token_hex
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from egide.kernel import audit, journal
from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import acting, verb
from egide.kernel.models import RegisterLine
from egide.members.enums import Audience, ConsentProof, DataStatus, ProfileField
from egide.members.models import Consent, Person, VisibilityChoice
from egide.members.rules.visibility import (
    CONSENT_VERSION,
    asks_consent,
    audience_of,
    is_narrower,
)
from egide.members.services.profiles import count_save, hold_profile
from egide.members.services.standings import keep_listing

# A name is shown to the members or to nobody: a list cannot hold half a person.
AUDIENCES_OF_A_NAME = frozenset({Audience.NOBODY, Audience.MEMBERS})
NARROWED = "members.audience_narrowed"
NARROWED_FACTS = ("purpose", "formerly", "henceforth", "on", "mark")


class AudienceRefused(Refused):
    """This part of the profile cannot be shown to that audience."""


class ConsentOver(Refused):
    """It was withdrawn already."""


@verb
def choose_audience(
    *,
    person: Person,
    choices: Mapping[ProfileField, Audience],
    by: Actor,
    on: date,
    version: int | None = None,
) -> Person:
    """Write to whom a person shows parts of their profile; parts not named keep their readers.

    To show a part is to agree to it: each change is a consent given or withdrawn, with its proof.
    Whoever shows their name to nobody leaves the directory the same instant (objection, R-REG-6).

    :raises AudienceRefused: if a part or an audience does not exist, or does not fit.
    """
    held = hold_profile(person, version=version, by=by)
    wanted = {_field(field): _audience(audience) for field, audience in choices.items()}
    if wanted.get(ProfileField.NAME, Audience.MEMBERS) not in AUDIENCES_OF_A_NAME:
        raise AudienceRefused(_("Le nom se montre à tous les sociétaires, ou à personne."))
    return write_choices(held, wanted, by=by, on=on)


def write_choices(
    held: Person,
    wanted: Mapping[ProfileField, Audience],
    *,
    by: Actor,
    on: date,
    mark: str = "",
) -> Person:
    """Write the choices of a profile that this transaction holds, and what they agree to.

    ``mark`` is that of an act that is done again; without it, a new one is made.
    """
    chosen = dict(VisibilityChoice.objects.filter(person=held).values_list("field", "audience"))
    changed = {
        field: (audience_of(field, chosen), audience)
        for field, audience in wanted.items()
        if audience_of(field, chosen) != audience
    }
    VisibilityChoice.objects.bulk_create(
        [VisibilityChoice(person=held, field=f, audience=a) for f, a in wanted.items()],
        update_conflicts=True,
        unique_fields=["person", "field"],
        update_fields=["audience"],
    )
    _log(held, {field: after for field, (_before, after) in changed.items()}, by=by)
    count_save(held)
    keep_listing(held, on=on)

    facts = {str(field): str(audience) for field, audience in wanted.items()}
    audit.record(by, "members.audience_chosen", held, choices=facts, on=on)
    for field, (before, after) in changed.items():
        if is_narrower(after, before):
            _note_narrowed(held, field, before, after, mark=mark, by=by, on=on)
    return held


@verb
def withdraw_consent(*, person: Person, purpose: str, by: Actor, on: date) -> Person:
    """Take back what one agreed to: the part is shown to nobody from now on (RGPD, article 7, 3).

    What was chosen before consents were dated is taken back alike.

    :raises NotAllowed: for somebody else.
    :raises AudienceRefused: if no such part is shown by consent.
    :raises ConsentOver: if it is shown to nobody already.
    """
    if by.person_id != person.pk:
        raise NotAllowed(_("Chacun retire ses propres accords."))
    field = _field(purpose)
    chosen = VisibilityChoice.objects.filter(person=person, field=field)
    if not asks_consent(field, audience_of(field, dict(chosen.values_list("field", "audience")))):
        raise ConsentOver(_("Cet accord est déjà retiré."))
    return choose_audience(person=person, choices={field: Audience.NOBODY}, by=by, on=on)


def narrow_again(line: dict[str, Any], by: Actor) -> bool:
    """Withdraw again what a backup brought back.

    An act that the register knows is in the backup, and so is whatever the person chose after it.
    """
    facts = {name: line[name] for name in NARROWED_FACTS}
    if journal.is_known(NARROWED, f"members.person:{line['person']}", facts):
        return False
    living = Person.objects.exclude(data_status=DataStatus.ANONYMISED)
    purpose, henceforth = ProfileField(line["purpose"]), Audience(line["henceforth"])
    on = date.fromisoformat(line["on"])
    with acting(by):
        held = living.select_for_update(of=("self",)).filter(pk=line["person"]).first()
        rows = VisibilityChoice.objects.filter(person=held, field=purpose)
        shown = audience_of(purpose, dict(rows.values_list("field", "audience")))
        if held is None or not is_narrower(henceforth, shown):
            return False
        write_choices(held, {purpose: henceforth}, by=by, on=on, mark=line["mark"])
    return True


def narrowings_told() -> Iterator[dict[str, Any]]:
    """Yield what the register tells of consents withdrawn, as the journal writes it."""
    lines = RegisterLine.objects.filter(action=NARROWED, facts__has_key="mark")
    for line in lines.order_by("number"):
        yield _as_line(int(line.subject.rpartition(":")[2]), line.facts)


def _note_narrowed(
    held: Person,
    field: ProfileField,
    before: Audience,
    after: Audience,
    *,
    mark: str,
    by: Actor,
    on: date,
) -> None:
    facts = {
        "purpose": str(field),
        "formerly": str(before),
        "henceforth": str(after),
        "on": on.isoformat(),
        # It tells two acts of one day apart.
        "mark": mark or token_hex(8),
    }
    audit.record(by, "members.audience_narrowed", held, **facts)
    journal.note(_as_line(held.pk, facts))


def _as_line(person_id: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: facts[name] for name in NARROWED_FACTS}
    return {"kind": NARROWED, "person": person_id, **said}


def _log(held: Person, changed: Mapping[ProfileField, Audience], *, by: Actor) -> None:
    running = Consent.objects.filter(person=held, withdrawn_at__isnull=True)
    running.filter(purpose__in=list(changed)).update(withdrawn_at=Now())
    own = by.person_id == held.pk
    Consent.objects.bulk_create(
        Consent(
            person=held,
            purpose=field,
            audience=audience,
            text_version=CONSENT_VERSION,
            proof=ConsentProof.OWN if own else ConsentProof.OFFICE,
        )
        for field, audience in changed.items()
        if asks_consent(field, audience)
    )


def _field(field: str) -> ProfileField:
    if field not in ProfileField.values:
        raise AudienceRefused(_("Cette partie de la fiche n’existe pas."))
    return ProfileField(field)


def _audience(audience: str) -> Audience:
    if audience not in Audience.values:
        raise AudienceRefused(_("Choisissez dans la liste qui peut lire cette partie."))
    return Audience(audience)
