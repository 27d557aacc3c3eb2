"""What mandates contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import DemoStep, Module, Parameter, RightsSource, ScopeFinder
from egide.mandates import demo
from egide.mandates.demo.personas import PERSONAS
from egide.mandates.figures import FIGURES
from egide.mandates.jobs import JOBS
from egide.mandates.models import Scope
from egide.mandates.permissions import PERMISSIONS
from egide.mandates.privacy import PERSONAL_DATA
from egide.mandates.queries.rights import grants

MODULE = Module(
    name="mandates",
    label=_("Mandats"),
    permissions=PERMISSIONS,
    rights=(RightsSource(name="mandates", grants=grants),),
    scope_finders=(ScopeFinder(model=Scope, find=lambda scope: (scope.pk,)),),
    figures=FIGURES,
    jobs=JOBS,
    parameters=(
        Parameter(
            code="mandates.bureau_share_of_board",
            label=_("Part du bureau dans le conseil : un membre du bureau pour tant de sièges"),
            default=3,
            unit=_("sièges du conseil"),
            source=_(
                "Statuts types des associations reconnues d’utilité publique : un tiers au plus"
            ),
        ),
    ),
    personal_data=PERSONAL_DATA,
    demo=(
        DemoStep(
            name="mandates",
            label=_("Organes, fonctions et mandats"),
            build=demo.build,
            after=("members.people",),
        ),
        DemoStep(
            name="career_delegates",
            label=_("Délégués carrières"),
            build=demo.build_career_delegates,
            after=("mandates", "groups"),
        ),
    ),
    personas=PERSONAS,
)
