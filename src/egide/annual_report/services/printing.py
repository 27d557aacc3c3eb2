"""Writing a report into a folder: all of it, or nothing."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from egide.annual_report.models import Edition
from egide.annual_report.permissions import EDIT_REPORT
from egide.annual_report.queries.copies import report_files
from egide.kernel import audit, kills
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb

# What every report in a folder has, and hardly anything else.
MARKS = frozenset({"index.html", "style.css", "donnees", "fonts"})

FORMER = "-former"


class FolderNotWritten(Refused):
    """The machine could not write the report: no room is left, or the folder is closed."""


class FolderTaken(Refused):
    """The folder holds something else than a report; nothing of it was touched."""


class NoSuchReport(Refused):
    """No report of this year was opened."""


@verb
def print_edition(*, year: int, language: str, folder: Path, by: Actor) -> list[Path]:
    """Write the page, the PDF and the data pack; a former report in ``folder`` is replaced whole.

    :raises NoSuchReport: if the year has no edition.
    :raises FolderTaken: if ``folder`` holds anything but a report.
    :raises FolderNotWritten: if the disk refuses; nothing half written is left.
    """
    require(by, EDIT_REPORT)
    # One printing of a year at a time: what lies unfinished beside is then nobody's.
    edition = Edition.objects.select_for_update().filter(year=year).first()
    if edition is None:
        raise NoSuchReport(_("Il n’y a pas encore de rapport de %(year)d.") % {"year": year})
    folder = _real(folder)
    _take_up(folder)
    _check_free(folder)
    files = report_files(edition, language)

    _write_whole(folder, files)

    audit.record(by, "annual_report.edition_printed", edition, language=language, files=len(files))
    return [folder / name for name in sorted(files)]


def _real(folder: Path) -> Path:
    """Return the folder itself, and not a link that leads to it: what is renamed is the folder."""
    try:
        return folder.resolve()
    except RuntimeError as error:  # links that lead to each other
        raise _not_written(folder, OSError(errno.ELOOP, os.strerror(errno.ELOOP))) from error
    except OSError as error:
        raise _not_written(folder, error) from error


def _take_up(folder: Path) -> None:
    """Put back or remove what a killed printing left beside the folder."""
    try:
        for left in sorted(folder.parent.glob(f"{glob.escape(_beside(folder))}*")):
            if left.name.endswith(FORMER) and not folder.exists():
                left.rename(folder)
            else:
                shutil.rmtree(left, ignore_errors=True)
    except OSError as error:
        raise _not_written(folder, error) from error


def _beside(folder: Path) -> str:
    """Return how the names begin under which a report waits for its place."""
    return f".{folder.name}.unfinished-"


def _check_free(folder: Path) -> None:
    try:
        is_free = not folder.exists() or _holds_a_report(folder)
    except OSError as error:  # a name too long, a folder that may not be read
        raise _not_written(folder, error) from error
    if not is_free:
        raise FolderTaken(
            _("« %(folder)s » contient autre chose qu’un rapport ; choisissez un autre dossier.")
            % {"folder": folder}
        )


def _holds_a_report(folder: Path) -> bool:
    """Tell whether what is there may be replaced: nothing, or a report that we wrote.

    A page of its own makes no report: somebody's site has one too, and would be lost.
    """
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir()}
    return not names or names >= MARKS


def _write_whole(folder: Path, files: dict[str, bytes]) -> None:
    """Write everything beside, then put it in place: a reader sees all of it or nothing."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=_beside(folder), dir=folder.parent))
    except OSError as error:
        raise _not_written(folder, error) from error
    try:
        for name, content in files.items():
            _write(draft / name, content)
        draft.chmod(0o755)
        _put_in_place(draft, folder)
    except OSError as error:
        raise _not_written(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(draft: Path, folder: Path) -> None:
    kills.point("printing.before_rename")
    if not folder.exists():
        draft.rename(folder)
        return
    former = draft.with_name(f"{draft.name}{FORMER}")
    folder.rename(former)
    kills.point("printing.between_renames")
    try:
        draft.rename(folder)
    except OSError:
        former.rename(folder)
        raise
    kills.point("printing.renamed")
    shutil.rmtree(former, ignore_errors=True)


def _not_written(folder: Path, error: OSError) -> FolderNotWritten:
    return FolderNotWritten(
        _(
            "Le rapport n’a pas pu être écrit dans « %(folder)s » (%(reason)s)."
            " Rien n’a été laissé à moitié."
        )
        % {"folder": folder, "reason": error.strerror}
    )
