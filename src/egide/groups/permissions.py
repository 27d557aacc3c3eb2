"""Rights on groups."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Confidentiality, Permission

READ_GROUPS = "groups.read_groups"
MANAGE_OWN_GROUP = "groups.manage_own_group"
MANAGE_GROUPS = "groups.manage_groups"
SIGN_AGREEMENT = "groups.sign_agreement"
READ_FIGURES = "groups.read_figures"
CERTIFY_FIGURES = "groups.certify_figures"

PERMISSIONS = (
    Permission(code=READ_GROUPS, label=_("Consulter les groupes"), every_member=True),
    Permission(
        code=MANAGE_OWN_GROUP,
        label=_("Tenir son groupe"),
        confidentiality=Confidentiality.PERSONAL,
    ),
    Permission(
        code=MANAGE_GROUPS,
        label=_("Suivre tous les groupes"),
        confidentiality=Confidentiality.PERSONAL,
        whole=True,
    ),
    Permission(code=SIGN_AGREEMENT, label=_("Signer les conventions d’égide"), whole=True),
    Permission(code=READ_FIGURES, label=_("Ouvrir les chiffres des groupes")),
    Permission(code=CERTIFY_FIGURES, label=_("Certifier les chiffres des groupes")),
)
