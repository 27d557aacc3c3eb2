"""What connected applications hold about people."""

from django.utils.translation import gettext_lazy as _

from egide.identity_provider.models import (
    Application,
    AuthorizationCode,
    Connection,
    SigningKey,
    Token,
)
from egide.kernel.forgetting import remove
from egide.kernel.registry import Keep, NoPersonalData, PersonalData, Uniting
from egide.kernel.uniting import end, leave

CONSENT = _("consentement de la personne")
SUBJECT = "connection__account__person_id"
PROVEN = ("id", "connection", "family", "scope", "acr", "amr", "issued_at")

PERSONAL_DATA = (
    NoPersonalData(model=Application, reason=_("Un site et qui en répond, non une personne")),
    NoPersonalData(model=SigningKey, reason=_("Une clé du site, scellée")),
    PersonalData(
        model=AuthorizationCode,
        subject=SUBJECT,
        purpose=_("Dire une fois à une application qui vient d’arriver chez elle"),
        legal_basis=CONSENT,
        retention=_("deux minutes de vie, un jour de trace"),
        erase=remove,
        normal=(*PROVEN, "expires_at", "used_at"),
        personal=("auth_at", "redirect_uri"),
        secret=("code_hash", "nonce", "code_challenge"),
        withheld=("code_hash", "nonce", "code_challenge"),
        keep=(Keep(after="expires_at", days=1),),
        unite=(Uniting(column=SUBJECT, join=end),),
    ),
    PersonalData(
        model=Token,
        subject=SUBJECT,
        purpose=_("Répondre à une application qui a l’accord de la personne"),
        legal_basis=CONSENT,
        retention=_("soixante jours au plus, un jour de trace"),
        erase=remove,
        normal=(
            *PROVEN,
            "access_ends_at",
            "refresh_ends_at",
            "ends_at",
            "refreshed_at",
            "revoked_at",
        ),
        personal=("auth_at",),
        secret=("access_hash", "refresh_hash"),
        withheld=("access_hash", "refresh_hash"),
        keep=(Keep(after="ends_at", days=1),),
        unite=(Uniting(column=SUBJECT, join=end),),
    ),
    PersonalData(
        model=Connection,
        subject="account__person_id",
        purpose=_("Retenir ce que la personne accepte qu’une application sache d’elle"),
        legal_basis=CONSENT,
        retention=_("jusqu’au retrait de l’accord, puis un an"),
        erase=remove,
        normal=("id", "account", "application", "scopes", "ended_at"),
        personal=("given_at", "last_used_at"),
        keep=(Keep(after="ended_at", days=365),),
        unite=(Uniting(column="account__person_id", join=leave),),
    ),
)
