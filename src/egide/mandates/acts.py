"""What the register says of bodies, seats and mandates, in words."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Act, Fact
from egide.mandates.enums import BodyKind, Designation, EndReason, ScopeKind

ACTS = (
    Act("mandates.body_amended", _("Organe modifié")),
    Act("mandates.body_created", _("Organe créé")),
    Act("mandates.body_dissolved", _("Organe dissous")),
    Act("mandates.co_option_ratified", _("Cooptation confirmée")),
    Act("mandates.incompatibility_lifted", _("Incompatibilité levée")),
    Act("mandates.mandate_cancelled", _("Mandat annulé")),
    Act("mandates.mandate_ended", _("Mandat clos")),
    Act("mandates.mandate_followed", _("Mandat de droit ouvert")),
    Act("mandates.mandate_given", _("Mandat confié")),
    Act("mandates.mandates_cancelled", _("Mandats annulés")),
    Act("mandates.mandates_given", _("Mandats confiés")),
    Act("mandates.office_amended", _("Fonction modifiée")),
    Act("mandates.office_defined", _("Fonction définie")),
    Act("mandates.office_rights_set", _("Droits d’une fonction fixés")),
    Act("mandates.offices_declared_incompatible", _("Fonctions déclarées incompatibles")),
    Act("mandates.person_co_opted", _("Personne cooptée")),
    Act("mandates.scope_closed", _("Périmètre fermé")),
    Act("mandates.scope_opened", _("Périmètre ouvert")),
    Act("mandates.scope_renamed", _("Périmètre renommé")),
    Act("mandates.scopes_opened", _("Périmètres ouverts")),
    Act("mandates.scopes_withdrawn", _("Périmètres repris avec leur fichier")),
    Act("mandates.seat_added", _("Siège créé")),
    Act("mandates.seat_retired", _("Siège supprimé")),
    Act("mandates.seats_added", _("Sièges créés")),
)
FACTS = (
    Fact("mandates.added", _("droits ajoutés")),
    Fact("mandates.body", _("organe"), kind="mandates.body"),
    Fact("mandates.body_created.kind", _("genre"), choices=tuple(BodyKind.choices)),
    Fact("mandates.designation", _("désignation"), choices=tuple(Designation.choices)),
    Fact("mandates.end_reason", _("motif de fin"), choices=tuple(EndReason.choices)),
    Fact("mandates.first", _("première fonction"), kind="mandates.office"),
    Fact("mandates.kind", _("genre"), choices=tuple(ScopeKind.choices)),
    Fact("mandates.mandates", _("mandats")),
    Fact("mandates.number", _("numéro")),
    Fact("mandates.office", _("fonction"), kind="mandates.office"),
    Fact("mandates.parent", _("périmètre parent"), kind="mandates.scope"),
    Fact("mandates.removed", _("droits ôtés")),
    Fact("mandates.rights", _("droits")),
    Fact("mandates.scope", _("périmètre"), kind="mandates.scope"),
    Fact("mandates.scopes", _("périmètres")),
    Fact("mandates.seat", _("siège"), kind="mandates.seat"),
    Fact("mandates.seats", _("sièges")),
    Fact("mandates.second", _("seconde fonction"), kind="mandates.office"),
)
