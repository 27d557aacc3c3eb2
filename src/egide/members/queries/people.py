"""Questions about one person: their standing, their rights, what changed, how fresh it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egide.design.typography import date_long
from egide.kernel import parameters, registry
from egide.kernel.access import Grant
from egide.kernel.periods import running_on
from egide.kernel.statements import planned
from egide.members.enums import MEMBER_STATUSES, ContactKind, MembershipStatus
from egide.members.models import (
    ContactPoint,
    ContactPointChange,
    LegalHold,
    Membership,
    Person,
    PersonChange,
    Position,
    PositionChange,
    PostalAddress,
    PostalAddressChange,
)
from egide.members.rules.people import Quality, first_recent
from egide.members.rules.promotions import first_young_year

JP_MAX_YEARS = "members.jp_max_years"
QUALITY_MONTHS = "members.quality_months"


def oldest_young_year(on: date) -> int:
    """Return the entry year of the oldest young promotions (jeunes promotions) on a day (R-REG-5).

    Whoever counts or chooses the young asks here: how long one is young is a dated parameter.
    """
    return first_young_year(on=on, most_years=parameters.value(JP_MAX_YEARS, on=on))


def person_called(typed: str) -> Person | None:
    """Return who has or had this readable id or this society number, for whoever keeps records."""
    wanted = typed.strip()
    people = Person.objects.filter(Q(readable_id=wanted) | Q(aliases__readable_id=wanted))
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        people = Person.objects.numbered(int(wanted))
    return people.order_by("pk").first()


def standing_on(person: Person, day: date) -> Membership | None:
    """Return the standing of a person on a day, if they had one."""
    return Membership.objects.filter(running_on(day), person=person).first()


def rights_of_members(person_id: int, on: date) -> Iterable[Grant]:
    """Grant every member the directory and the other rights of members, while the standing runs.

    (E-22) They are the rights that their modules say every member holds.
    """
    # Asked by every request: plain SQL costs a third of what a queryset does.
    with planned() as cursor:
        cursor.execute(STANDING_OF_A_MEMBER, [person_id, STATUSES, on, on])
        standings = cursor.fetchall()
    for status, starts_on, ends_on in standings:
        said = str(MembershipStatus(status).label)
        reason = _("Vous êtes sociétaire (%(status)s) depuis le %(day)s.") % {
            "status": said,
            "day": date_long(starts_on, get_language() or "fr"),
        }
        held = _("sociétaire (%(status)s)") % {"status": said}
        for permission in registry.rights_of_every_member():
            yield Grant(
                permission=permission, scope_ids=None, reason=reason, until=ends_on, held=held
            )


# Written once as PostgreSQL reads an array: sending a list of choices costs what the answer does.
STATUSES = f"{{{','.join(status.value for status in MEMBER_STATUSES)}}}"
STANDING_OF_A_MEMBER = """
SELECT standing.status, standing.starts_on, standing.ends_on
  FROM members_membership standing JOIN members_person person ON person.id = standing.person_id
 WHERE standing.person_id = %s AND standing.status = ANY(%s) AND standing.starts_on <= %s
   AND (standing.ends_on IS NULL OR standing.ends_on >= %s) AND person.life_status <> 'DECEASED'
