"""The register's page: what was done, by whom and on what, in words and within one's rights."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from egide.groups.tests.factories import make_group
from egide.kernel import audit, registry
from egide.kernel.access import CLOCK, command_actor
from egide.kernel.audit import ChainVerdict
from egide.kernel.identity import acting
from egide.kernel.models import RegisterHead, RegisterLine
from egide.kernel.permissions import MANAGE_PARAMETERS, READ_REGISTER
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.tests.factories import make_person

BY = command_actor("test")
REGISTER = "/registre-des-actes/"


def write(action: str, subject: object, *, by=BY, **facts: object) -> RegisterLine:
    with acting(by):
        audit.record(by, action, subject, **facts)
    return RegisterLine.objects.latest("number")


def rows(page: str) -> list[list[str]]:
    """Return the texts of the cells of the list, line by line."""
    if "<tbody>" not in page:
        return []
    lines = re.findall(r"<tr>(.*?)</tr>", page.split("<tbody>")[1], re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", line)]
        for line in lines
    ]


@pytest.fixture
def reader(signed_in, granting):
    """Somebody who reads the register and keeps the registry of people."""
    granting(READ_REGISTER, MANAGE_REGISTRY)
    return signed_in


@pytest.mark.django_db
@pytest.mark.proves("R-X-3")
class TestTheList:
    def test_says_acts_people_and_things_in_words(self, reader, camille):
        write("members.name_changed", camille, by=CLOCK, on=date(2020, 3, 1))

        (cells,) = rows(reader.get(REGISTER).content.decode())

        assert cells[2:] == ["L’horloge", "Nom modifié", "Personne Camille Torelisse"]

    def test_opens_the_page_of_what_the_reader_may_open(self, reader, camille):
        write("members.name_changed", camille)

        page = reader.get(REGISTER).content.decode()

        assert f'<a href="/annuaire/{camille.readable_id}/">Camille Torelisse</a>' in page

    def test_names_nobody_whom_the_reader_may_not_know(self, signed_in, granting):
        hidden = make_person(first_names="Zoé", usage_name="Zyxcanari")
        granting(READ_REGISTER)
        write("members.name_changed", hidden)

        page = signed_in.get(REGISTER).content.decode()

        assert rows(page)[0][4] == f"Personne n° {hidden.pk}"
        assert "Zyxcanari" not in page

    def test_says_who_acted_by_name(self, reader, camille):
        reader.post("/mon-compte/appareils/autres/fin/")

        (cells,) = rows(reader.get(REGISTER).content.decode())

        assert cells[2:] == [
            "Camille Torelisse",
            "Autres appareils déconnectés",
            "Compte Camille Torelisse",
        ]

    def test_says_many_things_at_once_by_their_numbers(self, reader):
        write("members.people_registered", "members.person:4-9")
        write("mandates.mandates_given", "mandates.mandate")

        found = rows(reader.get(REGISTER).content.decode())

        assert [cells[4] for cells in found] == ["Mandat", "Personne n° 4 à 9"]

    def test_is_read_in_english(self, reader, camille):
        write("members.name_changed", camille, by=CLOCK)
        reader.cookies["django_language"] = "en"

        (cells,) = rows(reader.get(REGISTER).content.decode())

        assert cells[2:] == ["The clock", "Name changed", "Person Camille Torelisse"]

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ("?acte=groups.group_renamed", ["Groupe renommé"]),
            ("?acte=groups.unknown", ["Nom modifié", "Groupe renommé"]),
            ("?q=renommé", ["Groupe renommé"]),
            ("?q=Valesquier", ["Nom modifié"]),
            ("?q=veloces", ["Groupe renommé"]),
            ("?qui=horloge", ["Groupe renommé"]),
            ("?qui=command:essai", ["Nom modifié"]),
            ("?qui=Valesquier", []),
            ("?nature=members.person", ["Nom modifié"]),
            ("?objet=véloces", ["Groupe renommé"]),
            ("?objet=Valesquier", ["Nom modifié"]),
            ("?depuis=2999-01-01", []),
            ("?jusque=2999-01-01", ["Nom modifié", "Groupe renommé"]),
            ("?depuis=0001-01-01&jusque=9999-12-31", ["Nom modifié", "Groupe renommé"]),
            ("?jusque=0001-01-01", []),
            ("?depuis=31/02/2020", ["Nom modifié", "Groupe renommé"]),
        ],
    )
    def test_is_filtered(self, reader, asked, shown):
        write("groups.group_renamed", make_group(name="Véloces"), by=CLOCK)
        write(
            "members.name_changed",
            make_person(first_names="Hugo", usage_name="Valesquier"),
            by=command_actor("essai"),
        )

        found = rows(reader.get(f"{REGISTER}{asked}").content.decode())

        # What made the group and the person wrote lines too.
        ours = {"Nom modifié", "Groupe renommé"}
        assert [cells[3] for cells in found if cells[3] in ours] == shown

    @pytest.mark.parametrize(
        ("asked", "first", "last", "shown"),
        [
            ("", -9, 9, True),
            ("", 0, 0, True),
            ("&tri=number", 0, 0, True),
            ("", 1, 9, False),
            ("", -9, -1, False),
            ("&tri=number", -9, -1, False),
        ],
    )
    def test_is_filtered_by_whole_days(self, reader, asked, first, last, shown):
        write("groups.group_renamed", make_group(name="Véloces"), by=CLOCK)
        days = [localdate() + timedelta(days=days) for days in (first, last)]

        page = reader.get(f"{REGISTER}?depuis={days[0]}&jusque={days[1]}{asked}")

        assert bool(rows(page.content.decode())) is shown

    def test_costs_the_same_for_three_lines_as_for_twenty_five(self, reader):
        counts = []
        for lines in (3, 22):
            for _ in range(lines):
                write("members.name_changed", make_person())
                write("groups.group_renamed", make_group())
            with CaptureQueriesContext(connection) as asked:
                assert reader.get(REGISTER).status_code == 200
            counts.append(len(asked))

        assert counts[0] == counts[1]

    @pytest.mark.proves("R-X-1")
    def test_is_closed_to_whoever_lacks_the_right(self, signed_in, granting):
        granting(MANAGE_PARAMETERS)
        line = write("members.name_changed", "members.person:1")

        paths = (REGISTER, f"{REGISTER}{line.number}/", "/donnees-personnelles/", "/taches/")
        statuses = [signed_in.get(path).status_code for path in paths]

        assert statuses == [403, 403, 403, 403]
        assert signed_in.post(f"{REGISTER}verification/").status_code == 403


@pytest.mark.django_db
@pytest.mark.proves("R-X-3")
class TestALine:
    def test_says_its_facts_in_words(self, reader, camille):
        heir = make_group(name="Véloces")
        line = write(
            "groups.groups_merged", make_group(name="Lents"), heir=heir.pk, on=date(2020, 3, 1)
        )

        page = reader.get(f"{REGISTER}{line.number}/").content.decode()
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

        assert "Groupes réunis" in text
        assert "Groupe Lents" in text
        assert "Groupe héritier Véloces" in text
        assert "Date d’effet 1er mars 2020" in text
        assert "se recalcule à partir d’elle-même" in text

    def test_a_stored_code_is_said_in_words(self, reader, camille):
        line = write("accounts.signed_in", camille, method="PASSWORD")

        page = reader.get(f"{REGISTER}{line.number}/").content.decode()

        assert "mot de passe" in page

    def test_leads_to_all_the_acts_on_the_same_thing(self, reader, camille):
        line = write("members.name_changed", camille)
        write("members.name_changed", make_person())

        page = reader.get(f"{REGISTER}{line.number}/").content.decode()
        (address,) = re.findall(r'href="(/registre-des-actes/\?objet=[^"]+)"', page)

        assert [cells[4] for cells in rows(reader.get(address).content.decode())] == [
            "Personne Camille Torelisse"
        ]

    def test_one_that_was_never_written_is_not_found(self, reader):
        assert reader.get(f"{REGISTER}999999/").status_code == 404


@pytest.mark.django_db
@pytest.mark.proves("R-X-3")
class TestTheChain:
    def test_says_how_many_lines_hold(self, reader, camille):
        write("members.name_changed", camille)

        assert "La chaîne tient" in reader.get(REGISTER).content.decode()

    def test_a_head_that_does_not_agree_is_said_at_once(self, reader, camille, monkeypatch):
        write("members.name_changed", camille)
        wrong = RegisterHead(last_number=900, last_hash="0" * 64)
        monkeypatch.setattr(RegisterHead.objects, "get", lambda: wrong)

        assert "La chaîne est rompue" in reader.get(REGISTER).content.decode()

    def test_is_verified_by_a_button(self, reader, camille):
        write("members.name_changed", camille)

        page = reader.post(f"{REGISTER}verification/", follow=True).content.decode()

        assert "Le registre est intact" in page

    @pytest.mark.parametrize(
        ("problem", "said"), [("altered", "n’est plus celle"), ("missing", "Il manque la ligne")]
    )
    def test_a_broken_link_is_named(self, reader, monkeypatch, problem, said):
        monkeypatch.setattr(
            audit,
            "verify_chain",
            lambda _anchored: ChainVerdict(lines=6, broken_at=7, problem=problem),
        )

        page = reader.post(f"{REGISTER}verification/", follow=True).content.decode()

        assert said in page
        assert "7" in page


def test_every_line_of_the_reference_society_is_said_in_words(small_society):
    lines = RegisterLine.objects.values_list("action", "subject", "facts")
    acts, kinds = registry.acts(), registry.namings()

    without = {action for action, _subject, _facts in lines if action not in acts}
    without |= {
        subject.partition(":")[0]
        for _action, subject, _facts in lines
        if subject.partition(":")[0] not in kinds
    }
    without |= {
        f"{action} {name}"
        for action, _subject, facts in lines
        for name in facts
        if registry.fact_of(action, name) is None
    }

    assert without == set()
