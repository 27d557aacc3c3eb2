"""Rights on bodies, seats and mandates."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Confidentiality, Permission

READ_GOVERNANCE = "mandates.read_governance"
MANAGE_MANDATES = "mandates.manage_mandates"
MANAGE_STATUTES = "mandates.manage_statutes"
MANAGE_SCOPES = "mandates.manage_scopes"
READ_FIGURES = "mandates.read_figures"
CERTIFY_FIGURES = "mandates.certify_figures"

PERMISSIONS = (
    Permission(code=READ_GOVERNANCE, label=_("Lire la composition des organes et les mandats")),
    Permission(
        code=MANAGE_MANDATES,
        label=_("Ouvrir et clore les mandats"),
        confidentiality=Confidentiality.PERSONAL,
    ),
    Permission(
        code=MANAGE_STATUTES,
        label=_("Tenir les organes, les sièges, les fonctions et leurs droits"),
        whole=True,
    ),
    Permission(
        code=MANAGE_SCOPES, label=_("Ouvrir et fermer les périmètres des mandats"), whole=True
    ),
    Permission(code=READ_FIGURES, label=_("Ouvrir les chiffres de la gouvernance")),
    Permission(code=CERTIFY_FIGURES, label=_("Certifier les chiffres de la gouvernance")),
)