"""


def mailboxes() -> QuerySet[Any]:
    """Return the e-mail addresses that are somebody's and still answer, with their small letters.

    One that was only announced is none, because a slip of the finger would lead to a stranger: it
    must be the principal one, or verified.
    """
    return ContactPoint.objects.filter(
        Q(primary=True) | Q(verified_at__isnull=False), kind=ContactKind.EMAIL, invalid=False
    ).annotate(lowered=Lower("value"))


def emails_of(person: Person) -> tuple[str, ...]:
    """Return the addresses that reach somebody, in small letters, the principal one first."""
    mine = mailboxes().filter(person=person).order_by("-primary", "pk")
    return tuple(mine.values_list("lowered", flat=True))


def quality_of(person: Person, *, on: date, in_a_group: bool) -> Quality:
    """Return how fresh the profile of a person is (R-REG-11).

    ``in_a_group`` is told by the module of groups, above: the registry knows no territorial group.
    """
    months = parameters.value(QUALITY_MONTHS, on=on)
    emails = ContactPoint.objects.filter(person=person, kind=ContactKind.EMAIL, invalid=False)
    places = PostalAddress.objects.filter(running_on(on), person=person)
    positions = Position.objects.filter(person=person, ends_on__isnull=True)

    def recent(rows: QuerySet[Any]) -> bool:
        return first_recent(rows.values_list("verified_at", flat=True), on=on, months=months)

    return Quality(
        email=recent(emails),
        place=recent(places),
        position=recent(positions),
        group=in_a_group,
    )


@dataclass(frozen=True, kw_only=True)
class PastValue:
    """One part of a profile as it was until somebody changed or removed it."""

    what: str
    value: str
    until: datetime
    removed: bool
    changed_by: str


MOST_CHANGES = 200


def history_of(person: Person, *, most: int = MOST_CHANGES) -> list[PastValue]:
    """Return what the profile said before each change, the latest first.

    It holds what the person wrote, contacts too: show it to them and to the clerk only.
    """
    lines = chain(
        _personal_changes(person, most),
        _changes(ContactPointChange, person, _("Coordonnée"), _contact_words, most),
        _changes(PostalAddressChange, person, _("Adresse"), _address_words, most),
        _changes(PositionChange, person, _("Situation"), _position_words, most),
    )
    return sorted(lines, key=lambda line: line.until, reverse=True)[:most]


def _changes(model: Any, person: Person, what: str, words: Any, most: int) -> Iterator[PastValue]:
    rows = model._base_manager.filter(person=person).order_by("-pgh_created_at", "-pk")[:most]
    for row in rows:
        yield PastValue(
            what=what,
            value=words(row),
            until=row.pgh_created_at,
            removed=row.pgh_label == "removed",
            changed_by=row.changed_by,
        )


def _personal_changes(person: Person, most: int) -> Iterator[PastValue]:
    """Yield each column that changed: a row holds all that was said before one save."""
    rows = PersonChange._base_manager.filter(pgh_obj=person).order_by("-pgh_created_at", "-pk")[
        :most
    ]
    # What was just saved, not what the page holds.
    after: Any = Person.objects.get(pk=person.pk)
    for row in rows:
        for name in PERSONAL_COLUMNS:
            was, became = getattr(row, name), getattr(after, name)
            if was != became:
                column: Any = Person._meta.get_field(name)
                yield PastValue(
                    what=str(column.verbose_name).capitalize(),
                    value=_said(was, column),
                    until=row.pgh_created_at,
                    removed=became in ("", None, []),
                    changed_by=row.changed_by,
                )
        after = row


def letter_languages(people: Iterable[int]) -> dict[int, str]:
    """Return the language of letters of those among ``people`` who chose one."""
    chosen = Person.objects.filter(pk__in=list(people)).exclude(letter_language="")
    return dict(chosen.order_by("pk").values_list("pk", "letter_language"))


PERSONAL_COLUMNS = (
    "birth_name",
    "usage_name",
    "first_names",
    "sex",
    "born_on",
    "nationality",
    "languages",
    "nickname",
    "family_numbers",
)


def _said(value: Any, column: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, list):
        return ", ".join(value)
    labels = dict(column.flatchoices)
    return str(labels.get(value, value) or "")


def _contact_words(row: ContactPointChange) -> str:
    return row.value


def _address_words(row: PostalAddressChange) -> str:
    place = " ".join(part for part in (row.postcode, row.city, row.country) if part)
    return ", ".join(part for part in (row.lines, place) if part)


def _position_words(row: PositionChange) -> str:
    return ", ".join(part for part in (row.title, row.company) if part) or row.get_status_display()


def held_people() -> QuerySet:
    """Return the ids of the people of whom nothing may be removed: a hold runs."""
    return LegalHold.objects.filter(lifted_on__isnull=True).values("person_id")
