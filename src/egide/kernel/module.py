"""What the kernel contributes to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.permissions import PERMISSIONS
from egide.kernel.privacy import PERSONAL_DATA
from egide.kernel.registry import Module

MODULE = Module(
    name="kernel",
    label=_("Noyau"),
    permissions=PERMISSIONS,
    personal_data=PERSONAL_DATA,
)
