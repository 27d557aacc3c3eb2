"""What the register says of connected applications, in words."""

from django.utils.translation import gettext_lazy as _

from egide.identity_provider.enums import Claims
from egide.kernel.registry import Act, Fact

ACTS = (
    Act("identity_provider.application_amended", _("Application reliée modifiée")),
    Act("identity_provider.application_registered", _("Application reliée au site")),
    Act("identity_provider.application_stopped", _("Application déliée du site")),
    Act("identity_provider.consent_ended", _("Accord retiré à une application")),
    Act("identity_provider.consent_given", _("Accord donné à une application")),
    Act("identity_provider.identity_told", _("Connexion à une application reliée")),
    Act("identity_provider.secret_renewed", _("Secret d’une application renouvelé")),
    Act("identity_provider.signing_key_renewed", _("Clé de signature changée")),
    Act("identity_provider.theft_stopped", _("Code ou jeton présenté deux fois : révoqué")),
)
FACTS = (
    Fact("identity_provider.kid", _("clé de signature")),
    Fact("identity_provider.application", _("application"), kind="identity_provider.application"),
    Fact("identity_provider.name", _("nom de l’application")),
    Fact("identity_provider.scopes", _("ce qu’elle sait"), choices=tuple(Claims.choices)),
)
