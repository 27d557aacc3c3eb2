"""What the registry of members contributes to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.pages import SIGNED_IN
from egide.kernel.registry import (
    Audience,
    Command,
    HoldSource,
    HomeSection,
    LetterLanguages,
    Module,
    NavItem,
    Parameter,
    Redone,
    RightsSource,
    Search,
)
from egide.members.acts import ACTS, FACTS
from egide.members.commands import (
    configure_erase,
    configure_export,
    erase_person,
    export_person,
)
from egide.members.demo.steps import DEMO
from egide.members.figures import FIGURES
from egide.members.importers import IMPORTERS
from egide.members.jobs import JOBS
from egide.members.permissions import MANAGE_REGISTRY, PERMISSIONS, READ_DIRECTORY
from egide.members.privacy import DURATIONS, PERSONAL_DATA
from egide.members.queries.audiences import because_of_members, members_of, members_to_write_to
from egide.members.queries.naming import NAMINGS
from egide.members.queries.people import (
    JP_MAX_YEARS,
    QUALITY_MONTHS,
    held_people,
    letter_languages,
    rights_of_members,
)
from egide.members.queries.promotions import names_of_centres
from egide.members.queries.waiting import cards_of_clerk, cards_of_officers
from egide.members.services.duplicates import UNDO_DAYS
from egide.members.services.erasure import ERASURE, erase_again, erasures_told
from egide.members.services.reading import PROFILES_PER_DAY
from egide.members.services.visibility import NARROWED, narrow_again, narrowings_told
from egide.members.views.directory import find_people

MODULE = Module(
    name="members",
    api="egide.members.api",
    label=_("Registre"),
    navigation=(
        NavItem(
            label=_("Mon profil"),
            url_name="members:my_profile",
            section=_("Moi"),
            permission=SIGNED_IN,
            icon="user-round",
            order=11,
        ),
        NavItem(
            label=_("Annuaire"),
            url_name="members:directory",
            section=_("La société"),
            permission=READ_DIRECTORY,
            icon="search",
            order=20,
        ),
        NavItem(
            label=_("Promotions"),
            url_name="members:promotions",
            section=_("La société"),
            permission=READ_DIRECTORY,
            icon="graduation-cap",
            order=21,
        ),
        NavItem(
            label=_("Tenue du registre"),
            url_name="members:desk",
            section=_("Bureaux"),
            permission=MANAGE_REGISTRY,
            icon="book-user",
            order=60,
        ),
    ),
    searches=(
        Search(
            name="members.people",
            label=_("Personnes"),
            permission=READ_DIRECTORY,
            find=find_people,
            order=10,
        ),
    ),
    home=(
        HomeSection(
            name="members.clerk",
            label=_("Tenue du registre"),
            permission=MANAGE_REGISTRY,
            cards=cards_of_clerk,
            order=20,
        ),
        HomeSection(
            name="members.officers",
            label=_("Vos camarades"),
            permission=READ_DIRECTORY,
            cards=cards_of_officers,
            order=30,
        ),
    ),
    audiences=(
        Audience(
            name="members.members",
            label=_("Sociétaires"),
            find=members_to_write_to,
            people=members_of,
            because=because_of_members,
        ),
    ),
    acts=ACTS,
    facts=FACTS,
    namings=NAMINGS,
    permissions=PERMISSIONS,
    rights=(RightsSource(name="members.standing", grants=rights_of_members),),
    letter_languages=(LetterLanguages(name="members", chosen=letter_languages),),
    figures=FIGURES,
    jobs=JOBS,
    parameters=(
        Parameter(
            code=JP_MAX_YEARS,
            label=_("Jeunes promotions : années depuis l’entrée, au plus"),
            default=9,
            unit=_("années"),
            source=_("Usage de la société"),
        ),
        Parameter(
            code=QUALITY_MONTHS,
            label=_("Fiche à jour : vérifiée depuis, au plus"),
            default=24,
            unit=_("mois"),
            source=_("Règle de tenue du registre"),
        ),
        Parameter(
            code=PROFILES_PER_DAY,
            label=_("Fiches de l’annuaire ouvertes par jour et par personne, au plus"),
            default=300,
            unit=_("fiches"),
            source=_("Règle de protection de l’annuaire"),
        ),
        Parameter(
            code=UNDO_DAYS,
            label=_("Deux fiches fusionnées, séparables pendant"),
            default=30,
            unit=_("jours"),
            source=_("Règle de tenue du registre"),
        ),
        *DURATIONS,
    ),
    holds=(HoldSource(name="members.legal_holds", people=held_people),),
    personal_data=PERSONAL_DATA,
    redone=(
        Redone(kind=ERASURE, again=erase_again, told=erasures_told),
        Redone(kind=NARROWED, again=narrow_again, told=narrowings_told),
    ),
    commands=(
        Command(
            name="person export",
            help="write all that is held about a person into an archive",
            run=export_person,
            configure=configure_export,
        ),
        Command(
            name="person erase",
            help="erase a person everywhere, and print what stays with its ground",
            run=erase_person,
            configure=configure_erase,
        ),
    ),
    context_words=(names_of_centres,),
    demo=DEMO,
    importers=IMPORTERS,
)
