"""What the accounts contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.accounts import jobs
from egide.accounts.acts import ACTS, FACTS
from egide.accounts.demo import DEMO, DOOR
from egide.accounts.permissions import KEEP_ACCOUNTS, PERMISSIONS
from egide.accounts.privacy import PERSONAL_DATA
from egide.accounts.queries import NAMINGS, guessing_cards, home_cards, mailboxes_of
from egide.accounts.queries.recovery import desk_cards
from egide.accounts.rules.entry import DESK_IDLE, DESK_WHOLE
from egide.accounts.rules.recovery import OBJECTION_HOURS, WEIGHING_DAYS
from egide.kernel.pages import SIGNED_IN
from egide.kernel.permissions import READ_REGISTER
from egide.kernel.registry import HomeSection, Job, Letterbox, Module, NavItem, Parameter
from egide.members.events import EmailsChanged

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
DESK = HomeSection(
    name="accounts.recoveries",
    label=_("Accès perdus"),
    permission=KEEP_ACCOUNTS,
    cards=desk_cards,
    order=16,
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
        NavItem(
            label=_("Comptes"),
            url_name="accounts:desk",
            section=_("Bureaux"),
            permission=KEEP_ACCOUNTS,
            icon="lock-keyhole",
            order=63,
        ),
    ),
    permissions=PERMISSIONS,
    jobs=(
        Job(
            name="accounts.forget_ended",
            label=_("Oublier les sessions finies et les liens échus"),
            run=jobs.forget_ended,
            schedule="25 * * * *",
        ),
        Job(
            name="accounts.hold_due_changes",
            label=_("Mettre en place les adresses auxquelles personne ne s’est opposé"),
            run=jobs.hold_due_changes,
            schedule="*/5 * * * *",
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
        Parameter(
            code=OBJECTION_HOURS,
            label=_("Heures pour s’opposer à une nouvelle adresse de connexion"),
            default=72,
            unit=_("heures"),
            source=_("Règle de sécurité (ASVS 5.0, 6.3.7 et 6.4.4) ; RGPD, article 32"),
        ),
        Parameter(
            code=WEIGHING_DAYS,
            label=_("Jours pour examiner une demande d’accès, avant qu’elle soit échue"),
            default=30,
            unit=_("jours"),
            source=_("Règle de sécurité (ASVS 5.0, 6.4.4) ; RGPD, article 12, 3"),
        ),
    ),
    subscriptions=((EmailsChanged, jobs.note_new_addresses),),
    letter_writers=jobs.WRITERS,
    acts=ACTS,
    facts=FACTS,
    namings=NAMINGS,
    home=(HOME, GUESSING, DESK),
    personal_data=PERSONAL_DATA,
    demo=DEMO,
    demo_doors=(DOOR,),
)
