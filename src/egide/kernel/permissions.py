from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Permission

READ_REGISTER = "kernel.read_register"
MANAGE_PARAMETERS = "kernel.manage_parameters"

PERMISSIONS = (
    Permission(code=READ_REGISTER, label=_("Lire le registre des actes"), whole=True),
    Permission(code=MANAGE_PARAMETERS, label=_("Fixer les valeurs paramétrées"), whole=True),
)
