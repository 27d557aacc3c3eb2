"""What groups contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.groups.permissions import PERMISSIONS
from egide.groups.privacy import PERSONAL_DATA
from egide.kernel.registry import Module

MODULE = Module(
    name="groups",
    label=_("Groupes"),
    permissions=PERMISSIONS,
    personal_data=PERSONAL_DATA,
)
