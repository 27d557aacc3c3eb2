"""Rights on the accounts of others."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Confidentiality, Permission

KEEP_ACCOUNTS = "accounts.keep_accounts"

PERMISSIONS = (
    Permission(
        code=KEEP_ACCOUNTS,
        label=_("Rendre l’accès à un compte, le suspendre et le rouvrir"),
        confidentiality=Confidentiality.PERSONAL,
        whole=True,
    ),
)
