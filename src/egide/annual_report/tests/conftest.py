"""A small society of parameters, so that the report is tested without any domain."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Count, IntegerField, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils import translation

from egide.annual_report import permissions
from egide.annual_report.queries.reports import printed_report
from egide.annual_report.rules.printing import plain
from egide.annual_report.services import (
    approve_edition,
    certify_figures,
    compute_edition,
    open_edition,
    present_edition,
    propose_override,
    publish_edition,
    submit_for_review,
    write_text,
)
from egide.kernel import middleware, registry
from egide.kernel.access import VISITOR, Actor, Grant
from egide.kernel.models import ParameterValue, RegisterLine
from egide.kernel.registry import Figure, FigureColumn

TODAY = date(2021, 5, 15)
NOW = datetime(2021, 5, 15, 9, tzinfo=UTC)


def actor(number, *rights, reason="Vous êtes du conseil."):
    """Return a person who holds some rights on the whole society."""
    return Actor(
        name=f"person:{number}",
        person_id=number,
        grants=tuple(Grant(permission=right, scope_ids=None, reason=reason) for right in rights),
    )


EDITOR = actor(1, permissions.EDIT_REPORT, reason="Vous êtes délégué général.")
OWNER = actor(2, "members.certify_figures", reason="Vous êtes trésorier.")
BOARD = actor(3, permissions.APPROVE_REPORT, reason="Vous présidez le conseil.")
SECRETARY = actor(4, permissions.PUBLISH_REPORT, reason="Vous êtes secrétaire.")
READER = actor(5, permissions.READ_REPORTS)
STRANGER = actor(6)
MEMBER = actor(7, permissions.CHALLENGE_FIGURE, reason="Vous êtes sociétaire.")


def rows_named(code):
    """Return the ``rows`` of a figure: values in force at the end of the period."""

    def rows(period) -> QuerySet:
        return ParameterValue.objects.filter(code=code, starts_on__lte=period.end)

    return rows


def figure(
    key,
    *,
    unit="count",
    label="Membres",
    small_cell=False,
    permission=permissions.READ_REPORTS,
    owner_right="members.certify_figures",
):
    """Return a figure that counts rows, or adds up their values when it is money."""
    measure = Sum(Cast("value", IntegerField())) if unit == "cents" else Count("pk", distinct=True)
    return Figure(
        key=key,
        label=label,
        definition=f"Définition de {key}.",
        rows=rows_named(key),
        measure=measure,
        columns=tuple(
            FigureColumn(path=path, label=label)
            for path, label in (("code", "Code"), ("starts_on", "Depuis"), ("value", "Valeur"))
        ),
        permission=permission,
        owner="Le trésorier",
        owner_right=owner_right,
        unit=unit,
        small_cell=small_cell,
    )


def add_row(key, on=date(2019, 6, 1), value=0):
    """Add one row behind a figure; each row has a day of its own, from ``on``."""
    day = on + timedelta(days=ParameterValue.objects.filter(code=key).count())
    return ParameterValue.objects.create(
        code=key, value=value, starts_on=day, ends_on=day, source="un test"
    )


@pytest.fixture
def figures(monkeypatch):
    """Register figures for this test only; the dictionary may be changed by the test."""
    recorded = {
        "members.members": figure("members.members"),
        "dues.dues": figure("dues.dues", unit="cents", label="Cotisations"),
    }
    monkeypatch.setattr(registry, "figures", lambda: recorded)
    return recorded


TEXT = {
    "fr": "@title Rapport {edition}\n# Qui nous sommes {#who}\n\nNous sommes {members.members}.",
    "en": "@title Report {edition}\n# Who we are {#who}\n\nWe are {members.members}.",
}


@pytest.fixture
def edition(db, figures):
    """An edition of 2020 with a short text and one member."""
    edition = open_edition(year=2020, on=TODAY, by=EDITOR)
    for language, body in TEXT.items():
        rewrite(edition, body, language=language, base_number=1)
    add_row("members.members")
    return edition


def rewrite(edition, body, *, language="fr", base_number=2):
    """Write a text as the editor does, from the version that the fixture left."""
    return write_text(
        edition=edition,
        language=language,
        body=body,
        base_number=base_number,
        on=TODAY,
        by=EDITOR,
    )


def propose(edition, *, key="members.members", value=7, reason="Recomptage.", by=EDITOR):
    """Propose an override as the editor does."""
    return propose_override(
        edition=edition, key=key, year=2020, value=Decimal(value), reason=reason, on=TODAY, by=by
    )


def seals(edition, *keys):
    """Return the seals of the values of some figures, or of all, as a page shows them."""
    figures = edition.figures.order_by("key", "year")
    return [figure.seal for figure in figures if not keys or figure.key in keys]


def certify(edition, *keys, by=OWNER):
    """Certify some figures, or all, as their owner does."""
    return certify_figures(edition=edition, seals=seals(edition, *keys), at=NOW, on=TODAY, by=by)


def carry(edition, *, to):
    """Carry an edition through its states up to ``to``."""
    steps = {
        "COMPUTED": lambda: compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR),
        "REVIEW": lambda: submit_for_review(edition=edition, on=TODAY, by=EDITOR),
        "APPROVED_BY_BOARD": lambda: (
            certify(edition),
            approve_edition(edition=edition, on=TODAY, by=BOARD),
        ),
        "PRESENTED_TO_AG": lambda: present_edition(edition=edition, on=TODAY, by=SECRETARY),
        "PUBLISHED": lambda: publish_edition(edition=edition, on=TODAY, by=SECRETARY),
    }
    for state, step in steps.items():
        step()
        if state == to:
            break
    edition.refresh_from_db()
    return edition


class Reader:
    """Who asks for a page, without an account: the pages only need these."""

    is_active = True
    factor_at = None
    twice_proved = True

    def __init__(self, who):
        self.pk = self.person_id = who.person_id
        self.is_authenticated = who.person_id is not None
        self.is_anonymous = not self.is_authenticated
        self.frame_label = "Camille Torelisse" if self.is_authenticated else ""


READERS = [VISITOR]


def recognise(get_response):
    """Stand where the sign-in pages recognise somebody."""

    def middleware(request):
        request.user = Reader(READERS[-1])
        return get_response(request)

    return middleware


@pytest.fixture
def signed_in(client, monkeypatch, settings):
    """Return a client whose requests come from the actor given; before that, from a visitor."""
    settings.MIDDLEWARE = [
        f"{__name__}.recognise" if "recognition" in name else name for name in settings.MIDDLEWARE
    ]
    monkeypatch.setattr(middleware, "actor_of", lambda person_id, **given: READERS[-1])

    def sign_in(who):
        READERS.append(who)
        return client

    yield sign_in
    del READERS[1:]


@pytest.fixture(autouse=True)
def _in_french():
    """Each test starts in French, whatever language the one before was read in."""
    with translation.override("fr"):
        yield


def last_line():
    """Return the last line of the register."""
    return RegisterLine.objects.order_by("-number").first()


def words(answer):
    """Return the page as text with plain spaces."""
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def sentence_of(edition, language="fr"):
    """Return the one sentence that the short text prints."""
    return plain(printed_report(edition, language).blocks[1].items[0])


def frozen(edition, key="members.members", year=2020):
    """Return the value that the edition keeps of a figure."""
    return edition.figures.get(key=key, year=year)


def refused_by_database(act):
    """Show that PostgreSQL itself refuses an act."""
    with pytest.raises(DatabaseError), transaction.atomic():
        act()
