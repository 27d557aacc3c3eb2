"""What groups contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.groups import commands, jobs, queries, services
from egide.groups.acts import ACTS, FACTS
from egide.groups.demo import PERSONAS, build
from egide.groups.figures import FIGURES
from egide.groups.importers import FOLLOWERS, IMPORTERS
from egide.groups.models import Group
from egide.groups.permissions import MANAGE_GROUPS, MANAGE_OWN_GROUP, PERMISSIONS, READ_GROUPS
from egide.groups.privacy import DURATIONS, PERSONAL_DATA
from egide.groups.queries.audiences import (
    because_of_group,
    groups_to_write_to,
    people_of_group,
)
from egide.groups.queries.naming import NAMINGS
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.registry import (
    Audience,
    Circle,
    Command,
    DemoStep,
    HomeSection,
    Job,
    Module,
    NavItem,
    Parameter,
    ProfilePanel,
    ScopeFinder,
    Search,
)
from egide.members.enums import Audience as ShownTo
from egide.members.events import (
    PeopleErased,
    PeopleRegistered,
    PersonDied,
    PersonMoved,
    PrincipalPromotionChanged,
    RecordsParted,
    RecordsUnited,
    StandingChanged,
)
from egide.members.models import Person

MODULE = Module(
    name="groups",
    api="egide.groups.api",
    label=_("Groupes"),
    navigation=(
        NavItem(
            label=_("Groupes"),
            url_name="groups:groups",
            section=_("Le réseau"),
            permission=PUBLIC,
            icon="map",
            order=30,
        ),
        NavItem(
            label=_("Bureau de mon groupe"),
            url_name="groups:my_groups",
            section=_("Mes mandats"),
            permission=MANAGE_OWN_GROUP,
            icon="layout-dashboard",
            order=60,
            covers=(
                "groups:desk",
                "groups:people",
                "groups:new_activity",
                "groups:presentation",
                "groups:new_officer",
                "groups:end_officer",
            ),
        ),
        NavItem(
            label=_("Pôle Communauté"),
            url_name="groups:network_desk",
            section=_("Mes mandats"),
            permission=MANAGE_GROUPS,
            icon="network",
            order=61,
        ),
    ),
    audiences=(
        Audience(
            name="groups.group",
            label=_("Membres d’un groupe"),
            find=groups_to_write_to,
            people=people_of_group,
            because=because_of_group,
        ),
    ),
    acts=ACTS,
    facts=FACTS,
    namings=NAMINGS,
    permissions=PERMISSIONS,
    scope_finders=(
        ScopeFinder(model=Person, find=queries.scopes_of_person),
        ScopeFinder(model=Group, find=queries.scopes_of_group),
    ),
    circles=(
        Circle(audience=ShownTo.GROUP, people=queries.people_of_my_groups),
        Circle(audience=ShownTo.OFFICERS, people=queries.people_of_groups_i_keep),
    ),
    figures=FIGURES,
    searches=(
        Search(
            name="groups",
            label=_("Groupes"),
            permission=PUBLIC,
            find=queries.find_groups,
            order=20,
        ),
    ),
    profile_panels=(
        ProfilePanel(
            name="groups",
            template="groups/profile_panel.html",
            context=queries.panel_of_person,
            filled=queries.has_territorial_group,
            order=30,
        ),
    ),
    home=(
        HomeSection(
            name="groups.visitor",
            label=_("Partout où l’un des nôtres s’installe"),
            permission=PUBLIC,
            cards=queries.cards_of_visitor,
            order=20,
        ),
        HomeSection(
            name="groups.officer",
            label=_("Mes groupes"),
            permission=SIGNED_IN,
            cards=queries.cards_of_officer,
            order=30,
        ),
        HomeSection(
            name="groups.member",
            label=_("Vos groupes"),
            permission=READ_GROUPS,
            cards=queries.cards_of_member,
            order=35,
        ),
        HomeSection(
            name="groups.network",
            label=_("Pôle Communauté"),
            permission=MANAGE_GROUPS,
            cards=queries.cards_of_network,
            order=25,
        ),
    ),
    jobs=(
        Job(
            name="groups.align",
            label=_("Rattacher chacun à ses groupes par défaut"),
            run=jobs.align,
            schedule="15 3 * * *",
            time_limit=300,
        ),
        Job(
            name="groups.watch",
            label=_("Signaler les groupes sans responsable ou sans vie"),
            run=jobs.watch,
            schedule="45 3 * * *",
            time_limit=300,
        ),
    ),
    parameters=(
        Parameter(
            code=services.TAX_RECEIPT_RULING,
            label=_("Référence de l’habilitation à délivrer des reçus fiscaux"),
            default="",
            unit=_("référence"),
            source=_("Aucune tant qu’elle n’est pas enregistrée"),
        ),
        Parameter(
            code=services.YEARLY_MEGABYTES,
            label=_("Papiers qu’un groupe peut ranger en un an"),
            default=500,
            unit=_("Mo"),
            source=_("Choix de conception, à faire voter"),
        ),
        *DURATIONS,
    ),
    personal_data=PERSONAL_DATA,
    context_words=(queries.names_of_groups,),
    demo=(
        DemoStep(
            name="groups",
            label=_("Groupes, égide et vie du réseau"),
            build=build,
            after=("mandates",),
        ),
    ),
    personas=PERSONAS,
    importers=IMPORTERS,
    followers=FOLLOWERS,
    commands=(
        Command(
            name="groups addresses",
            help="who each function address leads to, as a mail server reads it",
            run=commands.print_addresses,
        ),
    ),
    subscriptions=(
        (PeopleRegistered, services.when_people_register),
        (PersonMoved, services.when_somebody_moves),
        (PrincipalPromotionChanged, services.when_promotion_changes),
        (StandingChanged, services.when_standing_changes),
        (RecordsUnited, services.when_records_are_united),
        (RecordsParted, services.when_records_are_parted),
        (PersonDied, services.when_somebody_dies),
        (PeopleErased, services.when_people_are_erased),
    ),
)
