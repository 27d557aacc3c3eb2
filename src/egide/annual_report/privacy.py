"""What the report's own tables hold about people: who wrote, certified and approved, by number."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from egide.annual_report.enums import ChallengeOutcome
from egide.annual_report.models import (
    Challenge,
    Edition,
    EditionStep,
    EditionText,
    Erratum,
    FrozenFigure,
    KeptCopy,
    Override,
    Restatement,
)
from egide.kernel.registry import Lasting, NoPersonalData, PersonalData, Uniting
from egide.kernel.uniting import move

ACTORS = _("les identifiants de qui agit au nom de la société, comme au journal")


def forget_challenger(challenges: QuerySet[Challenge]) -> None:
    """Keep that a number was challenged and what was answered; forget by whom and in what words."""
    challenges.filter(outcome=ChallengeOutcome.OPEN).update(outcome=ChallengeOutcome.WITHDRAWN)
    challenges.update(person_id=None, author="", reason="…")


PERSONAL_DATA = (
    PersonalData(
        model=Challenge,
        subject="person_id",
        purpose=_("Répondre à qui conteste un chiffre du rapport, et lui écrire la réponse"),
        legal_basis=_("intérêt légitime (des chiffres exacts et vérifiables)"),
        retention=_("la vie du rapport ; le nom et les mots du lecteur jusqu’à l’effacement"),
        erase=forget_challenger,
        normal=(
            "id",
            "edition",
            "key",
            "year",
            "amount",
            "day",
            "raised_at",
            "outcome",
            "answer",
            "answered_by",
            "answered_as",
            "answered_at",
        ),
        personal=("person_id", "author", "reason"),
        keep=Lasting.UNTIL_ERASED,
        unite=(Uniting(column="person_id", join=move),),
    ),
    NoPersonalData(model=Edition, reason=_("une année et un état")),
    NoPersonalData(model=EditionStep, reason=ACTORS),
    NoPersonalData(model=EditionText, reason=ACTORS),
    NoPersonalData(
        model=FrozenFigure, reason=_("des totaux et l’empreinte des lignes, jamais une ligne")
    ),
    NoPersonalData(model=Override, reason=ACTORS),
    NoPersonalData(
        model=Restatement, reason=_("des totaux et l’empreinte des lignes, jamais une ligne")
    ),
    NoPersonalData(model=Erratum, reason=ACTORS),
    NoPersonalData(model=KeptCopy, reason=_("des textes et des totaux, ce que chacun lit")),
)
