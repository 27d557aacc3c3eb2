"""A file of égide agreements: what its lines may not take over, what enters, what is taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from egide.groups.models import EgideAgreement, EgideSignatory, Group
from egide.groups.permissions import SIGN_AGREEMENT
from egide.groups.rules.importing import AgreementLine, words_of_name
from egide.groups.services.founding import FoundingRefused
from egide.groups.services.taking_over import (
    ExistingAgreement,
    obstacles_to_agreements,
    take_over_agreements,
)
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb
from egide.kernel.models import RegisterLine
from egide.kernel.pointing import pointed_at
from egide.members.queries.importing import people_named
from egide.members.rules.naming import Named


def obstacles_to_importing_agreements(
    entries: Sequence[AgreementLine], on: date, by: Actor
) -> Mapping[int, Sequence[str]]:
    """Return what forbids each agreement: no such group or signatory, or what the rules refuse."""
    read = _agreements(entries)
    unknown = {place: one for place, one in enumerate(read) if isinstance(one, list)}
    known = [(place, one) for place, one in enumerate(read) if not isinstance(one, list)]
    refused = obstacles_to_agreements([one for _place, one in known])
    return unknown | {known[at][0]: said for at, said in refused.items()}


def _agreements(entries: Sequence[AgreementLine]) -> list[ExistingAgreement | list[str]]:
    """Return the agreement of each line, or the sentences that say why there is none."""
    named = [
        Named(society_no=number) for one in entries for number in (one.for_group, one.for_society)
    ]
    people = iter(people_named(named))
    groups: dict[str, list[Group]] = defaultdict(list)
    for group in Group.objects.filter(created_on__isnull=False).order_by("pk"):
        groups[words_of_name(group.name)].append(group)
    return [
        _agreement(entry, next(people), next(people), groups[words_of_name(entry.group)])
        for entry in entries
    ]


def _agreement(
    entry: AgreementLine, ours: int | str, theirs: int | str, groups: Sequence[Group]
) -> ExistingAgreement | list[str]:
    problems = [one for one in (ours, theirs) if isinstance(one, str)]
    words = {"name": entry.group}
    if not groups:
        problems.append(_("« %(name)s » n’est le nom d’aucun groupe.") % words)
    elif len(groups) > 1:
        problems.append(_("Plusieurs groupes s’appellent « %(name)s ».") % words)
    elif not _within(entry, groups[0]):
        problems.append(_("Le groupe n’existait pas tous les jours de cette convention."))
    if problems or isinstance(ours, str) or isinstance(theirs, str):
        return problems
    return ExistingAgreement(
        group_id=groups[0].pk,
        charter_version=entry.charter_version,
        starts_on=entry.starts_on,
        for_group_id=ours,
        for_society_id=theirs,
        ends_on=entry.ends_on,
        end_reason=entry.end_reason,
    )


def _within(entry: AgreementLine, group: Group) -> bool:
    """Tell whether the group was there on all the days of the agreement."""
    if group.created_on is None or entry.starts_on < group.created_on:
        return False
    closed_on = group.closed_on
    return closed_on is None or (entry.ends_on is not None and entry.ends_on <= closed_on)


@verb
def enter_agreements(*, entries: Sequence[AgreementLine], by: Actor, on: date) -> list[int]:
    """Take over the agreements of a file: the verb of groups, and nothing else.

    :raises FoundingRefused: if a group or a signatory is no longer known, or the rules refuse one.
    """
    require(by, SIGN_AGREEMENT)
    agreements = []
    for one in _agreements(entries):
        if isinstance(one, list):
            raise FoundingRefused(one)
        agreements.append(one)
    return take_over_agreements(agreements=agreements, on=on, by=by)


@verb
def withdraw_agreements(
    *, ids: Collection[int], by: Actor, on: date, reason: str = ""
) -> dict[int, str]:
    """Remove the agreements that a file wrote and nobody touched since; the others stay.

    Returns those that stay, each with the reason in words.
    """
    require(by, SIGN_AGREEMENT)
    held = EgideAgreement.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    there = list(held.order_by("pk").values_list("pk", flat=True))
    subjects = {f"groups.egideagreement:{pk}": pk for pk in there}
    lines = RegisterLine.objects.filter(subject__in=list(subjects))
    why = _("Un acte sur cette convention est au registre depuis.")
    pointing = pointed_at(EgideAgreement, there, besides=(EgideSignatory,))
    staying = {
        pk: _("« %(what)s » s’appuie sur cette convention.") % {"what": what}
        for pk, what in pointing.items()
    }
    staying |= {subjects[subject]: why for subject in lines.values_list("subject", flat=True)}
    going = [pk for pk in there if pk not in staying]
    EgideSignatory._base_manager.filter(agreement__in=going)._raw_delete("default")
    EgideAgreement._base_manager.filter(pk__in=going)._raw_delete("default")

    audit.record_rows(
        by,
        "groups.agreements_withdrawn",
        EgideAgreement,
        going,
        reason=reason,
        agreements=len(going),
    )
    return staying
