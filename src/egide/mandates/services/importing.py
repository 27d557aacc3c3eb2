"""A file of mandates: what its lines may not give, what it gives, what is taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from egide.kernel.access import Actor, require
from egide.kernel.identity import verb
from egide.kernel.models import RegisterLine
from egide.kernel.pointing import pointed_at
from egide.mandates.enums import EndReason
from egide.mandates.models import Mandate
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.rules.importing import MandateLine
from egide.mandates.services.endings import cancel_mandates
from egide.mandates.services.giving import MandateRefused, give_mandates, obstacles_to_giving
from egide.members.queries.importing import people_named


def obstacles_to_importing(
    entries: Sequence[MandateLine], on: date, by: Actor
) -> Mapping[int, Sequence[str]]:
    """Return what forbids each mandate: nobody of that name, or what ``give_mandates`` refuses."""
    found = people_named([entry.named for entry in entries])
    unknown = {place: [said] for place, said in enumerate(found) if isinstance(said, str)}
    places = [place for place in range(len(entries)) if place not in unknown]
    drafts = [
        entry.draft(pk) for entry, pk in zip(entries, found, strict=True) if not isinstance(pk, str)
    ]
    refused = obstacles_to_giving(drafts, by=by)
    return unknown | {places[at]: said for at, said in refused.items()}


@verb
def enter_mandates(*, entries: Sequence[MandateLine], by: Actor, on: date) -> list[int]:
    """Give the mandates of a file: the verb of mandates, and nothing else.

    :raises MandateRefused: if somebody is no longer known, or a mandate may no longer be given.
    """
    require(by, MANAGE_MANDATES)
    drafts = []
    found = people_named([entry.named for entry in entries])
    for line, (entry, pk) in enumerate(zip(entries, found, strict=True), start=1):
        if isinstance(pk, str):
            raise MandateRefused([pk], line=line)
        drafts.append(entry.draft(pk))
    return give_mandates(drafts=drafts, by=by)


@verb
def withdraw_mandates(
    *, ids: Collection[int], by: Actor, on: date, reason: str = ""
) -> dict[int, str]:
    """Cancel the mandates that a file gave and nobody touched since; the others stay.

    A mandate is never removed: one that was a mistake counts on no day, and stays written. Returns
    those that stay, each with the reason in words.
    """
    require(by, MANAGE_MANDATES)
    held = Mandate.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    mandates = {mandate.pk: mandate for mandate in held}
    staying = {
        pk: _("C’est votre propre mandat : un autre responsable le reprend (R-X-8).")
        for pk, mandate in mandates.items()
        if by.person_id is not None and mandate.person_id == by.person_id
    }
    staying |= _acted_upon(mandates.keys() - staying.keys())
    staying |= _built_upon(mandates.keys() - staying.keys())
    cancel_mandates(
        ids=mandates.keys() - staying.keys(),
        why=reason.strip() or _("le fichier qui l’avait apporté est repris"),
        by=by,
    )
    return staying


def _acted_upon(ids: Collection[int]) -> dict[int, str]:
    """Return those of which the register says more than that they were given, or came to term."""
    subjects = {f"mandates.mandate:{pk}": pk for pk in ids}
    lines = RegisterLine.objects.filter(subject__in=list(subjects)).exclude(
        action="mandates.mandate_ended", facts__end_reason=EndReason.TERM
    )
    why = _("Un acte sur ce mandat est au registre depuis.")
    return {subjects[subject]: why for subject in lines.values_list("subject", flat=True)}


def _built_upon(ids: Collection[int]) -> dict[int, str]:
    """Return those that another mandate completes, or of which another table speaks."""
    after = Mandate.objects.real().filter(succeeds__in=ids).values_list("succeeds_id", flat=True)
    staying = dict.fromkeys(after, _("Un autre mandat lui succède."))
    return {
        pk: _("« %(what)s » s’appuie sur ce mandat.") % {"what": what}
        for pk, what in pointed_at(Mandate, ids, besides=(Mandate,)).items()
    } | {pk: why for pk, why in staying.items() if pk is not None}
