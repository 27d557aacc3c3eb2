"""What the registry of members contributes to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Module, Parameter, RightsSource
from egide.members.demo.steps import DEMO, PERSONAS
from egide.members.figures import FIGURES
from egide.members.jobs import JOBS
from egide.members.permissions import PERMISSIONS
from egide.members.privacy import PERSONAL_DATA
from egide.members.queries.people import JP_MAX_YEARS, QUALITY_MONTHS, rights_of_members
from egide.members.services.reading import PROFILES_PER_DAY

MODULE = Module(
    name="members",
    label=_("Registre"),
    permissions=PERMISSIONS,
    rights=(RightsSource(name="members.standing", grants=rights_of_members),),
    figures=FIGURES,
    jobs=JOBS,
    parameters=(
        Parameter(
            code=JP_MAX_YEARS,
            label=_("Jeunes promotions : années depuis l’entrée, au plus"),
            default=9,
            unit=_("années"),
            source=_("Usage de la société"),
        ),
        Parameter(
            code=QUALITY_MONTHS,
            label=_("Fiche à jour : vérifiée depuis, au plus"),
            default=24,
            unit=_("mois"),
            source=_("Règle de tenue du registre"),
        ),
        Parameter(
            code=PROFILES_PER_DAY,
            label=_("Fiches de l’annuaire ouvertes par jour et par personne, au plus"),
            default=300,
            unit=_("fiches"),
            source=_("Règle de protection de l’annuaire"),
        ),
    ),
    personal_data=PERSONAL_DATA,
    demo=DEMO,
    personas=PERSONAS,
)
