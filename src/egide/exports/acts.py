"""What the register says of extracts."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Act, Fact, Naming

ACTS = (
    Act("exports.extract_agreed", _("Extrait accordé")),
    Act("exports.extract_asked", _("Extrait demandé")),
    Act("exports.extract_refused", _("Extrait refusé")),
    Act("exports.extract_taken", _("Extrait emporté")),
)
FACTS = (
    Fact("exports.list_name", _("liste")),
    Fact("exports.form", _("format")),
    Fact("exports.columns", _("colonnes")),
    Fact("exports.rows", _("lignes")),
    Fact("exports.open_until", _("ouvert jusqu’au")),
)
NAMINGS = (Naming(kind="exports.extract", label=_("Extrait")),)
