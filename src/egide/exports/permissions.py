"""The right on the extracts that others ask for."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Confidentiality, Permission

AGREE_TO_EXTRACTS = "exports.agree_to_extracts"

PERMISSIONS = (
    Permission(
        code=AGREE_TO_EXTRACTS,
        label=_("Accorder les grands extraits, et les voir tous"),
        confidentiality=Confidentiality.PERSONAL,
        whole=True,
    ),
)
