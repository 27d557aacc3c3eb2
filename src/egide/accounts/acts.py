"""What the register says of accounts, in words."""

from django.utils.translation import gettext_lazy as _

from egide.accounts.enums import SecondFactor, SignInMethod
from egide.kernel.registry import Act, Fact

ACTS = (
    Act("accounts.device_trusted", _("Appareil dit de confiance")),
    Act("accounts.factor_added", _("Second facteur ajouté")),
    Act("accounts.factor_removed", _("Second facteur retiré")),
    Act("accounts.guessing_noticed", _("Mots de passe essayés en nombre")),
    Act("accounts.other_sessions_ended", _("Autres appareils déconnectés")),
    Act("accounts.password_removed", _("Mot de passe supprimé")),
    Act("accounts.password_set", _("Mot de passe choisi")),
    Act("accounts.proved_again", _("Identité prouvée de nouveau")),
    Act("accounts.recovery_codes_made", _("Codes de secours faits")),
    Act("accounts.session_ended", _("Appareil déconnecté")),
    Act("accounts.signed_in", _("Connexion")),
    Act("accounts.signed_out", _("Déconnexion")),
    Act("accounts.token_ended", _("Jeton d’API fini")),
    Act("accounts.token_made", _("Jeton d’API fait")),
    Act("accounts.trust_ended", _("Fin de confiance dans un appareil")),
)
FACTS = (
    Fact("accounts.device", _("appareil, numéro")),
    Fact("accounts.factor", _("second facteur"), choices=tuple(SecondFactor.choices)),
    Fact("accounts.key", _("clé d’accès, numéro")),
    Fact("accounts.method", _("moyen"), choices=tuple(SignInMethod.choices)),
    Fact("accounts.rights", _("droits ouverts")),
    Fact("accounts.wrong", _("mots de passe faux en cinq minutes, au moins")),
    Fact("accounts.session", _("session, numéro")),
    Fact("accounts.token", _("jeton, numéro")),
    Fact("accounts.writes", _("agit aussi")),
)
