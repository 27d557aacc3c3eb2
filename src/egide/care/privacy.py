"""What requests about data and searches hold about people, and how long."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from egide.care.models import Attempt, Correction, LostSearch, Proof, RightsRequest
from egide.care.queries import same_person_looked_for_twice, same_request_twice
from egide.kernel.forgetting import remove
from egide.kernel.registry import Keep, Parameter, PersonalData, Uniting
from egide.kernel.uniting import follow, move

REQUEST_DAYS, SEARCH_DAYS = "care.request_days", "care.search_days"
INTEREST = _("intérêt légitime : un registre exact, et garder le lien entre camarades")


def forget_words(requests: QuerySet[RightsRequest]) -> None:
    """Keep that a right was asked for and answered, and when; forget the words."""
    requests.update(words="", extension_reason="")
    requests.exclude(closed_on=None).update(answer="")
    requests.exclude(identity="").update(identity="…")


PERSONAL_DATA = (
    # Before the search that they hang on.
    PersonalData(
        model=Attempt,
        subject="search__person_id",
        purpose=_("Retrouver une personne que nos lettres n’atteignent plus"),
        legal_basis=INTEREST,
        retention=_("un an après la prise en charge de la recherche"),
        erase=remove,
        normal=("id", "search", "way", "tried_on"),
        personal=("words",),
        keep=(Keep(after="search__taken_on", days=SEARCH_DAYS),),
        unite=(Uniting(column="search__person_id", join=follow),),
    ),
    PersonalData(
        model=LostSearch,
        subject="person_id",
        purpose=_("Retrouver une personne que nos lettres n’atteignent plus"),
        legal_basis=INTEREST,
        retention=_("un an après la prise en charge de la recherche"),
        erase=remove,
        normal=("id", "person", "taken_by", "taken_on", "state", "proposed_on", "closed_on"),
        personal=("email", "phone", "confirmed_at"),
        keep=(Keep(after="taken_on", days=SEARCH_DAYS),),
        unite=(
            Uniting(column="person_id", join=move, obstacles=same_person_looked_for_twice),
            Uniting(column="taken_by_id", join=move),
        ),
    ),
    # Before the request that they hang on.
    PersonalData(
        model=Correction,
        subject="request__person_id",
        purpose=_("Corriger ce que la personne ne peut changer seule"),
        legal_basis=_("obligation légale (RGPD, article 16)"),
        retention=_("5 ans après la réponse"),
        erase=remove,
        normal=("id", "request", "part"),
        personal=("wanted",),
        keep=(Keep(after="request__closed_on", days=REQUEST_DAYS),),
        unite=(Uniting(column="request__person_id", join=follow),),
    ),
    PersonalData(
        model=Proof,
        subject="request__person_id",
        purpose=_("Voir la pièce jointe à une demande de correction"),
        legal_basis=_("obligation légale (RGPD, article 16)"),
        retention=_("jusqu’à la réponse : elle est vue, jamais gardée"),
        erase=remove,
        normal=("id", "request", "media_type"),
        personal=("name",),
        secret=("content",),
        keep=(Keep(after="request__closed_on", days=0),),
        unite=(Uniting(column="request__person_id", join=follow),),
    ),
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
        code=SEARCH_DAYS,
        label=_("Recherche d’une personne et ses notes, gardées au plus"),
        default=365,
        unit=_("jours"),
        source=_("Durées de conservation"),
    ),
    Parameter(
        code=REQUEST_DAYS,
        label=_("Demande de droits close, gardée au plus"),
        default=1_826,
        unit=_("jours"),
        source=_("Code civil, article 2224"),
    ),
)
