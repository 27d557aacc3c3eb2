"""What the letters contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.outbox import LetterRefused
from egide.kernel.pages import SIGNED_IN
from egide.kernel.registry import (
    Command,
    HomeSection,
    Job,
    Module,
    NavItem,
    Parameter,
    ProfilePanel,
    Redone,
)
from egide.letters.acts import ACTS, FACTS, NAMINGS
from egide.letters.commands import configure_bounces, read_bounces
from egide.letters.jobs import forget, note_refusal
from egide.letters.permissions import LAY_OUT_LETTERS, PERMISSIONS, WATCH_LETTERS, WRITE_LETTERS
from egide.letters.privacy import PERSONAL_DATA
from egide.letters.queries.relayed import cards_of_watchers, panel_of
from egide.letters.queries.writing import WRITERS
from egide.letters.services.leaving import (
    ACCEPTED,
    REFUSED,
    accept_again,
    acceptances_told,
    refusals_told,
    refuse_again,
)
from egide.letters.services.relaying import PER_DAY

MODULE = Module(
    name="letters",
    label=_("Lettres"),
    navigation=(
        NavItem(
            label=_("Mes lettres"),
            url_name="letters:preferences",
            section=_("Moi"),
            permission=SIGNED_IN,
            icon="mailbox",
            order=13,
        ),
        NavItem(
            label=_("Lettres"),
            url_name="letters:mailings",
            section=_("Bureaux"),
            permission=WRITE_LETTERS,
            icon="mail",
            order=62,
        ),
        NavItem(
            label=_("Mises en page"),
            url_name="letters:layouts",
            section=_("Bureaux"),
            permission=LAY_OUT_LETTERS,
            icon="layout-template",
            order=63,
        ),
        NavItem(
            label=_("Abus de courrier"),
            url_name="letters:abuses",
            section=_("Bureaux"),
            permission=WATCH_LETTERS,
            icon="shield-alert",
            order=63,
        ),
    ),
    permissions=PERMISSIONS,
    letter_writers=WRITERS,
    acts=ACTS,
    facts=FACTS,
    namings=NAMINGS,
    jobs=(
        Job(
            name="letters.forget",
            label=_("Oublier les lettres relayées et les retours anciens"),
            run=forget,
            schedule="55 3 * * *",
        ),
    ),
    parameters=(
        Parameter(
            code=PER_DAY,
            label=_("Lettres d’un sociétaire à d’autres par l’annuaire, par jour, au plus"),
            default=10,
            unit=_("lettres"),
            source=_("Règle de protection de l’annuaire"),
        ),
    ),
    profile_panels=(
        ProfilePanel(name="letters", template="letters/panel.html", context=panel_of, order=15),
    ),
    home=(
        HomeSection(
            name="letters.watchers",
            label=_("Courrier"),
            permission=WATCH_LETTERS,
            cards=cards_of_watchers,
            order=22,
        ),
    ),
    personal_data=PERSONAL_DATA,
    commands=(
        Command(
            name="letters bounces",
            help="read the mailbox to which undelivered letters come back",
            run=read_bounces,
            configure=configure_bounces,
        ),
    ),
    redone=(
        Redone(kind=REFUSED, again=refuse_again, told=refusals_told),
        Redone(kind=ACCEPTED, again=accept_again, told=acceptances_told),
    ),
    subscriptions=((LetterRefused, note_refusal),),
)
