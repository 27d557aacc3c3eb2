"""What mandates contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Module, Parameter, RightsSource, ScopeFinder
from egide.mandates.models import Scope
from egide.mandates.permissions import PERMISSIONS
from egide.mandates.privacy import PERSONAL_DATA
from egide.mandates.queries.rights import grants

MODULE = Module(
    name="mandates",
    label=_("Mandats"),
    permissions=PERMISSIONS,
    scope_finders=(ScopeFinder(model=Scope, find=lambda scope: (scope.pk,)),),
    rights=(RightsSource(name="mandates", grants=grants),),
    personal_data=PERSONAL_DATA,
    parameters=(
        Parameter(
            code="mandates.bureau_share_of_board",
            label=_("Le bureau compte au plus un membre pour tant d’administrateurs"),
            default=3,
            unit=_("administrateurs"),
            source=_(
                "Statuts types des associations reconnues d’utilité publique : un tiers du conseil"
            ),
        ),
    ),
)
