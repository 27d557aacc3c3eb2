"""What the annual report contributes to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.annual_report.acts import ACTS, FACTS
from egide.annual_report.commands import (
    configure_figures,
    configure_report,
    print_figures,
    write_report,
)
from egide.annual_report.demo import build
from egide.annual_report.jobs import compare_editions
from egide.annual_report.permissions import PERMISSIONS
from egide.annual_report.privacy import PERSONAL_DATA
from egide.annual_report.queries.home import cards_of, cards_of_visitor
from egide.annual_report.queries.letters import WRITER
from egide.annual_report.queries.naming import NAMINGS
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.registry import Command, DemoStep, HomeSection, Job, Module, NavItem, Parameter

MODULE = Module(
    name="annual_report",
    api="egide.annual_report.api",
    label=_("Rapport d’activité"),
    navigation=(
        NavItem(
            label=_("Rapports d’activité"),
            url_name="annual_report:editions",
            section=_("La société"),
            permission=PUBLIC,
            icon="book-open",
            order=30,
        ),
        NavItem(
            label=_("Chiffres"),
            url_name="annual_report:figures",
            section=_("La société"),
            permission=PUBLIC,
            icon="hash",
            order=31,
        ),
    ),
    home=(
        HomeSection(
            name="annual_report.visitor",
            label=_("Des comptes que chacun peut ouvrir"),
            permission=PUBLIC,
            cards=cards_of_visitor,
            order=50,
        ),
        HomeSection(
            name="annual_report",
            label=_("Rapport d’activité"),
            permission=SIGNED_IN,
            cards=cards_of,
            order=55,
        ),
    ),
    letter_writers=(WRITER,),
    acts=ACTS,
    facts=FACTS,
    namings=NAMINGS,
    permissions=PERMISSIONS,
    parameters=(
        Parameter(
            code="annual_report.equivalent_tolerance",
            label=_("Écart sous lequel deux montants sont dits équivalents"),
            default=2,
            unit="%",
            source=_("choix d’usage ; le conseil peut en fixer un autre"),
        ),
        Parameter(
            code="annual_report.small_cell",
            label=_("Nombre de personnes sous lequel un dénombrement est masqué"),
            default=5,
            unit=_("personnes"),
            source=_("choix d’usage ; le conseil peut en fixer un autre"),
        ),
        Parameter(
            code="annual_report.public_reports",
            label=_("Montrer à tous les rapports publiés et le dictionnaire des chiffres"),
            default=True,
            unit=_("oui ou non"),
            source=_("choix d’usage ; le conseil peut en fixer un autre"),
        ),
    ),
    jobs=(
        Job(
            name="annual_report.compare_editions",
            label=_("Comparer les rapports aux enregistrements"),
            run=compare_editions,
            schedule="10 4 * * *",
            time_limit=1800,
        ),
    ),
    personal_data=PERSONAL_DATA,
    demo=(
        DemoStep(
            name="annual_report",
            label=_("Rapport 2020 : textes et chiffres"),
            build=build,
            after=("members", "mandates", "groups", "career_delegates"),
        ),
    ),
    commands=(
        Command(
            name="figures",
            help="print the figures of a year, and those that are not yet recorded",
            run=print_figures,
            configure=configure_figures,
        ),
        Command(
            name="report",
            help="write the report of a year into a folder: page, PDF, data pack",
            run=write_report,
            configure=configure_report,
        ),
    ),
)
