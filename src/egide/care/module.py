"""What the care of people's data contributes to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.care import jobs, services
from egide.care.acts import ACTS, FACTS, NAMINGS
from egide.care.privacy import DURATIONS, PERSONAL_DATA
from egide.care.queries import cards_of_clerk, cards_of_delegate, cards_of_officer
from egide.kernel.pages import SIGNED_IN
from egide.kernel.registry import HomeSection, Job, Module, NavItem, Parameter
from egide.members.permissions import ANSWER_RIGHTS, MANAGE_REGISTRY, READ_OFFICER_CONTACTS

MODULE = Module(
    name="care",
    label=_("Données des personnes"),
    navigation=(
        NavItem(
            label=_("Mes données"),
            url_name="care:my_data",
            section=_("Moi"),
            permission=SIGNED_IN,
            icon="shield-check",
            order=13,
        ),
        NavItem(
            label=_("Corrections"),
            url_name="care:corrections",
            section=_("Bureaux"),
            permission=MANAGE_REGISTRY,
            icon="pen",
            order=61,
        ),
        NavItem(
            label=_("Perdus de vue"),
            url_name="care:lost",
            section=_("Bureaux"),
            permission=READ_OFFICER_CONTACTS,
            icon="user-search",
            order=63,
        ),
        NavItem(
            label=_("Demandes de droits"),
            url_name="care:desk",
            section=_("Bureaux"),
            permission=ANSWER_RIGHTS,
            icon="shield-check",
            order=62,
        ),
    ),
    home=(
        HomeSection(
            name="care.requests",
            label=_("Demandes de droits"),
            permission=ANSWER_RIGHTS,
            cards=cards_of_officer,
            order=15,
        ),
        HomeSection(
            name="care.corrections",
            label=_("Corrections"),
            permission=MANAGE_REGISTRY,
            cards=cards_of_clerk,
            order=21,
        ),
        HomeSection(
            name="care.lost",
            label=_("Perdus de vue"),
            permission=READ_OFFICER_CONTACTS,
            cards=cards_of_delegate,
            order=22,
        ),
    ),
    acts=ACTS,
    facts=FACTS,
    namings=NAMINGS,
    jobs=(
        Job(
            name=services.SEND,
            label=_("Écrire à qui a fait une demande sur ses données"),
            run=jobs.send_letter,
            time_limit=60,
        ),
        Job(
            name=services.ASK_CONFIRMATION,
            label=_("Demander à qui lit une adresse proposée si c’est la sienne"),
            run=jobs.ask_confirmation,
            time_limit=60,
        ),
    ),
    parameters=(
        Parameter(
            code=services.ANSWER_MONTHS,
            label=_("Délai de réponse à une demande de droits"),
            default=1,
            unit=_("mois"),
            source=_("Règlement (UE) 2016/679, article 12, 3"),
        ),
        Parameter(
            code=services.EXTENSION_MONTHS,
            label=_("Prolongation de ce délai, au plus, avec avis motivé"),
            default=2,
            unit=_("mois"),
            source=_("Règlement (UE) 2016/679, article 12, 3"),
        ),
        Parameter(
            code=services.REST_DAYS,
            label=_("Recherche sans nouvelles : un autre peut la reprendre après"),
            default=30,
            unit=_("jours"),
            source=_("Usage de la Société"),
        ),
        *DURATIONS,
    ),
    personal_data=PERSONAL_DATA,
)
