"""What letters say to each reader, when they leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from egide.kernel import outbox, registry
from egide.kernel.models import Letter
from egide.kernel.registry import LetterWriter, Written
from egide.letters.models import LayoutVersion, Mailing, MailingAudience, RelayLetter
from egide.letters.queries.layouts import sample_words, source_in_use
from egide.letters.queries.leaving import Leaving, leaving_token
from egide.letters.queries.reach import is_refused, kind_refused, refusals_of
from egide.letters.rules.layout import compiled, fill_html, fill_text
from egide.members.enums import SchoolingRank
from egide.members.models import Person, Schooling


def compile_mailing(mailing: Mailing) -> dict[str, str]:
    """Return the letter in HTML, by language: what freezes when it begins to leave."""
    source = source_in_use(mailing.layout_id)
    return {
        language: compiled(
            words_of(mailing, language)[1],
            subject=words_of(mailing, language)[0],
            language=language,
            source=source,
        )
        for language in mailing.languages
    }


def words_of(mailing: Mailing, language: str) -> tuple[str, str]:
    """Return the subject and the text of a mailing in a language, in French where it has none."""
    if language == "en" and mailing.body_en:
        return mailing.subject_en, mailing.body_en
    return mailing.subject, mailing.body


def write_mailings(letters: Sequence[Letter], on: date) -> dict[int, Written]:
    """Write letters of mailings; who refused, died or lost their address since is left out."""
    written: dict[int, Written] = {}
    for number, group in groupby(letters, key=lambda letter: letter.facts["mailing"]):
        mailing = Mailing.objects.select_related("author").get(pk=number)
        written |= _Batch(mailing, list(group)).written()
    return written


class _Batch:
    """Letters of one mailing that leave together: what they need is asked once."""

    def __init__(self, mailing: Mailing, letters: list[Letter]) -> None:
        people = [letter.person_id or 0 for letter in letters]
        self.mailing, self.letters = mailing, letters
        self.html = mailing.html or compile_mailing(mailing)
        self.people = Person.objects.in_bulk(people)
        self.addresses = outbox.addresses_of([*people, mailing.author_id])
        self.languages = registry.letter_languages(people)
        self.refusals = refusals_of(people, kind=mailing.kind)
        self.audiences = {row.pk: row for row in mailing.audiences.all()}
        self.promotions = promotions_of(people)

    def written(self) -> dict[int, Written]:
        found = {}
        for letter in self.letters:
            one = self._one(letter)
            if one is not None:
                found[letter.pk] = one
        return found

    def _one(self, letter: Letter) -> Written | None:
        person = self.people.get(letter.person_id or 0)
        rows = [self.audiences[n] for n in letter.facts["because"] if n in self.audiences]
        on_trial = letter.facts.get("trial", False)
        if not on_trial:
            rows = [row for row in rows if not self._refused(letter, row)]
        if person is None or person.pk not in self.addresses or not (rows or on_trial):
            return None
        language = self.languages.get(person.pk, settings.LANGUAGE_CODE)
        language = language if language in self.html else "fr"
        with translation.override(language):
            return self._filled(person, rows, language, on_trial=on_trial)

    def _refused(self, letter: Letter, row: MailingAudience) -> bool:
        return is_refused(self.refusals, letter.person_id or 0, row.name)

    def _filled(
        self, person: Person, rows: list[MailingAudience], language: str, *, on_trial: bool
    ) -> Written:
        leave_url = self._leave_url(person, rows)
        subject, text = words_of(self.mailing, language)
        fields = fields_of(
            person,
            promotion=self.promotions.get(person.pk, ""),
            because=because(rows),
            leave_url=leave_url,
        )
        subject = fill_text(subject, fields)
        headers = [("Reply-To", self.addresses[self.mailing.author_id])] if self._answers() else []
        if leave_url:
            headers.append(("List-Unsubscribe", f"<{leave_url}>"))
            headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        return Written(
            address=self.addresses[person.pk],
            subject=_("[Essai] %(subject)s") % {"subject": subject} if on_trial else subject,
            text=_with_foot(text, fields),
            html=fill_html(self.html[language], fields),
            sender_name=self._sender_name(),
            headers=tuple(headers),
        )

    def _answers(self) -> bool:
        return self.mailing.answers_to_author and self.mailing.author_id in self.addresses

    def _sender_name(self) -> str:
        name = self.mailing.sender_name
        return f"{name} · {settings.SOCIETY_NAME}" if name else ""

    def _leave_url(self, person: Person, rows: list[MailingAudience]) -> str:
        if not kind_refused(self.mailing.kind):
            return ""
        token = leaving_token(
            Leaving(
                person_id=person.pk,
                kind=self.mailing.kind,
                audiences=tuple(row.name for row in rows),
            )
        )
        return self.mailing.site + reverse("letters:leave", args=[token])


def promotions_of(people: Iterable[int]) -> dict[int, str]:
    """Return the name of the promotion of people, those who have one."""
    principal = Schooling.objects.filter(person__in=people, rank=SchoolingRank.PRINCIPAL)
    return dict(principal.values_list("person_id", "promotion__label"))


def fields_of(person: Person, *, promotion: str, because: str, leave_url: str) -> dict[str, str]:
    """Return what the fields of a letter, and its foot, become for one reader."""
    return {
        "prenom": person.first_name,
        "nom": person.usage_name,
        "promotion": promotion,
        "societe": settings.SOCIETY_NAME,
        "because": because,
        "leave_url": leave_url,
        "leave_words": _("Ne plus recevoir ces lettres"),
    }


def looked_at_by(person: Person, rows: Sequence[MailingAudience]) -> dict[str, str]:
    """Return the fields of a letter as they are for who looks at it before anybody reads it."""
    promotion = promotions_of([person.pk]).get(person.pk, "")
    return fields_of(person, promotion=promotion, because=because(rows), leave_url="#")


def _with_foot(text: str, fields: dict[str, str]) -> str:
    """Return a letter in plain words: what the author wrote, then why one reads it."""
    foot = [fields["societe"], fields["because"]]
    if fields["leave_url"]:
        foot.append(f"{fields['leave_words']} : {fields['leave_url']}")
    return "\n".join([fill_text(text, fields).rstrip(), "", "-- ", *foot, ""])


def because(rows: Sequence[MailingAudience]) -> str:
    """Tell a reader why they receive a letter: every title under which they are written to."""
    if not rows:
        return _("Ceci est un essai : vous seul le recevez.")
    titles = [title_of(row) for row in rows]
    if len(titles) == 1:
        return _("Vous recevez cette lettre %(title)s.") % {"title": titles[0]}
    return _("Vous recevez cette lettre %(titles)s et %(last)s.") % {
        "titles": ", ".join(titles[:-1]),
        "last": titles[-1],
    }


def title_of(row: MailingAudience) -> str:
    """Say as what the people of a public are written to, in the language of the moment."""
    return registry.audiences()[row.audience].because(row.key, row.label)


def write_layout_trials(letters: Sequence[Letter], on: date) -> dict[int, Written]:
    """Write the letters by which who lays letters out looks at a layout in their own mailbox."""
    versions = LayoutVersion.objects.select_related("layout").in_bulk(
        {letter.facts["version"] for letter in letters}
    )
    people = Person.objects.in_bulk({letter.person_id or 0 for letter in letters})
    addresses, languages = outbox.addresses_of(people), registry.letter_languages(people)
    written = {}
    for letter in letters:
        version = versions.get(letter.facts["version"])
        person = people.get(letter.person_id or 0)
        if version is None or person is None or person.pk not in addresses:
            continue
        language = languages.get(person.pk, settings.LANGUAGE_CODE)
        with translation.override(language):
            subject, words = sample_words()
            fields = looked_at_by(person, [])
            fields["leave_url"] = letter.facts["site"] + reverse("letters:preferences")
            source = compiled(words, subject=subject, language=language, source=version.source)
            written[letter.pk] = Written(
                address=addresses[person.pk],
                subject=_("[Essai] %(subject)s") % {"subject": str(version.layout)},
                text=_with_foot(words, fields),
                html=fill_html(source, fields),
            )
    return written


def write_relayed(letters: Sequence[Letter], on: date) -> dict[int, Written]:
    """Write what members write to each other, with neither address but what the sender shows."""
    wanted = RelayLetter.objects.select_related("sender", "recipient").in_bulk(
        [letter.facts["relay"] for letter in letters]
    )
    people = {person for one in wanted.values() for person in (one.sender_id, one.recipient_id)}
    addresses, languages = outbox.addresses_of(people), registry.letter_languages(people)
    written = {}
    for letter in letters:
        relayed = wanted.get(letter.facts["relay"])
        if relayed is None or not relayed.text or relayed.recipient_id not in addresses:
            continue
        with translation.override(languages.get(relayed.recipient_id, settings.LANGUAGE_CODE)):
            written[letter.pk] = _relayed(relayed, addresses)
    return written


def _relayed(relayed: RelayLetter, addresses: dict[int, str]) -> Written:
    shown = addresses.get(relayed.sender_id, "") if relayed.shows_address else ""
    words = {
        "relayed": relayed,
        "name": relayed.sender.full_name,
        "shown": shown,
        "answer_url": relayed.site + reverse("letters:answer", args=[relayed.pk]),
        "report_url": relayed.site + reverse("letters:report", args=[relayed.pk]),
        "preferences_url": relayed.site + reverse("letters:preferences"),
        "society": settings.SOCIETY_NAME,
    }
    return Written(
        address=addresses[relayed.recipient_id],
        subject=relayed.subject,
        text=render_to_string("letters/relayed.txt", words),
        sender_name=_("%(name)s, par %(society)s")
        % {"name": relayed.sender.full_name, "society": settings.SOCIETY_NAME},
        headers=(("Reply-To", shown),) if shown else (),
    )


WRITERS = (
    LetterWriter(name="letters.mailing", write=write_mailings),
    LetterWriter(name="letters.layout", write=write_layout_trials),
    LetterWriter(name="letters.relay", write=write_relayed),
)
