"""Who of the reference society the demo's sign-in page offers for what they hold here."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import DemoPersona
from egide.mandates.demo.people import AS_OF
from egide.mandates.enums import OfficeCode
from egide.mandates.models import Mandate


def _holder(code: str) -> Callable[[], int]:
    """Return what finds the first holder of an office, who still holds it when one visits."""

    def find() -> int:
        holders = Mandate.objects.running_on(AS_OF).giving(code)
        longest = F("ends_on").desc(nulls_first=True)
        return holders.order_by(longest, "pk").values_list("person_id", flat=True)[0]

    return find


def _plain_board_member() -> int:
    """Return a board member elected by the assembly, who holds nothing else."""
    seated = Mandate.objects.running_on(AS_OF).filter(body__code="CA", seat__number=7)
    return seated.values_list("person_id", flat=True).get()


PERSONAS = (
    DemoPersona(
        name="president",
        label=_("Présidente ou président"),
        find=_holder(OfficeCode.PRESIDENT),
        order=50,
    ),
    DemoPersona(
        name="secretary",
        label=_("Secrétaire générale ou général"),
        find=_holder(OfficeCode.SECRETARY),
        order=51,
    ),
    DemoPersona(
        name="treasurer",
        label=_("Trésorière ou trésorier"),
        find=_holder(OfficeCode.TREASURER),
        order=52,
    ),
    DemoPersona(
        name="board-member",
        label=_("Administratrice ou administrateur"),
        find=_plain_board_member,
        order=53,
    ),
    DemoPersona(
        name="career-delegate",
        label=_("Déléguée ou délégué carrières"),
        find=_holder(OfficeCode.CAREER_DELEGATE),
        order=54,
    ),
    DemoPersona(
        name="campus-delegate",
        label=_("Déléguée ou délégué de la Société sur un campus"),
        find=_holder(OfficeCode.DSC),
        order=55,
    ),
    DemoPersona(
        name="world-region-delegate",
        label=_("Déléguée ou délégué d’une région du monde"),
        find=_holder(OfficeCode.DRI),
        order=56,
    ),
    DemoPersona(
        name="general-delegate",
        label=_("Déléguée générale ou délégué général"),
        find=_holder("GENERAL_DELEGATE"),
        order=57,
    ),
    DemoPersona(
        name="finance-director",
        label=_("Direction financière"),
        find=_holder("FINANCE_DIRECTOR"),
        order=58,
    ),
    DemoPersona(
        name="registry-clerk",
        label=_("Responsable du registre des personnes"),
        find=_holder("REGISTRY_CLERK"),
        order=60,
    ),
    DemoPersona(
        name="community", label=_("Pôle Communauté"), find=_holder("COMMUNITY_OFFICER"), order=61
    ),
    DemoPersona(
        name="communication",
        label=_("Pôle Communication"),
        find=_holder("COMMUNICATION_OFFICER"),
        order=61,
    ),
    DemoPersona(
        name="report-editor",
        label=_("Rédaction du rapport d’activité"),
        find=_holder("REPORT_EDITOR"),
        order=62,
    ),
    DemoPersona(
        name="technical-administrator",
        label=_("Administratrice ou administrateur technique"),
        find=_holder("TECHNICAL_ADMINISTRATOR"),
        order=63,
    ),
    DemoPersona(
        name="data-protection-officer",
        label=_("Déléguée ou délégué à la protection des données"),
        find=_holder("DATA_PROTECTION_OFFICER"),
        order=64,
    ),
)
