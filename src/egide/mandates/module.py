"""What mandates contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Module
from egide.mandates.permissions import PERMISSIONS
from egide.mandates.privacy import PERSONAL_DATA

MODULE = Module(
    name="mandates",
    label=_("Mandats"),
    permissions=PERMISSIONS,
    personal_data=PERSONAL_DATA,
)
