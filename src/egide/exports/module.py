"""What extracts contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.exports.acts import ACTS, FACTS, NAMINGS
from egide.exports.permissions import AGREE_TO_EXTRACTS, PERMISSIONS
from egide.exports.privacy import DAYS_KEPT, PERSONAL_DATA
from egide.exports.queries import cards_of_agreeing, cards_of_asker
from egide.exports.services import DAYS_OPEN
from egide.exports.views.gate import MOST_ALONE, weigh
from egide.kernel.pages import SIGNED_IN
from egide.kernel.registry import HomeSection, Module, NavItem, Parameter
from egide.kernel.registry.leaving import ListGate

MODULE = Module(
    name="exports",
    label=_("Extraits"),
    navigation=(
        NavItem(
            label=_("Extraits"),
            url_name="exports:desk",
            section=_("Bureaux"),
            permission=AGREE_TO_EXTRACTS,
            icon="download",
            order=64,
        ),
    ),
    home=(
        HomeSection(
            name="exports.asker",
            label=_("Extraits"),
            permission=SIGNED_IN,
            cards=cards_of_asker,
            order=16,
        ),
        HomeSection(
            name="exports.agreeing",
            label=_("Extraits"),
            permission=AGREE_TO_EXTRACTS,
            cards=cards_of_agreeing,
            order=16,
        ),
    ),
    permissions=PERMISSIONS,
    list_gates=(ListGate(name="exports", weigh=weigh),),
    parameters=(
        Parameter(
            code=MOST_ALONE,
            label=_("Lignes de personnes qu’une seule personne emporte, au plus"),
            default=200,
            unit=_("lignes"),
            source=_("Règle de protection des personnes (R-X-8)"),
        ),
        Parameter(
            code=DAYS_OPEN,
            label=_("Un extrait accordé reste ouvert"),
            default=3,
            unit=_("jours"),
            source=_("Règle de protection des personnes (R-X-9)"),
        ),
        Parameter(
            code=DAYS_KEPT,
            label=_("Trace d’un extrait, gardée après la demande"),
            default=1_096,
            unit=_("jours"),
            source=_("Règle de protection des personnes (R-X-9)"),
        ),
    ),
    acts=ACTS,
    facts=FACTS,
    namings=NAMINGS,
    personal_data=PERSONAL_DATA,
)
