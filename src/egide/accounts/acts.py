"""What the register says of accounts, in words."""

from django.utils.translation import gettext_lazy as _

from egide.accounts.enums import SignInMethod
from egide.kernel.registry import Act, Fact

ACTS = (
    Act("accounts.other_sessions_ended", _("Autres appareils déconnectés")),
    Act("accounts.password_removed", _("Mot de passe supprimé")),
    Act("accounts.password_set", _("Mot de passe choisi")),
    Act("accounts.session_ended", _("Appareil déconnecté")),
    Act("accounts.signed_in", _("Connexion")),
    Act("accounts.signed_out", _("Déconnexion")),
)
FACTS = (
    Fact("accounts.method", _("moyen"), choices=tuple(SignInMethod.choices)),
    Fact("accounts.session", _("session, numéro")),
)
