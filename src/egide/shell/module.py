"""What the shell contributes: the pages that belong to no module."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.permissions import MANAGE_PARAMETERS, READ_REGISTER
from egide.kernel.registry import Module, NavItem, Parameter, Search
from egide.shell.queries import find_pages
from egide.shell.views.search import find_figures

ME = _("Moi")
HOUSE = _("La maison")

MODULE = Module(
    name="shell",
    api="egide.shell.api",
    label=_("Site"),
    navigation=(
        NavItem(
            label=_("Mon espace"),
            url_name="shell:my_space",
            section=ME,
            permission=SIGNED_IN,
            icon="house",
            order=10,
        ),
        NavItem(
            label=_("Qui nous sommes"),
            url_name="shell:society",
            section=_("La société"),
            permission=PUBLIC,
            icon="landmark",
            order=5,
        ),
        NavItem(
            label=_("Registre des actes"),
            url_name="shell:register",
            section=HOUSE,
            permission=READ_REGISTER,
            icon="scroll-text",
            order=900,
        ),
        NavItem(
            label=_("Valeurs paramétrées"),
            url_name="shell:parameters",
            section=HOUSE,
            permission=MANAGE_PARAMETERS,
            icon="sliders-horizontal",
            order=910,
        ),
        NavItem(
            label=_("Données personnelles"),
            url_name="shell:data_map",
            section=HOUSE,
            permission=READ_REGISTER,
            icon="shield-check",
            order=920,
        ),
        NavItem(
            label=_("Tâches"),
            url_name="shell:timetable",
            section=HOUSE,
            permission=READ_REGISTER,
            icon="timer",
            order=930,
        ),
    ),
    searches=(
        Search(
            name="shell.pages",
            label=_("Pages"),
            permission=PUBLIC,
            find=find_pages,
            order=5,
        ),
        Search(
            name="shell.figures",
            label=_("Chiffres"),
            permission=PUBLIC,
            find=find_figures,
            order=40,
        ),
    ),
    parameters=(
        Parameter(
            code="shell.presentation_fr",
            label=_("Qui nous sommes, sur la page d’accueil, en français"),
            default=(
                "Des promotions qui se suivent, des groupes partout où l’un des nôtres s’est "
                "installé, une entraide "
                "qui ne fait pas de bruit, et des comptes que chacun peut ouvrir. Nous "
                "sommes une société d’anciens "
                "élèves : on y entre par l’École, on y reste par amitié."
            ),
            unit=_("texte"),
            source=_("présentation d’usage ; le bureau peut en fixer une autre"),
        ),
        Parameter(
            code="shell.presentation_en",
            label=_("Qui nous sommes, sur la page d’accueil, en anglais"),
            default=(
                "Class years that follow one another, groups wherever one of us settled, "
                "mutual aid that makes no "
                "noise, and books that anyone may open. We are a society of former students: "
                "one joins through the "
                "School, and stays out of friendship."
            ),
            unit=_("texte"),
            source=_("présentation d’usage ; le bureau peut en fixer une autre"),
        ),
    ),
)
