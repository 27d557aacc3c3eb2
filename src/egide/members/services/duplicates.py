"""Two records of one person: found, told apart, united by hand, parted again (AC-REG-5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from egide.kernel import audit, events, kills, uniting
from egide.kernel.access import Actor, command_actor, require
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import acting, verb
from egide.kernel.parameters import value
from egide.members.events import RecordsParted, RecordsUnited
from egide.members.models import FormerRecord, LikelyPair, Person, PersonAlias, Union
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.erased import identity_of, marks_of
from egide.members.queries.likenesses import likely_pairs
from egide.members.queries.people import held_people
from egide.members.rules.names import sort_name
from egide.members.rules.people import clean_words, obstacles_to_life
from egide.members.rules.uniting import (
    PARTS,
    gravest,
    obstacles_to_undoing,
    obstacles_to_uniting,
    strictest,
)
from egide.members.services.contacts import telling_emails
from egide.members.services.identifiers import one_intake_at_a_time
from egide.members.services.profiles import ProfileChangedMeanwhile, count_save
from egide.members.services.standings import keep_listing
from egide.members.services.tokens import token_ids

UNDO_DAYS = "members.undo_days"
# What every save of a profile moves, and every night the directory: no obstacle to parting.
FREE = {"members.person": ("version", "listed")}


class UnitingRefused(Refused):
    """The two records may not be united, or parted; ``obstacles`` says why, one sentence each."""

    def __init__(self, obstacles: list[str]) -> None:
        self.obstacles = obstacles
        super().__init__(" ".join(obstacles))


@verb
def find_duplicates(*, by: Actor, on: date, among: Collection[int] | None = None) -> int:
    """Write down the pairs of records that look like one person; nothing is united by itself.

    ``among`` looks only for pairs in which one of these people is. A pair that was told apart stays
    so. Returns how many pairs are new.
    """
    require(by, MANAGE_REGISTRY)
    found = {tuple(sorted(pair)): score for pair, score in likely_pairs(among)}
    pairs = LikelyPair.objects.values_list("person_id", "other_id")
    known = {tuple(sorted(pair)) for pair in pairs}
    new = [
        LikelyPair(person_id=pair[0], other_id=pair[1], score=score, found_on=on)
        for pair, score in sorted(found.items())
        if pair not in known
    ]
    LikelyPair.objects.bulk_create(new, batch_size=1_000)
    if new:
        audit.record(by, "members.duplicates_found", "members.person", pairs=len(new), on=on)
    return len(new)


@verb
def tell_apart(*, one: Person, other: Person, by: Actor, on: date) -> LikelyPair:
    """Say that two records are two people: they are not offered again.

    :raises UnitingRefused: if it is one record, or it was said already.
    """
    require(by, MANAGE_REGISTRY)
    held = _held(one, other)
    if len(held) < 2:
        raise UnitingRefused([_("C’est une seule et même fiche.")])
    first, second = held
    both = (first.pk, second.pk)
    pair = LikelyPair.objects.filter(person__in=both, other__in=both).first()
    pair = pair or LikelyPair(person=first, other=second, score=0, found_on=on)
    if pair.apart_on is not None:
        raise UnitingRefused([_("Ces deux fiches sont déjà notées comme deux personnes.")])
    pair.apart_on = on
    pair.save()

    audit.record(by, "members.records_told_apart", pair, one=first.pk, other=second.pk, on=on)
    return pair


@verb
def unite_records(
    *,
    kept: Person,
    gone: Person,
    believed: Collection[str],
    versions: tuple[int, int],
    reason: str,
    by: Actor,
    on: date,
) -> Union:
    """Make two records one (fusion): all that points at ``gone`` points at ``kept`` from now on.

    ``believed`` names the parts in which the record that goes is right. Its number and its id lead
    to the one that stays; what opened its account is over, and whoever is signed in to either is
    signed out for good (G19). The two are parted again by ``part_records`` as long as the parameter
    says.

    :raises NotAllowed: if one of them is who acts.
    :raises ProfileChangedMeanwhile: if one changed since it was read.
    :raises UnitingRefused: with all that stands in the way.
    """
    require(by, MANAGE_REGISTRY)
    if by.person_id in (kept.pk, gone.pk):
        raise NotAllowed(_("On ne fusionne pas sa propre fiche : demandez à quelqu’un d’autre."))
    staying, going = _as_they_were_read(kept, gone, versions)
    if obstacles := _obstacles_to_this(staying, going, believed, reason, on=on):
        raise UnitingRefused(obstacles)

    with telling_emails(staying):
        steps = _unite_rows(staying, going, frozenset(believed), on=on)
    union = Union.objects.create(
        person=staying,
        record_id=going.pk,
        reason=clean_words(reason),
        united_on=on,
        undo_until=on + timedelta(days=value(UNDO_DAYS, on=on)),
        steps=uniting.packed(steps),
    )

    audit.record(
        by, "members.records_united", union, kept=kept.pk, gone=going.pk, rows=len(steps), on=on
    )
    events.publish(RecordsUnited(kept_id=staying.pk, gone_id=gone.pk, on=on))
    return union


@verb
def part_records(*, union: Union, by: Actor, on: date) -> Person:
    """Part two records that were united by mistake: each is again what it was, to the letter.

    What was added to the record since stays with it.

    :raises NotAllowed: if it is the record of who acts.
    :raises UnitingRefused: with what was written since and stands in the way.
    """
    require(by, MANAGE_REGISTRY)
    if by.person_id == union.person_id:
        raise NotAllowed(_("On ne sépare pas sa propre fiche : demandez à quelqu’un d’autre."))
    kept = Person.objects.select_for_update(of=("self",)).get(pk=union.person_id)
    held = Union.objects.select_for_update().filter(pk=union.pk, person=kept).first()
    if held is None:
        raise UnitingRefused([_("Ces fiches viennent d’être séparées, ou fusionnées plus loin.")])
    people = [kept.pk, held.record_id]
    with acting(command_actor("part")):
        if obstacles := obstacles_to_parting(held, on=on):
            raise UnitingRefused(obstacles)
        steps = uniting.unpacked(held.steps or "[]")
        Union.objects.filter(pk=held.pk).delete()
        try:
            with telling_emails(kept), transaction.atomic(), connection.cursor() as cursor:
                uniting.part(steps, people=people)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except IntegrityError as clash:
            raise UnitingRefused([_no_room()]) from clash
    kept.refresh_from_db()

    subject = f"members.union:{union.pk}"
    audit.record(by, "members.records_parted", subject, kept=people[0], gone=people[1], on=on)
    events.publish(RecordsParted(kept_id=people[0], gone_id=people[1], on=on))
    return kept


def obstacles_to_uniting_now(kept: Person, gone: Person) -> list[str]:
    """Return all that stands in the way of uniting two records, in every module."""
    holds = held_people().filter(person_id__in=(kept.pk, gone.pk))
    held = list(holds.values_list("person_id", flat=True))
    obstacles = obstacles_to_uniting(kept, gone, held=held)
    return obstacles or uniting.obstacles(kept.pk, gone.pk)


def obstacles_to_parting(union: Union, *, on: date) -> list[str]:
    """Return all that stands in the way of parting two records again."""
    obstacles = obstacles_to_undoing(undo_until=union.undo_until, on=on, erased=union.steps is None)
    if obstacles:
        return obstacles
    return uniting.obstacles_to_parting(uniting.unpacked(union.steps or "[]"), free=FREE)


def _as_they_were_read(
    kept: Person, gone: Person, versions: tuple[int, int]
) -> tuple[Person, Person]:
    held = {person.pk: person for person in _held(kept, gone)}
    if kept.pk not in held or gone.pk not in held:
        raise UnitingRefused([_("Une de ces fiches n’existe plus : elle vient d’être fusionnée.")])
    if versions != (held[kept.pk].version, held[gone.pk].version):
        raise ProfileChangedMeanwhile(held[kept.pk].version)
    return held[kept.pk], held[gone.pk]


def _obstacles_to_this(
    kept: Person, gone: Person, believed: Collection[str], reason: str, *, on: date
) -> list[str]:
    born, died = (gone if part in believed else kept for part in ("born_on", "died_on"))
    obstacles = obstacles_to_uniting_now(kept, gone)
    obstacles += obstacles_to_life(born.born_on, died.died_on, on=on)
    if not clean_words(reason):
        obstacles.append(_("Dites ce qui montre que c’est une seule personne."))
    return obstacles


def _held(one: Person, other: Person) -> list[Person]:
    """Lock two people, always in the same order."""
    people = Person.objects.select_for_update(of=("self",)).filter(pk__in=(one.pk, other.pk))
    return list(people.order_by("pk"))


def _unite_rows(
    kept: Person, gone: Person, believed: frozenset[str], *, on: date
) -> list[uniting.Step]:
    marks = sorted(marks_of(identity_of(gone)))
    people = [kept.pk, gone.pk]
    # Every module's rows, those that only their person sees too.
    with acting(command_actor("unite")):
        before = uniting.rows_of(people)
        uniting.join(kept=people[0], gone=people[1], on=on, believed=believed, before=before)
        kills.point("union.half_done")
        _take_in(kept, gone, believed, marks, on=on)
        return uniting.difference(before, uniting.rows_of(people))


def _take_in(
    kept: Person, gone: Person, believed: frozenset[str], marks: list[str], *, on: date
) -> None:
    """Write what is chosen on the record that stays, and let the other's number and id lead on."""
    changed = {"life_status": gravest(kept.life_status, gone.life_status)}
    changed["data_status"] = strictest(kept.data_status, gone.data_status)
    for part in PARTS:
        if part.name in believed:
            changed |= {column: getattr(gone, column) for column in part.columns}
    one_intake_at_a_time()
    uniting.take_out(Person.objects.filter(pk=gone.pk))
    for column, chosen in changed.items():
        setattr(kept, column, chosen)
    kept.sort_name = sort_name(kept.usage_name, kept.first_names)
    [kept.name_tokens] = token_ids([(kept.first_names, kept.usage_name, kept.birth_name)])
    # Hidden first: whoever is restricted may not be listed, not even in between.
    kept.listed = False
    kept.save(update_fields=[*changed, "sort_name", "name_tokens", "listed"])
    keep_listing(kept, on=on)
    count_save(kept)
    PersonAlias.objects.create(person=kept, readable_id=gone.readable_id)
    FormerRecord.objects.create(
        person=kept, record_id=gone.pk, society_no=gone.society_no, marks=marks, united_on=on
    )


def _no_room() -> str:
    return _(
        "Ce qui a été écrit depuis sur cette fiche ne tient pas à côté de ce qu’il faudrait"
        " remettre : retirez-le d’abord, ou corrigez à la main."
    )
