"""What files that come in contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.imports.acts import ACTS, FACTS
from egide.imports.commands import (
    configure_import,
    configure_rollback,
    import_file,
    rollback,
)
from egide.imports.permissions import PERMISSIONS
from egide.imports.privacy import PERSONAL_DATA
from egide.kernel.registry import Command, Module

MODULE = Module(
    name="imports",
    label=_("Fichiers repris"),
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
