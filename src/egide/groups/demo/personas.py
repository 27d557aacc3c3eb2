"""Who of the network the demo's sign-in page offers."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from egide.groups.models import Group
from egide.kernel.registry import DemoPersona
from egide.mandates.enums import OfficeCode
from egide.mandates.models import Mandate
from egide.members.demo.size import REFERENCE_DAY


def _officer(office: OfficeCode, *names: str) -> Callable[[], int]:
    """Return what finds an officer of the first of these groups that has one."""

    def find() -> int:
        held = Mandate.objects.running_on(REFERENCE_DAY).filter(office__code=office)
        for name in names:
            scopes = Group.objects.filter(name=name, scope__isnull=False).values("scope_id")
            found = held.filter(scope__in=scopes).order_by("pk").values_list("person_id", flat=True)
            for person_id in found[:1]:
                return person_id
        return held.order_by("pk").values_list("person_id", flat=True)[0]

    return find


PERSONAS = (
    DemoPersona(
        name="promotion-delegate",
        label=_("Délégué de promotion"),
        find=_officer(OfficeCode.PROMOTION_DELEGATE, "Bo 185", "Li 198", "An 190"),
        order=20,
    ),
    DemoPersona(
        name="group-treasurer",
        label=_("Trésorier d’un groupe territorial"),
        find=_officer(OfficeCode.GROUP_TREASURER, "Bordeaux", "Lyon"),
        order=21,
    ),
    DemoPersona(
        name="group-president",
        label=_("Président d’un groupe territorial"),
        find=_officer(OfficeCode.GROUP_PRESIDENT, "Lyon", "Nantes"),
        order=22,
    ),
)
