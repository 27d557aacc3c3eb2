"""What files that come in contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.imports.acts import ACTS, FACTS
from egide.imports.commands import (
    configure_import,
    configure_rollback,
    import_file,
    rollback,
)
from egide.imports.jobs import check_file, enter_lines, forget_old
from egide.imports.permissions import PERMISSIONS, TAKE_IN_FILES
from egide.imports.privacy import PERSONAL_DATA
from egide.kernel.registry import Command, Job, Module, NavItem

MODULE = Module(
    name="imports",
    label=_("Fichiers repris"),
    navigation=(
        NavItem(
            label=_("Fichiers repris"),
            url_name="imports:batches",
            section=_("Bureaux"),
            permission=TAKE_IN_FILES,
            icon="file-up",
            order=61,
        ),
    ),
    jobs=(
        Job(
            name="imports.check_file",
            label=_("Lire un fichier repris"),
            run=check_file,
            time_limit=1800,
        ),
        Job(
            name="imports.enter_lines",
            label=_("Entrer un fichier repris"),
            run=enter_lines,
            time_limit=1800,
        ),
        Job(
            name="imports.forget_old",
            label=_("Oublier les fichiers repris depuis trente jours"),
            run=forget_old,
            schedule="20 4 * * *",
        ),
    ),
    acts=ACTS,
    facts=FACTS,
    permissions=PERMISSIONS,
    personal_data=PERSONAL_DATA,
    commands=(
        Command(
            name="import",
            help="take in a file of members, mandates or groups, or only try it",
            run=import_file,
            configure=configure_import,
        ),
        Command(
            name="import rollback",
            help="take back a batch: what nobody touched since",
            run=rollback,
            configure=configure_rollback,
        ),
    ),
)
