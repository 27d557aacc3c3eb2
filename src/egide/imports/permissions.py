"""Rights of the files that come in."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Confidentiality, Permission

TAKE_IN_FILES = "imports.take_in_files"

PERMISSIONS = (
    Permission(
        code=TAKE_IN_FILES,
        label=_("Reprendre des fichiers"),
        confidentiality=Confidentiality.PERSONAL,
        whole=True,
    ),
)
