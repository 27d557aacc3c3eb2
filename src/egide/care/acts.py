"""What the register says of requests about data and of searches, in words."""

from django.utils.translation import gettext_lazy as _

from egide.care.enums import Channel, RightsKind, SearchState, Way
from egide.kernel.registry import Act, Fact, Naming

ACTS = (
    Act("care.address_confirmed", _("Adresse proposée : confirmée par qui la lit")),
    Act("care.address_denied", _("Adresse proposée : ce n’est pas la personne")),
    Act("care.attempt_noted", _("Recherche d’une personne : démarche notée")),
    Act("care.contact_applied", _("Personne retrouvée : coordonnées inscrites")),
    Act("care.contact_proposed", _("Recherche d’une personne : coordonnées proposées")),
    Act("care.contact_turned_down", _("Recherche d’une personne : coordonnées écartées")),
    Act("care.identity_checked", _("Identité vérifiée")),
    Act("care.request_answered", _("Demande de droits : réponse")),
    Act("care.request_begun", _("Demande de droits : prise en charge")),
    Act("care.request_extended", _("Demande de droits : délai prolongé")),
    Act("care.request_received", _("Demande de droits reçue")),
    Act("care.request_refused", _("Demande de droits refusée")),
    Act("care.search_closed", _("Recherche d’une personne : close")),
    Act("care.search_taken", _("Recherche d’une personne : prise en charge")),
)
FACTS = (
    Fact("care.kind", _("objet"), choices=tuple(RightsKind.choices)),
    Fact("care.channel", _("reçue"), choices=tuple(Channel.choices)),
    Fact("care.due_on", _("à répondre avant le")),
    Fact("care.outcome", _("suite"), choices=tuple(SearchState.choices)),
    Fact("care.search", _("recherche n°")),
    Fact("care.way", _("moyen"), choices=tuple(Way.choices)),
)
NAMINGS = (
    Naming(kind="care.lostsearch", label=_("Recherche d’une personne")),
    Naming(kind="care.rightsrequest", label=_("Demande de droits")),
)
