"""What the annual report contributes to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.annual_report.permissions import PERMISSIONS
from egide.annual_report.privacy import PERSONAL_DATA
from egide.kernel.registry import Module, Parameter

MODULE = Module(
    name="annual_report",
    label=_("Rapport d’activité"),
    permissions=PERMISSIONS,
    parameters=(
        Parameter(
            code="annual_report.equivalent_tolerance",
            label=_("Écart sous lequel deux montants sont dits équivalents"),
            default=2,
            unit="%",
            source="design",
        ),
        Parameter(
            code="annual_report.small_cell",
            label=_("Nombre de personnes sous lequel un dénombrement est masqué"),
            default=5,
            unit="personnes",
            source="design",
        ),
        Parameter(
            code="annual_report.public_reports",
            label=_("Montrer à tous les rapports publiés"),
            default=True,
            unit="",
            source="design",
        ),
    ),
    personal_data=PERSONAL_DATA,
)
