"""What the design contributes: nothing but its name; everything else is called, not registered."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Act, Module

MODULE = Module(
    name="design",
    label=_("Présentation"),
    acts=(Act("design.list_exported", _("Liste exportée")),),
)
