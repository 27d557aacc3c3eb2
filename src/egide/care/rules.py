"""The legal clock of a request, how it moves, what stands in the way; who looks for whom."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

from django.utils.translation import gettext as _

from egide.care.enums import RightsKind, RightsState, SearchState

# How who looked for somebody may end it.
CLOSING = (
    SearchState.FOUND,
    SearchState.NOT_FOUND,
    SearchState.DECEASED,
    SearchState.GIVEN_BACK,
)
NEXT = {
    RightsState.RECEIVED: (
        RightsState.IDENTITY_CHECK,
        RightsState.IN_PROGRESS,
        RightsState.REFUSED,
    ),
    RightsState.IDENTITY_CHECK: (RightsState.IN_PROGRESS, RightsState.REFUSED),
    RightsState.IN_PROGRESS: (RightsState.ANSWERED, RightsState.REFUSED),
    RightsState.ANSWERED: (),
    RightsState.REFUSED: (),
}


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def obstacles_to_moving(state: str, wanted: RightsState) -> list[str]:
    """What forbids a move from one state to another, naming the allowed ones (R-X-7)."""
    allowed = NEXT[RightsState(state)]
    if wanted in allowed:
        return []
    if not allowed:
        return [_("Cette demande est close.")]
    said = ", ".join(str(one.label) for one in allowed)
    return [
        _("Une demande « %(state)s » peut devenir : %(allowed)s.")
        % {"state": RightsState(state).label, "allowed": said}
    ]


def obstacles_to_extending(
    *, extended_on: date | None, due_on: date, on: date, reason: str
) -> list[str]:
    """What forbids giving oneself more time: it is given once, in time, and with a reason."""
    obstacles = []
    if extended_on is not None:
        obstacles.append(
            _("Le délai a déjà été prolongé le %(day)s : il ne l’est qu’une fois.")
            % {"day": f"{extended_on:%d/%m/%Y}"}
        )
    if on > due_on:
        obstacles.append(_("Le délai est dépassé : il n’est plus temps de le prolonger."))
    if not reason.strip():
        obstacles.append(_("Dites à la personne pourquoi il faut plus de temps."))
    return obstacles


def obstacles_to_erasing(
    *, is_erased: bool, is_member: bool, mandates: Collection[str], hold: str
) -> list[str]:
    """What forbids erasing somebody yet, in words for who answers."""
    obstacles = []
    if is_erased:
        obstacles.append(_("Les données de cette personne sont déjà effacées."))
    if hold:
        obstacles.append(_("Un gel interdit d’effacer. Motif : %(reason)s") % {"reason": hold})
    if is_member:
        obstacles.append(
            _("La personne est encore sociétaire : notez d’abord sa démission au registre.")
        )
    for mandate in mandates:
        obstacles.append(
            _("Elle exerce encore un mandat (%(mandate)s) : il faut d’abord le clore.")
            % {"mandate": mandate}
        )
    return obstacles


def does_by_itself(kind: str) -> bool:
    """Tell whether answering yes does something to the data by itself."""
    return kind in (RightsKind.ERASURE, RightsKind.RESTRICTION, RightsKind.OBJECTION)


def obstacles_to_taking(
    *, lost: bool, seeker: str, last_news_on: date | None, rest_days: int, on: date
) -> list[str]:
    """What forbids to look for somebody: mail reaches them, or another looks and is not silent."""
    if not lost:
        return [_("Le courrier de cette personne arrive : il n’y a plus à la chercher.")]
    if last_news_on is not None and on - last_news_on <= timedelta(days=rest_days):
        return [_("%(seeker)s s’en occupe déjà.") % {"seeker": seeker}]
    return []


def obstacles_to_closing_search(outcome: str, *, lost: bool, tried: bool, words: str) -> list[str]:
    """What forbids to end a search so, in words for who looked."""
    if outcome not in CLOSING:
        return [_("Dites comment votre recherche finit.")]
    obstacles = []
    if outcome == SearchState.FOUND and lost:
        obstacles.append(
            _("Aucun courriel n’est encore confirmé : proposez les coordonnées que vous avez.")
        )
    if outcome == SearchState.NOT_FOUND and not tried:
        obstacles.append(_("Notez d’abord ce que vous avez essayé : le suivant vous lira."))
    if outcome == SearchState.DECEASED and not words.strip():
        obstacles.append(_("Dites qui l’annonce : nous vérifierons avec délicatesse."))
    return obstacles
