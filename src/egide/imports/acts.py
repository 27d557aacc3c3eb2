"""What the register says of files that came in, in words."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Act, Fact

ACTS = (
    Act("imports.batch_discarded", _("Lot abandonné")),
    Act("imports.batch_entered", _("Lot entré")),
    Act("imports.batch_withdrawn", _("Lot repris")),
    Act("imports.file_received", _("Fichier reçu")),
)
FACTS = (
    Fact("imports.completed", _("complétés")),
    Fact("imports.entered", _("entrés")),
    Fact("imports.kind", _("nature du fichier")),
    Fact("imports.sha256", _("empreinte")),
    Fact("imports.size", _("octets")),
    Fact("imports.staying", _("restés")),
    Fact("imports.waiting", _("lignes en attente")),
    Fact("imports.withdrawn", _("repris")),
)
