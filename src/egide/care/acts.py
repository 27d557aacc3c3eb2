"""What the register says of requests about data, in words."""

from django.utils.translation import gettext_lazy as _

from egide.care.enums import Channel, RightsKind
from egide.kernel.registry import Act, Fact, Naming

ACTS = (
    Act("care.identity_checked", _("Identité vérifiée")),
    Act("care.request_answered", _("Demande de droits : réponse")),
    Act("care.request_begun", _("Demande de droits : prise en charge")),
    Act("care.request_extended", _("Demande de droits : délai prolongé")),
    Act("care.request_received", _("Demande de droits reçue")),
    Act("care.request_refused", _("Demande de droits refusée")),
)
FACTS = (
    Fact("care.kind", _("objet"), choices=tuple(RightsKind.choices)),
    Fact("care.channel", _("reçue"), choices=tuple(Channel.choices)),
    Fact("care.due_on", _("à répondre avant le")),
)
NAMINGS = (Naming(kind="care.rightsrequest", label=_("Demande de droits")),)
