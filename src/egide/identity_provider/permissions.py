"""The right on connected applications."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Permission

MANAGE_APPLICATIONS = "identity_provider.manage_applications"

PERMISSIONS = (
    Permission(
        code=MANAGE_APPLICATIONS,
        label=_("Relier des applications au site, et les délier"),
        whole=True,
    ),
)
