"""What requests about data hold about people, and how long."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from egide.care.models import RightsRequest
from egide.care.queries import same_request_twice
from egide.kernel.registry import Keep, Parameter, PersonalData, Uniting
from egide.kernel.uniting import move

REQUEST_DAYS = "care.request_days"


def forget_words(requests: QuerySet[RightsRequest]) -> None:
    """Keep that a right was asked for and answered, and when; forget the words."""
    requests.update(words="", extension_reason="")
    requests.exclude(closed_on=None).update(answer="")
    requests.exclude(identity="").update(identity="…")


PERSONAL_DATA = (
    PersonalData(
        model=RightsRequest,
        subject="person_id",
        purpose=_("Répondre à qui exerce un droit sur ses données, et pouvoir le prouver"),
        legal_basis=_("obligation légale (RGPD, articles 12 à 22)"),
        retention=_("5 ans après la réponse"),
        erase=forget_words,
        normal=(
            "id",
            "person",
            "state",
            "channel",
            "received_on",
            "due_on",
            "extended_on",
            "begun_on",
            "closed_on",
        ),
        personal=("kind", "words", "extension_reason", "identity", "answer"),
        stays=("kind",),
        keep=(Keep(after="closed_on", days=REQUEST_DAYS),),
        unite=(Uniting(column="person_id", join=move, obstacles=same_request_twice),),
    ),
)
DURATIONS = (
    Parameter(
        code=REQUEST_DAYS,
        label=_("Demande de droits close, gardée au plus"),
        default=1_826,
        unit=_("jours"),
        source=_("Code civil, article 2224"),
    ),
)
