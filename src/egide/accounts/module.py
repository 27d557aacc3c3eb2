"""What the accounts contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.accounts import jobs
from egide.accounts.acts import ACTS, FACTS
from egide.accounts.demo import DOOR
from egide.accounts.privacy import PERSONAL_DATA
from egide.accounts.queries import NAMINGS, guessing_cards, home_cards, mailboxes_of
from egide.accounts.rules.entry import DESK_IDLE, DESK_WHOLE
from egide.kernel.pages import SIGNED_IN
from egide.kernel.permissions import READ_REGISTER
from egide.kernel.registry import HomeSection, Job, Letterbox, Module, NavItem, Parameter

HOME = HomeSection(
    name="accounts.second_factor",
    label=_("Votre second facteur"),
    permission=SIGNED_IN,
    cards=home_cards,
    order=1,
)
GUESSING = HomeSection(
    name="accounts.guessing",
    label=_("Sécurité de la porte"),
    permission=READ_REGISTER,
    cards=guessing_cards,
    order=2,
)
MODULE = Module(
    name="accounts",
    label=_("Comptes"),
    navigation=(
        NavItem(
            label=_("Mon compte"),
            url_name="accounts:my_account",
            section=_("Moi"),
            permission=SIGNED_IN,
            icon="lock-keyhole",
            order=12,
        ),
    ),
    jobs=(
        Job(
            name="accounts.forget_ended",
            label=_("Oublier les sessions finies et les liens échus"),
            run=jobs.forget_ended,
            schedule="25 * * * *",
        ),
    ),
    letterboxes=(Letterbox(name="accounts", addresses=mailboxes_of),),
    parameters=(
        Parameter(
            code=DESK_IDLE,
            label=_("Bureaux : minutes sans visite avant de redemander le second facteur"),
            default=30,
            unit=_("minutes"),
            source=_("Règle de sécurité (ASVS 5.0, V7)"),
        ),
        Parameter(
            code=DESK_WHOLE,
            label=_("Bureaux : heures avant de redemander le second facteur, quoi qu’il arrive"),
            default=12,
            unit=_("heures"),
            source=_("Règle de sécurité (ASVS 5.0, V7)"),
        ),
    ),
    letter_writers=jobs.WRITERS,
    acts=ACTS,
    facts=FACTS,
    namings=NAMINGS,
    home=(HOME, GUESSING),
    personal_data=PERSONAL_DATA,
    demo_doors=(DOOR,),
)
