"""Each figure is certified by its owner: who holds, that day, the right that the figure names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from egide.annual_report.enums import CERTIFIABLE_STATES
from egide.annual_report.models import Edition, FrozenFigure
from egide.annual_report.queries.owners import keys_owned_by, owner_right
from egide.annual_report.rules.states import TransitionRefused
from egide.annual_report.services.moving import locked, standing_of
from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed, Refused, Stale
from egide.kernel.identity import verb


class NothingChosen(Refused):
    """No figure was chosen."""


@verb
def certify_figures(
    *, edition: Edition, seals: Iterable[str], at: datetime, on: date, by: Actor
) -> int:
    """Certify figures of the edition as their owner; return how many were not certified yet.

    A seal is that of the value that was read (``FrozenFigure.seal``): what was computed again
    meanwhile is not certified unseen. All of them are certified, or none.

    :raises NotAllowed: if one of them has another owner; they are named.
    :raises TransitionRefused: before the figures are computed, or once the board approved.
    :raises Stale: if one of them was computed again since it was read.
    """
    owned = keys_owned_by(by)
    if not owned:
        raise NotAllowed(_("Aucun chiffre du rapport n’a été confié à votre office."))
    edition = locked(edition)
    _check_certifiable(edition)
    wanted = {int(seal.partition("-")[0]): seal for seal in seals if _is_seal(seal)}
    if not wanted:
        raise NothingChosen(_("Choisissez au moins un chiffre à certifier."))
    figures = list(edition.figures.filter(pk__in=wanted).order_by("key", "year", "pk"))
    _check_owned(figures, owned)
    _check_as_read(figures, wanted)

    fresh = [figure for figure in figures if not figure.certified_by]
    for figure in fresh:
        figure.certified_by, figure.certified_at = by.name, at
        figure.certified_as = standing_of(by, owner_right(figure.key))
        figure.save(update_fields=["certified_by", "certified_at", "certified_as"])

    if fresh:
        audit.record(
            by,
            "annual_report.figures_certified",
            edition,
            keys=[figure.key for figure in fresh],
            years=[figure.year for figure in fresh],
            on=on,
        )
    return len(fresh)


def _is_seal(text: str) -> bool:
    number = text.partition("-")[0]
    return number.isascii() and number.isdigit() and len(number) <= 18


def _check_certifiable(edition: Edition) -> None:
    if edition.state in CERTIFIABLE_STATES:
        return
    raise TransitionRefused(
        _(
            "Un chiffre se certifie quand l’édition est calculée ou en relecture ;"
            " elle est %(state)s."
        )
        % {"state": edition.get_state_display()}
    )


def _check_owned(figures: list[FrozenFigure], owned: frozenset[str]) -> None:
    foreign = [figure for figure in figures if figure.key not in owned]
    if foreign:
        raise NotAllowed(
            _("Ces chiffres sont certifiés par un autre office : %(figures)s.")
            % {"figures": ", ".join(f"{figure.key} ({figure.owner})" for figure in foreign)}
        )


def _check_as_read(figures: list[FrozenFigure], wanted: dict[int, str]) -> None:
    moved = [figure for figure in figures if figure.seal != wanted[figure.pk]]
    if moved or len(figures) < len(wanted):
        raise Stale(
            _(
                "Des chiffres ont été recalculés pendant que vous les lisiez : rien n’est certifié."
                " Relisez les valeurs ci-dessous, puis certifiez-les."
            )
        )
