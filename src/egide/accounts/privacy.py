"""What the accounts hold about people."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from egide.accounts.models import (
    Account,
    ApiToken,
    AuthenticatorApp,
    KnownDevice,
    Passkey,
    RecoveryCode,
    Session,
    SignInLink,
)
from egide.accounts.rules.entry import DEVICE_KEPT
from egide.kernel.forgetting import remove
from egide.kernel.registry import Keep, Lasting, PersonalData, Uniting
from egide.kernel.uniting import leave


def close(accounts: QuerySet[Account]) -> None:
    """Close the account: no way in is left."""
    accounts.update(password="", password_set_at=None, is_active=False, last_login=None)


PERSONAL_DATA = (
    PersonalData(
        model=Account,
        subject="person_id",
        purpose=_("Ouvrir l’espace personnel"),
        legal_basis=_("exécution du contrat d’adhésion (statuts)"),
        retention=_("tant que la personne est au registre"),
        erase=close,
        normal=("id", "person", "is_active"),
        personal=("last_login", "password_set_at", "keys_changed_at"),
        secret=("password",),
        withheld=("password",),
        keep=Lasting.UNTIL_ERASED,
        unite=(Uniting(column="person_id", join=leave),),
    ),
    PersonalData(
        model=Session,
        subject="account__person_id",
        purpose=_("Rester connecté sur un appareil, et pouvoir l’en déconnecter"),
        legal_basis=_("exécution du contrat d’adhésion (statuts)"),
        retention=_("quatorze jours après la dernière visite, soixante jours au plus"),
        erase=remove,
        normal=("id", "account", "method", "second_factor", "expires_at"),
        personal=("device", "started_at", "seen_at", "proved_at"),
        secret=("key_hash", "content"),
        withheld=("key_hash", "content"),
        keep=(Keep(after="expires_at", days=0),),
        unite=(Uniting(column="account__person_id", join=leave),),
    ),
    PersonalData(
        model=SignInLink,
        subject="person_id",
        purpose=_("Envoyer un lien de connexion et ne l’accepter qu’une fois"),
        legal_basis=_("exécution du contrat d’adhésion (statuts)"),
        retention=_("dix minutes de vie, un jour de trace"),
        erase=remove,
        normal=("id", "person", "asked_at", "expires_at", "used_at"),
        personal=("identifier", "address", "next_path"),
        secret=("token_hash", "code_hash", "browser_hash"),
        withheld=("token_hash", "code_hash", "browser_hash"),
        keep=(Keep(after="expires_at", days=0),),
        unite=(Uniting(column="person_id", join=leave),),
    ),
    PersonalData(
        model=AuthenticatorApp,
        subject="account__person_id",
        purpose=_("Vérifier le code que montre l’application de la personne"),
        legal_basis=_("obligation de sécurité (RGPD, article 32)"),
        retention=_("jusqu’à ce que la personne la retire, tant qu’elle est au registre"),
        erase=remove,
        normal=("id", "account", "begun_at", "confirmed_at"),
        personal=("last_step", "last_used_at"),
        secret=("secret",),
        withheld=("secret",),
        keep=Lasting.UNTIL_ERASED,
        unite=(Uniting(column="account__person_id", join=leave),),
    ),
    PersonalData(
        model=RecoveryCode,
        subject="account__person_id",
        purpose=_("Entrer quand le téléphone est perdu, une fois par code"),
        legal_basis=_("obligation de sécurité (RGPD, article 32)"),
        retention=_("jusqu’aux dix suivants, tant que la personne est au registre"),
        erase=remove,
        normal=("id", "account", "made_at"),
        personal=("used_at",),
        secret=("code_hash",),
        withheld=("code_hash",),
        keep=Lasting.UNTIL_ERASED,
        unite=(Uniting(column="account__person_id", join=leave),),
    ),
    PersonalData(
        model=Passkey,
        subject="account__person_id",
        purpose=_("Vérifier ce que signe une clé d’accès de la personne"),
        legal_basis=_("obligation de sécurité (RGPD, article 32)"),
        retention=_("jusqu’à ce que la personne la retire, tant qu’elle est au registre"),
        erase=remove,
        normal=("id", "account", "made_at"),
        personal=("name", "last_used_at", "sign_count"),
        secret=("credential_id", "credential"),
        withheld=("credential_id", "credential"),
        keep=Lasting.UNTIL_ERASED,
        unite=(Uniting(column="account__person_id", join=leave),),
    ),
    PersonalData(
        model=KnownDevice,
        subject="account__person_id",
        purpose=_("Prévenir d’une connexion depuis un appareil nouveau, et se fier à un appareil"),
        legal_basis=_("obligation de sécurité (RGPD, article 32)"),
        retention=_("quatre cents jours après la dernière connexion"),
        erase=remove,
        normal=("id", "account", "trusted_until"),
        personal=("words", "first_seen_at", "last_seen_at"),
        secret=("token_hash",),
        withheld=("token_hash",),
        keep=(Keep(after="last_seen_at", days=DEVICE_KEPT.days),),
        unite=(Uniting(column="account__person_id", join=leave),),
    ),
    PersonalData(
        model=ApiToken,
        subject="account__person_id",
        purpose=_("Laisser un programme de la personne lire et agir en son nom"),
        legal_basis=_("exécution du contrat d’adhésion (statuts)"),
        retention=_("un an au plus, ou jusqu’à ce que la personne y mette fin"),
        erase=remove,
        normal=("id", "account", "may_write", "twice_proved", "made_at", "expires_at"),
        personal=("name", "scopes", "last_used_at"),
        secret=("token_hash",),
        withheld=("token_hash",),
        keep=(Keep(after="expires_at", days=0),),
        unite=(Uniting(column="account__person_id", join=leave),),
    ),
)
