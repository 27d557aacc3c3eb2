"""What groups contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.groups import jobs, queries, services
from egide.groups.figures import FIGURES
from egide.groups.models import Group
from egide.groups.permissions import PERMISSIONS
from egide.groups.privacy import PERSONAL_DATA
from egide.kernel.registry import (
    Circle,
    Job,
    Module,
    Parameter,
    RightsSource,
    ScopeFinder,
)
from egide.members.enums import Audience
from egide.members.events import (
    PeopleErased,
    PeopleRegistered,
    PersonDied,
    PersonMoved,
    PrincipalPromotionChanged,
    StandingChanged,
)
from egide.members.models import Person

MODULE = Module(
    name="groups",
    label=_("Groupes"),
    permissions=PERMISSIONS,
    rights=(RightsSource(name="groups.members", grants=queries.grants_of_members),),
    scope_finders=(
        ScopeFinder(model=Person, find=queries.scopes_of_person),
        ScopeFinder(model=Group, find=queries.scopes_of_group),
    ),
    circles=(
        Circle(audience=Audience.GROUP, people=queries.people_of_my_groups),
        Circle(audience=Audience.OFFICERS, people=queries.people_of_groups_i_keep),
    ),
    figures=FIGURES,
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
    ),
    personal_data=PERSONAL_DATA,
    subscriptions=(
        (PeopleRegistered, services.when_people_register),
        (PersonMoved, services.when_somebody_moves),
        (PrincipalPromotionChanged, services.when_promotion_changes),
        (StandingChanged, services.when_standing_changes),
        (PersonDied, services.when_somebody_dies),
        (PeopleErased, services.when_people_are_erased),
    ),
)
