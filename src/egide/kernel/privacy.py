"""What the kernel's own tables hold about people."""

from django.contrib.sessions.models import Session
from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from egide.kernel.models import (
    ActDone,
    Document,
    Letter,
    LetterState,
    LimitCount,
    ParameterValue,
    RegisterHead,
    RegisterLine,
)
from egide.kernel.registry import Keep, NoPersonalData, PersonalData, Uniting
from egide.kernel.uniting import Joining, move, take_out


def forget_words(letters: QuerySet[Letter]) -> None:
    """Keep that a letter left, and nothing of what it said; what waits does not leave."""
    waiting = [LetterState.QUEUED, LetterState.SENDING, LetterState.HELD]
    letters.update(
        address="",
        subject="",
        text="",
        facts={},
        status="",
        state=Case(When(state__in=waiting, then=Value(LetterState.DROPPED)), default="state"),
    )


def join_letters(case: Joining) -> None:
    """Leave what was written twice on one occasion: it is told once to a person."""
    told = case.mine.exclude(occasion="").values_list("occasion", flat=True)
    take_out(case.theirs.filter(occasion__in=list(told)))
    move(case)


PERSONAL_DATA = (
    NoPersonalData(
        model=RegisterLine,
        reason=_("des identifiants, jamais un nom ni ce qu’une personne a saisi"),
    ),
    NoPersonalData(model=RegisterHead, reason=_("un numéro et une empreinte")),
    NoPersonalData(model=ParameterValue, reason=_("des valeurs fixées par la loi ou par un vote")),
    NoPersonalData(model=LimitCount, reason=_("des clés hachées, effacées avec leur délai")),
    NoPersonalData(model=ActDone, reason=_("des clés hachées, effacées au bout d’un jour")),
    NoPersonalData(
        model=Session,
        reason=_("une clé tirée au sort et le numéro d’un compte, effacés avec la session"),
    ),
    PersonalData(
        model=Letter,
        subject="person_id",
        purpose=_("Faire partir chaque lettre une fois, et savoir si elle est arrivée"),
        legal_basis=_("intérêt légitime : la preuve de l’envoi"),
        retention=_("trente jours pour les mots et l’adresse, un an pour la trace de l’envoi"),
        erase=forget_words,
        normal=(
            *("id", "kind", "occasion", "mass", "person_id", "writer", "state", "tries"),
            *("queued_at", "due_at", "settled_at", "lease", "leased_until"),
        ),
        personal=("address", "subject", "text", "facts", "status"),
        secret=("token",),
        withheld=("token",),
        keep=(Keep(after="settled_at", days=365),),
        unite=(Uniting(column="person_id", join=join_letters),),
    ),
    NoPersonalData(
        model=Document,
        reason=_("les documents de la société ; le module qui en garde un personnel le déclare"),
    ),
)
