"""What extracts say of who asks and who agrees."""

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from egide.exports.models import Extract
from egide.kernel.forgetting import keep
from egide.kernel.registry import Keep, PersonalData, Uniting
from egide.kernel.uniting import move

DAYS_KEPT = "exports.days_kept"


def agreed_for_oneself(kept: int, gone: int) -> list[str]:
    """Say that two records are no one person's: each agreed to an extract of the other's."""
    between = Q(asker=kept, decided_by=gone) | Q(asker=gone, decided_by=kept)
    if Extract.objects.filter(between).exists():
        return [_now("L’une a accordé un extrait à l’autre : elles ne font pas une personne.")]
    return []


PERSONAL_DATA = (
    PersonalData(
        model=Extract,
        subject="asker_id",
        purpose=_("Savoir qui emporte des données de beaucoup de personnes, et pour quoi"),
        legal_basis=_("obligation légale (RGPD, article 5, 2)"),
        retention=_("3 ans après la demande"),
        erase=keep,
        normal=(
            *("id", "asker", "list_name", "title", "form", "columns", "labels", "rows", "state"),
            *("decided_by", "taken"),
        ),
        personal=(
            *("address", "purpose", "asked_at", "decided_at", "reason", "open_until", "taken_at"),
        ),
        stays=(
            *("address", "purpose", "asked_at", "decided_at", "reason", "open_until", "taken_at"),
        ),
        keep=(Keep(after="asked_at", days=DAYS_KEPT),),
        unite=(
            Uniting(column="asker_id", join=move, obstacles=agreed_for_oneself),
            Uniting(column="decided_by_id", join=move),
        ),
    ),
)
