"""What mandates contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import (
    Audience,
    DemoStep,
    HomeSection,
    Module,
    NavItem,
    Parameter,
    ProfilePanel,
    RightsSource,
    ScopeFinder,
    Search,
)
from egide.mandates import demo
from egide.mandates.acts import ACTS, FACTS
from egide.mandates.demo.personas import PERSONAS
from egide.mandates.figures import FIGURES
from egide.mandates.importers import IMPORTERS
from egide.mandates.jobs import JOBS
from egide.mandates.models import Scope
from egide.mandates.permissions import PERMISSIONS, READ_GOVERNANCE
from egide.mandates.privacy import PERSONAL_DATA
from egide.mandates.queries.audiences import (
    because_of_office,
    holders_of_office,
    offices_to_write_to,
)
from egide.mandates.queries.naming import NAMINGS
from egide.mandates.queries.rights import grants, may_hold
from egide.mandates.services import (
    when_a_standing_changes,
    when_people_are_erased,
    when_somebody_dies,
)
from egide.mandates.views.elsewhere import cards, find, panel
from egide.members.events import PeopleErased, PersonDied, StandingChanged

MODULE = Module(
    name="mandates",
    api="egide.mandates.api",
    label=_("Mandats"),
    navigation=(
        NavItem(
            label=_("Gouvernance"),
            url_name="mandates:bodies",
            section=_("La société"),
            permission=READ_GOVERNANCE,
            icon="landmark",
            order=40,
        ),
    ),
    audiences=(
        Audience(
            name="mandates.office",
            label=_("Titulaires d’une fonction"),
            find=offices_to_write_to,
            people=holders_of_office,
            because=because_of_office,
        ),
    ),
    acts=ACTS,
    facts=FACTS,
    namings=NAMINGS,
    permissions=PERMISSIONS,
    rights=(RightsSource(name="mandates", grants=grants, may_hold=may_hold),),
    scope_finders=(ScopeFinder(model=Scope, find=lambda scope: (scope.pk,)),),
    searches=(
        Search(
            name="mandates",
            label=_("Gouvernance"),
            permission=READ_GOVERNANCE,
            find=find,
            order=70,
        ),
    ),
    profile_panels=(
        ProfilePanel(name="mandates", template="mandates/panel.html", context=panel, order=30),
    ),
    home=(
        HomeSection(
            name="mandates",
            label=_("Mandats"),
            permission=READ_GOVERNANCE,
            cards=cards,
            order=60,
        ),
    ),
    figures=FIGURES,
    jobs=JOBS,
    parameters=(
        Parameter(
            code="mandates.bureau_share_of_board",
            label=_("Part du bureau dans le conseil : un membre du bureau pour tant de sièges"),
            default=3,
            unit=_("sièges du conseil"),
            source=_(
                "Statuts types des associations reconnues d’utilité publique : un tiers au plus"
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
    importers=IMPORTERS,
    subscriptions=(
        (PersonDied, when_somebody_dies),
        (PeopleErased, when_people_are_erased),
        (StandingChanged, when_a_standing_changes),
    ),
)
