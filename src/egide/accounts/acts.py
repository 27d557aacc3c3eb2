"""What the register says of accounts, in words."""

from django.utils.translation import gettext_lazy as _

from egide.accounts.enums import Evidence, SecondFactor, SignInMethod
from egide.kernel.registry import Act, Fact

ACTS = (
    Act("accounts.account_reopened", _("Compte rouvert")),
    Act("accounts.account_suspended", _("Compte suspendu")),
    Act("accounts.address_change_begun", _("Nouvelle adresse de connexion, en attente")),
    Act("accounts.address_change_dropped", _("Nouvelle adresse de connexion abandonnée")),
    Act("accounts.address_change_held", _("Nouvelle adresse de connexion en place")),
    Act("accounts.address_change_objected", _("Opposition à une nouvelle adresse de connexion")),
    Act("accounts.app_begun", _("Application de codes : ajout commencé")),
    Act("accounts.device_trusted", _("Appareil dit de confiance")),
    Act("accounts.everything_ended", _("Toutes les sessions fermées")),
    Act("accounts.factor_added", _("Second facteur ajouté")),
    Act("accounts.factor_removed", _("Second facteur retiré")),
    Act("accounts.guessing_noticed", _("Mots de passe essayés en nombre")),
    Act("accounts.other_sessions_ended", _("Autres appareils déconnectés")),
    Act("accounts.overruling_proposed", _("Opposition à lever : proposée")),
    Act("accounts.overruling_signed", _("Opposition levée, à deux")),
    Act("accounts.password_removed", _("Mot de passe supprimé")),
    Act("accounts.password_set", _("Mot de passe choisi")),
    Act("accounts.proved_again", _("Identité prouvée de nouveau")),
    Act("accounts.recovery_accepted", _("Demande d’accès acceptée")),
    Act("accounts.recovery_asked", _("Accès perdu : demande")),
    Act("accounts.recovery_cancelled", _("Demande d’accès retirée")),
    Act("accounts.recovery_codes_made", _("Codes de secours faits")),
    Act("accounts.recovery_confirmed", _("Demande d’accès : adresse confirmée")),
    Act("accounts.recovery_expired", _("Demande d’accès échue")),
    Act("accounts.recovery_named", _("Demande d’accès : fiche reconnue")),
    Act("accounts.recovery_protested", _("Protestation contre un accès rendu à deux")),
    Act("accounts.recovery_refused", _("Demande d’accès refusée")),
    Act("accounts.session_ended", _("Appareil déconnecté")),
    Act("accounts.signed_in", _("Connexion")),
    Act("accounts.signed_out", _("Déconnexion")),
    Act("accounts.token_ended", _("Jeton d’API fini")),
    Act("accounts.token_made", _("Jeton d’API fait")),
    Act("accounts.trust_ended", _("Fin de confiance dans un appareil")),
)
FACTS = (
    Fact("accounts.device", _("appareil, numéro")),
    Fact("accounts.evidence", _("preuves vérifiées"), choices=tuple(Evidence.choices)),
    Fact("accounts.factor", _("second facteur"), choices=tuple(SecondFactor.choices)),
    Fact("accounts.hours", _("délai d’opposition, en heures")),
    Fact("accounts.key", _("clé d’accès, numéro")),
    Fact("accounts.method", _("moyen"), choices=tuple(SignInMethod.choices)),
    Fact("accounts.rights", _("droits ouverts")),
    Fact("accounts.person", _("fiche"), kind="members.person"),
    Fact("accounts.sponsor", _("camarade appelé"), kind="members.person"),
    Fact("accounts.wrong", _("mots de passe faux en cinq minutes, au moins")),
    Fact("accounts.session", _("session, numéro")),
    Fact("accounts.token", _("jeton, numéro")),
    Fact("accounts.writes", _("agit aussi")),
)
