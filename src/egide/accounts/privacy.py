"""What the accounts hold about people."""

from django.db.models import QuerySet

from egide.accounts.models import Account
from egide.kernel.registry import PersonalData


def close(accounts: QuerySet[Account]) -> None:
    """Close the account: no way in is left."""
    accounts.update(password="", is_active=False)


PERSONAL_DATA = (
    PersonalData(
        model=Account,
        subject="person_id",
        purpose="Ouvrir l’espace personnel",
        legal_basis="exécution du contrat d’adhésion (statuts)",
        retention="jusqu’à la fin de l’adhésion",
        erase=close,
        normal=("id", "person", "is_active"),
        personal=("last_login",),
        secret=("password",),
    ),
)
