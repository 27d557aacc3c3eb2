"""How letters look: a layout written, changed from version to version, tried, put in use."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egide.kernel import audit, outbox
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb
from egide.kernel.models import LetterKind
from egide.letters.models import Layout, LayoutVersion, Mailing
from egide.letters.permissions import LAY_OUT_LETTERS
from egide.letters.rules.grammar import obstacles_to_layout

LAYOUT_WRITER = "letters.layout"


class LayoutRefused(Refused):
    """The layout cannot be kept, or used, so."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@verb
def make_layout(*, name: str, source: str, images: str, at: datetime, by: Actor) -> Layout:
    """Begin a layout (mise en page) with its first version; no letter uses it yet.

    :raises LayoutRefused: if the name is taken, or something in it is not allowed.
    """
    author = _require_drawing(by)
    name = " ".join(name.split())
    if Layout.objects.filter(name__iexact=name).exists():
        raise LayoutRefused([_("Une mise en page porte déjà ce nom.")])
    _refuse(obstacles_to_layout(source, images))
    layout = Layout.objects.create(name=name)
    version = LayoutVersion.objects.create(
        layout=layout, number=1, source=source, images=images, author_id=author, written_at=at
    )
    audit.record(by, "letters.layout_written", layout, version=version.number)
    return layout


@verb
def write_version(
    *, layout: Layout, source: str, images: str, at: datetime, by: Actor
) -> LayoutVersion:
    """Write the next version of a layout; the one in use stays until this one is published.

    :raises LayoutRefused: if something in it is not allowed, or nothing changed.
    """
    author = _require_drawing(by)
    layout = _locked(layout, by=by)
    _refuse(obstacles_to_layout(source, images))
    last = layout.versions.order_by("-number")[0]
    if (last.source, last.images) == (source, images):
        raise LayoutRefused([_("Rien n’a changé depuis la dernière version.")])
    version = LayoutVersion.objects.create(
        layout=layout,
        number=last.number + 1,
        source=source,
        images=images,
        author_id=author,
        written_at=at,
    )
    audit.record(by, "letters.layout_written", layout, version=version.number)
    return version


@verb
def publish_version(*, version: LayoutVersion, at: datetime, by: Actor) -> LayoutVersion:
    """Let letters leave with this version from now on; those that began keep theirs.

    :raises LayoutRefused: if it is in use, or the rules became stricter since it was written.
    """
    _require_drawing(by)
    layout = _locked(version.layout, by=by)
    version = layout.versions.get(pk=version.pk)
    if layout.versions.in_use().filter(pk=version.pk).exists():
        raise LayoutRefused([_("Cette version est en service.")])
    _refuse(obstacles_to_layout(version.source, version.images))
    version.published_at = at
    version.save(update_fields=["published_at"])
    audit.record(by, "letters.layout_published", layout, version=version.number)
    return version


@verb
def withdraw_layout(*, layout: Layout, by: Actor) -> Layout:
    """Offer a layout to authors no longer; its versions stay, and one may be published again.

    :raises LayoutRefused: if no version is in use, or a draft or a letter on its way wants it.
    """
    _require_drawing(by)
    layout = _locked(layout, by=by)
    waiting = Mailing.objects.drafts().filter(layout=layout).count()
    if waiting:
        said = ngettext(
            "%(count)s brouillon s’en sert : son auteur doit d’abord en choisir une autre.",
            "%(count)s brouillons s’en servent : leurs auteurs doivent d’abord en choisir "
            "une autre.",
            waiting,
        )
        raise LayoutRefused([said % {"count": waiting}])
    if not layout.versions.filter(published_at__isnull=False).update(published_at=None):
        raise LayoutRefused([_("Aucune version de cette mise en page n’est en service.")])
    audit.record(by, "letters.layout_withdrawn", layout)
    return layout


@verb
def try_version(*, version: LayoutVersion, site: str, by: Actor) -> None:
    """Send oneself a letter that is laid out so, through the very way of all the letters."""
    author = _require_drawing(by)
    if not outbox.addresses_of([author]):
        raise LayoutRefused([_("Vous n’avez pas d’adresse où recevoir l’essai.")])
    outbox.post(
        kind=LetterKind.SERVICE,
        writer=LAYOUT_WRITER,
        person_id=author,
        facts={"version": version.pk, "site": site},
    )


def _require_drawing(by: Actor) -> int:
    """Return the number of who lays letters out, for all the society."""
    require(by, LAY_OUT_LETTERS)
    if by.person_id is None:
        raise NotAllowed(_("Une mise en page a un auteur : une personne."))
    return by.person_id


def _locked(layout: Layout, *, by: Actor) -> Layout:
    return Layout.objects.visible_to(by).select_for_update(of=("self",)).get(pk=layout.pk)


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise LayoutRefused(obstacles)
