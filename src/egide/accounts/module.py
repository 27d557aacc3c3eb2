"""What the accounts contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.accounts.privacy import PERSONAL_DATA
from egide.kernel.registry import Module

MODULE = Module(name="accounts", label=_("Comptes"), personal_data=PERSONAL_DATA)
