"""A letter to many, before it leaves: its words, and to whom it goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb
from egide.kernel.models import LetterKind
from egide.kernel.outbox.mime import CONTROL
from egide.kernel.registry import AudienceChoice
from egide.letters.enums import SOCIETY_KINDS
from egide.letters.models import Layout, LayoutVersion, Mailing, MailingAudience
from egide.letters.permissions import WRITE_LETTERS
from egide.letters.queries.audiences import may_write_to
from egide.letters.rules.fields import obstacles_to_words

MOST_AUDIENCES = 40


class MailingRefused(Refused):
    """The letter cannot be written, or leave, so."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@verb
def draft_mailing(
    *,
    kind: LetterKind,
    words: Mapping[str, str],
    answers: bool,
    at: datetime,
    by: Actor,
    layout: Layout | None = None,
) -> Mailing:
    """Begin a letter to many (lettre); nothing leaves yet.

    ``words`` are ``subject``, ``body``, ``subject_en``, ``body_en`` and ``sender_name``; without a
    ``layout`` the letter wears the house's own.

    :raises MailingRefused: if its kind is not for this actor, or a field is not understood.
    """
    author = require_somewhere(by)
    _refuse([*obstacles_to_mailing(kind, words, by=by), *_obstacles_to_wearing(layout)])
    mailing = Mailing.objects.create(
        kind=kind,
        author_id=author,
        answers_to_author=answers,
        layout=layout,
        drafted_at=at,
        **{name: text.strip() for name, text in words.items()},
    )
    audit.record(by, "letters.mailing_drafted", mailing, kind=kind)
    return mailing


@verb
def amend_mailing(
    *,
    mailing: Mailing,
    kind: LetterKind,
    words: Mapping[str, str],
    answers: bool,
    by: Actor,
    layout: Layout | None = None,
) -> Mailing:
    """Change the words of a draft, and how it looks.

    :raises MailingRefused: once it has left, or as in ``draft_mailing``.
    """
    require_somewhere(by)
    mailing = held_draft(mailing, by=by)
    _refuse([*obstacles_to_mailing(kind, words, by=by), *_obstacles_to_wearing(layout)])
    mailing.kind, mailing.answers_to_author, mailing.layout = kind, answers, layout
    for name, text in words.items():
        setattr(mailing, name, text.strip())
    mailing.save(update_fields=["kind", "answers_to_author", "layout", *words])
    audit.record(by, "letters.mailing_amended", mailing, kind=kind)
    return mailing


@verb
def add_audience(*, mailing: Mailing, audience: AudienceChoice, by: Actor) -> MailingAudience:
    """Write to one more public; who is in two is written to once.

    :raises NotAllowed: for a public that is not in the actor's scope.
    :raises MailingRefused: if it is chosen already, or there are enough.
    """
    require_somewhere(by)
    require_audience(by, audience.scope_id)
    mailing = held_draft(mailing, by=by)
    chosen = mailing.audiences
    if chosen.filter(audience=audience.audience, key=audience.key).exists():
        raise MailingRefused([_("Ce public est déjà choisi.")])
    if chosen.count() >= MOST_AUDIENCES:
        raise MailingRefused([_("Quarante publics au plus par lettre.")])
    added = MailingAudience.objects.create(
        mailing=mailing,
        audience=audience.audience,
        key=audience.key,
        label=audience.label,
        scope_id=audience.scope_id,
    )
    _tell_publics(mailing, by)
    return added


@verb
def remove_audience(*, mailing: Mailing, audience_id: int, by: Actor) -> None:
    """Write to one public less."""
    require_somewhere(by)
    mailing = held_draft(mailing, by=by)
    if MailingAudience.objects.filter(mailing=mailing, pk=audience_id).delete()[0]:
        _tell_publics(mailing, by)


@verb
def drop_draft(*, mailing: Mailing, by: Actor) -> None:
    """Give a draft up: nobody received it, nothing of it stays."""
    require_somewhere(by)
    mailing = held_draft(mailing, by=by)
    audit.record(by, "letters.mailing_dropped", mailing)
    MailingAudience.objects.filter(mailing=mailing).delete()
    mailing.delete()


def _tell_publics(mailing: Mailing, by: Actor) -> None:
    publics = mailing.audiences.order_by("pk")
    named = [public.name for public in publics]
    audit.record(by, "letters.mailing_amended", mailing, audiences=named)


def require_somewhere(by: Actor) -> int:
    """Return the number of who writes; raise ``NotAllowed`` unless they may to some public."""
    if not by.can_somewhere(WRITE_LETTERS):
        require(by, WRITE_LETTERS)
    if by.person_id is None:
        raise NotAllowed(_("Une lettre a un auteur : une personne."))
    return by.person_id


def require_audience(by: Actor, scope_id: int | None) -> None:
    """Raise ``NotAllowed`` unless the actor may write to a public of this scope."""
    if not may_write_to(by, scope_id):
        raise NotAllowed(_("Ce public n’est pas de votre périmètre."))


def held_draft(mailing: Mailing, *, by: Actor) -> Mailing:
    """Lock a draft of the actor's.

    :raises MailingRefused: once it has begun to leave.
    """
    held = locked(mailing, by=by)
    if not held.is_draft:
        raise MailingRefused([_("Cette lettre est partie : ses mots ne changent plus.")])
    return held


def locked(mailing: Mailing, *, by: Actor) -> Mailing:
    """Lock a mailing that the actor may see; any other does not exist for them."""
    visible = Mailing.objects.visible_to(by).select_for_update(of=("self",))
    found = visible.filter(pk=mailing.pk).first()
    if found is None:
        raise NotAllowed(_("Cette lettre est celle d’une autre personne."))
    return found


def obstacles_to_mailing(kind: str, words: Mapping[str, str], *, by: Actor) -> list[str]:
    """Return what stands in the way of these words, in words; empty when nothing does."""
    obstacles = [obstacle for text in words.values() for obstacle in obstacles_to_words(text)]
    heads = (words["subject"], words["subject_en"], words["sender_name"])
    if any(CONTROL.search(text.strip()) for text in heads):
        obstacles.append(_("L’objet et la signature tiennent sur une ligne."))
    if bool(words["subject_en"].strip()) != bool(words["body_en"].strip()):
        obstacles.append(_("En anglais, il faut l’objet et le texte, ou ni l’un ni l’autre."))
    if kind in SOCIETY_KINDS and not by.can(WRITE_LETTERS):
        obstacles.append(
            _("Une lettre statutaire, un appel aux dons : seul qui écrit à toute la société.")
        )
    return list(dict.fromkeys(obstacles))


def _obstacles_to_wearing(layout: Layout | None) -> list[str]:
    """Say why a letter cannot wear this layout: none of its versions is in use."""
    if layout is None or LayoutVersion.objects.in_use().filter(layout=layout).exists():
        return []
    return [_("Cette mise en page n’est plus proposée : choisissez-en une autre.")]


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise MailingRefused(obstacles)
