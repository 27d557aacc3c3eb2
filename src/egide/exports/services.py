"""What asks for an extract, decides of it, and notes that it left; all that this module writes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from egide.exports.enums import ExtractState
from egide.exports.models import Extract
from egide.exports.permissions import AGREE_TO_EXTRACTS
from egide.exports.rules import obstacles_to_purpose
from egide.kernel import audit, parameters
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb
from egide.kernel.registry.leaving import Leaving

DAYS_OPEN = "exports.days_open"


class ExtractRefused(Refused):
    """The extract cannot be asked for, decided or taken so."""


@verb
def ask_extract(*, leaving: Leaving, purpose: str, at: datetime, by: Actor) -> Extract:
    """Ask to take away a list of many people (R-X-9).

    ``leaving`` is what the list itself said when its file was asked for, with the rights of then;
    they are read again when the file leaves.

    :raises ExtractRefused: without a purpose that can be judged.
    """
    if by.person_id is None:
        raise NotAllowed(_("Un extrait est demandé par une personne."))
    for obstacle in obstacles_to_purpose(purpose):
        raise ExtractRefused(obstacle)
    extract = Extract.objects.create(
        asker_id=by.person_id,
        list_name=leaving.list_name,
        title=leaving.title,
        address=leaving.address,
        form=leaving.form,
        columns=list(leaving.columns),
        labels=list(leaving.labels),
        rows=leaving.rows,
        purpose=purpose.strip(),
        asked_at=at,
    )
    audit.record(
        by,
        "exports.extract_asked",
        extract,
        reason=extract.purpose,
        list_name=extract.list_name,
        form=extract.form,
        columns=extract.columns,
        rows=extract.rows,
    )
    return extract


@verb
def agree_extract(*, extract: Extract, at: datetime, by: Actor) -> Extract:
    """Agree that a list leaves, for some days; never one's own (R-X-8).

    :raises ExtractRefused: if it was decided, or is the actor's own.
    """
    held = _held(extract, by)
    days = int(parameters.value(DAYS_OPEN, on=at.date()))
    held.state, held.decided_by_id, held.decided_at = ExtractState.AGREED, by.person_id, at
    held.open_until = at + timedelta(days=days)
    held.save(update_fields=["state", "decided_by", "decided_at", "open_until"])
    until = held.open_until.date()
    audit.record(by, "exports.extract_agreed", held, rows=held.rows, open_until=until)
    return held


@verb
def refuse_extract(*, extract: Extract, reason: str, at: datetime, by: Actor) -> Extract:
    """Refuse an extract, and say why to its asker.

    :raises ExtractRefused: if it was decided, is the actor's own, or without a reason.
    """
    if not reason.strip():
        raise ExtractRefused(_("Dites pourquoi : la personne qui demande le lira."))
    held = _held(extract, by)
    held.state, held.decided_by_id, held.decided_at = ExtractState.REFUSED, by.person_id, at
    held.reason = reason.strip()
    held.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    audit.record(by, "exports.extract_refused", held, reason=held.reason)
    return held


@verb
def note_taken(*, extract: Extract, rows: int, at: datetime, by: Actor) -> Extract:
    """Note that a file leaves, before its first byte does.

    :raises NotAllowed: for an extract of somebody else.
    :raises ExtractRefused: if it is not open at this instant.
    """
    held = Extract.objects.select_for_update(of=("self",)).get(pk=extract.pk)
    if by.person_id != held.asker_id:
        raise NotAllowed(_("Cet extrait est celui d’une autre personne."))
    if not held.is_open(at):
        raise ExtractRefused(_("Cet extrait n’est plus ouvert : demandez-le de nouveau."))
    Extract.objects.filter(pk=held.pk).update(taken=F("taken") + 1, taken_at=at)
    audit.record(by, "exports.extract_taken", held, form=held.form, rows=rows)
    return held


def _held(extract: Extract, by: Actor) -> Extract:
    """Lock an extract that waits, for who may decide of it."""
    require(by, AGREE_TO_EXTRACTS)
    if by.person_id is None:
        raise NotAllowed(_("Un extrait est accordé par une personne."))
    held = Extract.objects.select_for_update(of=("self",)).get(pk=extract.pk)
    if held.asker_id == by.person_id:
        raise ExtractRefused(_("Nul n’accorde son propre extrait : une autre personne en décide."))
    if held.state != ExtractState.ASKED:
        raise ExtractRefused(_("Cet extrait est déjà décidé."))
    return held
