"""What the registry of members contributes to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Module
from egide.members.permissions import PERMISSIONS
from egide.members.privacy import PERSONAL_DATA

MODULE = Module(
    name="members",
    label=_("Registre"),
    permissions=PERMISSIONS,
    personal_data=PERSONAL_DATA,
)
