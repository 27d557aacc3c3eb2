"""Who of the network the demo's sign-in page offers."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Case, Exists, F, OuterRef, When
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from egide.kernel.periods import running_on
from egide.kernel.registry import DemoPersona
from egide.mandates.enums import OfficeCode, ScopeKind
from egide.mandates.models import Mandate
from egide.members.demo.size import REFERENCE_DAY
from egide.members.enums import MembershipStatus, PositionStatus
from egide.members.models import Membership, Person, Position


def _plain(status: MembershipStatus) -> Callable[[], int]:
    """Return what finds the first member of a standing who holds nothing, and never did.

    Somebody at work comes first: their pages show most of what a member's pages show. Visitors of
    the demo give mandates too: when nobody is left who never served, whoever does not serve today
    opens the door.
    """

    def find() -> int:
        standing = Membership.objects.filter(running_on(REFERENCE_DAY), status=status)
        served = Mandate.objects.real().filter(person=OuterRef("pk"))
        jobs = Position.objects.filter(person=OuterRef("pk"), ends_on=None)
        found = (
            Person.objects.living()
            .filter(listed=True, pk__in=standing.values("person_id"))
            .annotate(
                serves=Exists(served.running_on(localdate())),
                served=Exists(served),
                at_work=Exists(jobs.filter(status=PositionStatus.EMPLOYEE)),
            )
            .order_by("serves", "served", "-at_work", "society_no", "pk")
        )
        return found.values_list("pk", flat=True)[0]

    return find


def _officer(office: OfficeCode, kind: ScopeKind, *names: str) -> Callable[[], int]:
    """Return what finds an officer of the first of these groups that has one, or of any.

    Whoever serves the whole society besides comes last: the door is for an officer of a group.
    """

    def find() -> int:
        elsewhere = Mandate.objects.running_on(REFERENCE_DAY).filter(
            person=OuterRef("person"), scope=None
        )
        held = (
            Mandate.objects.running_on(REFERENCE_DAY)
            .filter(office__code=office, scope__kind=kind)
            .annotate(rank=Case(*_ranks(names), default=len(names)), busy=Exists(elsewhere))
        )
        longest = F("ends_on").desc(nulls_first=True)
        return held.order_by("busy", "rank", longest, "pk").values_list("person_id", flat=True)[0]

    return find


def _ranks(names: tuple[str, ...]) -> list[When]:
    return [When(scope__label=name, then=rank) for rank, name in enumerate(names)]


PERSONAS = (
    DemoPersona(
        name="member",
        label=_("Sociétaire à jour de cotisation, sans mandat"),
        find=_plain(MembershipStatus.CURRENT),
        order=10,
    ),
    DemoPersona(name="student", label=_("Élève"), find=_plain(MembershipStatus.STUDENT), order=11),
    DemoPersona(
        name="promotion-delegate",
        label=_("Déléguée ou délégué de promotion"),
        find=_officer(
            OfficeCode.PROMOTION_DELEGATE, ScopeKind.PROMOTION, "Bo 185", "Li 198", "An 190"
        ),
        order=20,
    ),
    DemoPersona(
        name="group-treasurer",
        label=_("Trésorière ou trésorier d’un groupe territorial"),
        find=_officer(OfficeCode.GROUP_TREASURER, ScopeKind.TERRITORIAL, "Bordeaux", "Lyon"),
        order=21,
    ),
    DemoPersona(
        name="group-president",
        label=_("Présidente ou président d’un groupe territorial"),
        find=_officer(OfficeCode.GROUP_PRESIDENT, ScopeKind.TERRITORIAL, "Lyon", "Nantes"),
        order=22,
    ),
)
