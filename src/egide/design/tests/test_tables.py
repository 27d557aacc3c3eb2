"""Lists narrow, sort, page and say so; whatever the address holds, they answer."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from markupsafe import Markup

from egide.design.tables import Column, Empty, Filter, Table, table_page
from egide.design.tables.query import Query
from egide.kernel.access import VISITOR, Actor, Grant
from egide.kernel.errors import NotAllowed
from egide.kernel.identity import acting
from egide.kernel.models import Document

RIGHT = "kernel.read_register"
HOLDER = Actor(
    name="person:1",
    person_id=None,
    grants=(Grant(permission=RIGHT, scope_ids=None, reason="essai"),),
)
LOCAL = Actor(
    name="person:2", grants=(Grant(permission=RIGHT, scope_ids=frozenset({7}), reason="essai"),)
)

KINDS = (("minutes", "procès-verbal"), ("letter", "lettre"))
TABLE = Table(
    "documents",
    columns=(
        Column("name", "Nom", sort=True, link=lambda row: f"/documents/{row.pk}/"),
        Column(
            "kind",
            "Nature",
            sort=("kind", "name"),
            cell=lambda row: Markup("<b>{}</b>").format(row.kind),
        ),
        Column("size", "Montant", kind="money", sort=True),
        Column("kept_at", "Gardé le", kind="instant", sort=True, optional=True),
    ),
    filters=(
        Filter("nature", "Nature", lambda rows, value: rows.filter(kind=value), choices=KINDS),
        Filter("plus", "Plus de", lambda rows, value: rows.filter(size__gte=value), kind="number"),
        Filter(
            "depuis", "Depuis", lambda rows, day: rows.filter(kept_at__date__gte=day), kind="date"
        ),
        Filter("gros", "Les gros", lambda rows, value: rows.filter(size__gt=1000), kind="flag"),
    ),
    search=lambda rows, text: rows.filter(name__icontains=text),
    default_sort="name",
    page_size=10,
    empty=Empty("Aucun document encore", "Un procès-verbal signé vient ici de lui-même."),
    export_right=RIGHT,
    title="Documents",
)


@pytest.fixture(autouse=True)
def _plain_static(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def ask(address="", actor=VISITOR, table=TABLE, rows=None, **more):
    request = RequestFactory().get(f"/documents/{address}")
    request.actor, request.user, request.session = actor, AnonymousUser(), {}
    request._messages = ()
    return table_page(request, table, Document.objects.all() if rows is None else rows, **more)


def shown(answer):
    """Return the names listed, in order."""
    return [
        part.split("<")[0]
        for part in answer.content.decode().split('/">')[1:]
        if part.startswith("doc")
    ]


def keep(count, **more):
    Document.objects.bulk_create(
        Document(
            **{
                "sha256": f"{n:064d}",
                "kind": "minutes" if n % 2 else "letter",
                "name": f"doc {n:03d}",
                "media_type": "text/plain",
                "size": n * 100,
                "kept_at": datetime(2020, 1, 1 + n % 28, tzinfo=UTC),
            }
            | more
        )
        for n in range(count)
    )


@pytest.mark.django_db
def test_a_list_shows_its_first_page_and_says_how_many_there_are():
    keep(23)

    answer = ask()

    assert shown(answer) == [f"doc {n:03d}" for n in range(10)]
    assert "<strong>1–10</strong> sur 23" in answer.content.decode()
    assert 'href="?page=2"' in answer.content.decode()


@pytest.mark.django_db
def test_the_last_page_answers_for_any_page_beyond():
    keep(23)

    assert shown(ask("?page=3")) == ["doc 020", "doc 021", "doc 022"]
    assert shown(ask("?page=99999999")) == ["doc 020", "doc 021", "doc 022"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", lambda n: n),
        ("tri=-name&", lambda n: -n),
        ("tri=size&", lambda n: n),
        # Two or three were kept on each day: those stand as the days do, the last first.
        ("tri=-kept_at&", lambda n: (-(n % 28), -n)),
    ],
)
def test_the_pages_one_after_the_other_are_the_whole_list(sort, order):
    keep(57)

    pages = [shown(ask(f"?{sort}page={number}")) for number in range(1, 7)]

    assert [len(page) for page in pages] == [10, 10, 10, 10, 10, 7]
    expected = [f"doc {n:03d}" for n in sorted(range(57), key=order)]
    assert [name for page in pages for name in page] == expected


@pytest.mark.django_db
def test_a_page_far_in_a_list_takes_as_many_statements_as_the_first():
    keep(57)

    counts = []
    for number in (1, 3, 6):
        with CaptureQueriesContext(connection) as captured:
            ask(f"?page={number}")
        counts.append(len(captured))

    assert counts[0] == counts[1] == counts[2]


@pytest.fixture
def count_thirty_at_most(monkeypatch):
    monkeypatch.setattr("egide.design.tables.page.MOST_COUNTED", 30)


@pytest.mark.django_db
@pytest.mark.usefixtures("count_thirty_at_most")
def test_a_list_too_long_to_be_counted_says_so_and_is_read_from_either_end():
    keep(57)

    start, second, end, before_end = (ask(page) for page in ("", "?page=2", "?page=-1", "?page=-2"))

    assert shown(start) == [f"doc {n:03d}" for n in range(10)]
    assert shown(second) == [f"doc {n:03d}" for n in range(10, 20)]
    assert shown(end) == [f"doc {n:03d}" for n in range(47, 57)]
    assert shown(before_end) == [f"doc {n:03d}" for n in range(37, 47)]
    assert "<strong>11–20</strong> sur plus de 30" in second.content.decode()
    assert "Vers la fin de <strong>plus de 30</strong> lignes" in end.content.decode()
    assert 'href="?page=-1"' in start.content.decode()
    assert "Dernière page" in end.content.decode()
    assert "Page 2 en partant de la fin" in before_end.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("count_thirty_at_most")
def test_far_from_both_ends_a_long_list_asks_to_be_narrowed():
    keep(57)

    texts = [ask(page).content.decode() for page in ("?page=3", "?page=-3")]

    for text in texts:
        assert "Pour aller plus loin, précisez la recherche." in text
    assert 'rel="next"' not in texts[0]
    assert 'rel="prev"' not in texts[1]
    assert shown(ask("?page=4")) == shown(ask("?page=-1"))
    assert shown(ask("?page=-99")) == shown(ask("?page=-3"))


@pytest.mark.django_db
def test_a_list_of_known_length_also_counts_its_pages_from_the_end():
    keep(23)

    assert shown(ask("?page=-1")) == ["doc 020", "doc 021", "doc 022"]
    assert shown(ask("?page=-3")) == shown(ask("?page=-99")) == shown(ask())


@pytest.mark.django_db
def test_filters_and_search_narrow_together():
    keep(23)

    assert shown(ask("?nature=minutes&plus=1500")) == ["doc 015", "doc 017", "doc 019", "doc 021"]
    assert shown(ask("?q=02&gros=1")) == ["doc 020", "doc 021", "doc 022"]
    assert shown(ask("?depuis=2020-01-22")) == ["doc 021", "doc 022"]


@pytest.mark.django_db
def test_sorting_is_total_both_ways():
    keep(3)

    assert shown(ask("?tri=-size")) == ["doc 002", "doc 001", "doc 000"]
    assert shown(ask("?tri=kind")) == ["doc 000", "doc 002", "doc 001"]


@pytest.mark.django_db
def test_rows_that_are_equal_stay_in_the_order_of_their_key():
    keep(12, name="doc pareil")
    pages = [ask(), ask("?page=2")]

    links = [
        link for page in pages for link in page.content.decode().split('href="/documents/')[1:]
    ]
    keys = [int(link.split("/")[0]) for link in links]

    assert keys == sorted(keys)
    assert len(set(keys)) == 12


@pytest.mark.django_db
def test_the_reader_chooses_columns_and_the_address_remembers():
    keep(12)

    text = ask("?colonnes=name&colonnes=kept_at").content.decode()

    assert "Gardé le</a>" in text
    assert "Montant</a>" not in text
    assert "?colonnes=name%2Ckept_at&amp;page=2" in text


def test_an_address_opens_the_same_list_again():
    asked = "q=loi+1901&nature=letter&plus=30&tri=-size&colonnes=name,size&page=4"
    query = Query.read(TABLE, QueryDict(asked))

    again = Query.read(TABLE, QueryDict(urlsplit(query.address()).query))

    assert parse_qs(query.address()[1:]) == {
        "q": ["loi 1901"],
        "nature": ["letter"],
        "plus": ["30"],
        "tri": ["-size"],
        "colonnes": ["name,size"],
    }
    assert again.address() == query.address()
    assert query.page == 4


HOSTILE = (
    "?q=%00",
    "?q=" + "a" * 10_000,
    "?q=%F0%9F%92%A9%ED%A0%80",
    "?q=%27%3BDROP+TABLE--",
    "?q[]=1&q=a&q=b",
    "?tri=password",
    "?tri=--name",
    "?tri=name__pk",
    "?tri=%00",
    "?page=-1",
    "?page=0",
    "?page=1e3",
    "?page=٣",
    "?page=" + "9" * 5_000,
    "?nature=inconnue",
    "?nature=%3Cscript%3E",
    "?plus=99999999999999999999",
    "?plus=-1",
    "?plus=²",
    "?depuis=31/02/2020",
    "?depuis=2020-02-31",
    "?depuis=0000-00-00",
    "?gros=oui",
    "?colonnes=",
    "?colonnes=nulle,part",
    "?colonnes=" + "a," * 5_000,
    "?format=exe",
    "?" + "&".join(f"x{n}={n}" for n in range(900)),
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", HOSTILE, ids=lambda address: address[:24])
def test_no_address_breaks_a_list(address):
    keep(3)

    answer = ask(address, actor=HOLDER)

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.django_db
def test_a_strange_filter_is_left_aside_and_said():
    keep(3)

    text = ask("?nature=inconnue").content.decode()

    assert "Le filtre «\u00a0Nature\u00a0» ne connaît pas «\u00a0inconnue\u00a0»" in text
    assert "<strong>1–3</strong> sur 3" in text


@pytest.mark.django_db
def test_a_search_of_ten_thousand_letters_is_cut_and_said():
    text = ask("?q=" + "a" * 10_000).content.decode()

    assert "plus de 200 caractères" in text
    assert f'value="{"a" * 200}"' in text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "?q=doc&nature=letter&tri=-size"])
def test_three_rows_cost_as_many_queries_as_ten(address, django_assert_num_queries):
    keep(3)
    with django_assert_num_queries(2):
        ask(address)

    keep(30)
    with django_assert_num_queries(2):
        ask(address)


@pytest.mark.django_db
def test_an_empty_list_teaches_and_an_empty_answer_says_why():
    assert "Un procès-verbal signé vient ici de lui-même." in ask().content.decode()

    keep(1)

    assert "Rien ne répond à cette demande" in ask("?q=zzz").content.decode()


@pytest.mark.django_db
def test_a_list_never_shows_more_than_it_was_given():
    keep(5)

    answer = ask("?q=doc", rows=Document.objects.filter(name="doc 003"))

    assert shown(answer) == ["doc 003"]


@pytest.mark.django_db
def test_what_people_wrote_is_never_markup():
    keep(1, name="doc <script>alert(1)</script>", kind="<i>")

    text = ask().content.decode()

    assert "<script>alert" not in text
    assert "<b>&lt;i&gt;</b>" in text


@pytest.mark.django_db
@pytest.mark.proves("R-X-9", "R-X-1")
def test_exports_are_offered_and_given_only_with_their_right():
    keep(1)

    assert "format=csv" in ask(actor=HOLDER).content.decode()
    assert "format=csv" not in ask(actor=VISITOR).content.decode()
    with pytest.raises(NotAllowed):
        ask("?format=csv", actor=VISITOR)


@pytest.mark.django_db
@pytest.mark.proves("R-X-1")
def test_a_right_on_one_group_exports_that_group_and_no_more():
    keep(1)

    with acting(LOCAL):
        answer = ask("?format=csv", actor=LOCAL, on=7)

    assert answer.status_code == 200
    with pytest.raises(NotAllowed):
        ask("?format=csv", actor=LOCAL, on=8)
    with pytest.raises(NotAllowed):
        ask("?format=csv", actor=LOCAL)
