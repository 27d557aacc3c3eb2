"""The pages: the report, its workshop, the figures and their rows."""

import io
import json
import zipfile
from datetime import date

import pytest

from egide.annual_report import permissions
from egide.annual_report.models import Edition
from egide.annual_report.services import note_restatements
from egide.annual_report.tests.conftest import (
    BOARD,
    EDITOR,
    OWNER,
    READER,
    SECRETARY,
    STRANGER,
    TODAY,
    actor,
    add_row,
    carry,
    figure,
    propose,
    rewrite,
    seals,
    words,
)
from egide.kernel import registry
from egide.kernel.models import ParameterValue, RegisterLine
from egide.kernel.registry import Confidentiality, Permission

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed_reports(db):
    """A society that shows its reports to its members only."""
    ParameterValue.objects.create(
        code="annual_report.public_reports", value=False, starts_on=date(2000, 1, 1), source="vote"
    )


def test_a_published_report_is_open_to_all_and_a_draft_to_its_makers(edition, client, signed_in):
    draft_for_all = client.get("/rapport/2020/").status_code
    draft_for_maker = signed_in(EDITOR).get("/rapport/2020/").status_code
    carry(edition, to="PUBLISHED")

    assert (draft_for_all, draft_for_maker) == (404, 200)
    assert signed_in(STRANGER).get("/rapport/2020/").status_code == 200


def test_a_society_may_keep_its_reports_for_its_members(edition, client, signed_in, closed_reports):
    carry(edition, to="PUBLISHED")

    visitor = client.get("/rapport/2020/")

    assert (visitor.status_code, visitor["Location"].startswith("/connexion")) == (302, True)
    assert signed_in(STRANGER).get("/rapport/2020/").status_code == 404
    assert signed_in(READER).get("/rapport/2020/").status_code == 200


@pytest.mark.proves("R-REP-5", "R-REP-6")
def test_every_number_of_the_page_opens_its_figure(edition, client):
    carry(edition, to="PUBLISHED")

    page = words(client.get("/rapport/2020/"))

    assert '<a class="report-figure" href="/chiffres/members.members/2020/">1</a>' in page
    assert "Nous sommes" in page
    assert "We are" in words(client.get("/rapport/2020/?langue=en"))


@pytest.mark.proves("R-REP-7")
def test_a_draft_shows_what_is_missing_and_says_it_is_one(edition, signed_in):
    rewrite(edition, "# T {#t}\n\nAidés : {mutual_aid.aid_total}.")

    page = words(signed_in(EDITOR).get("/rapport/2020/"))

    assert "Ce rapport est un brouillon (édition en préparation)." in page
    assert 'class="report-missing" href="/chiffres/mutual_aid.aid_total/2020/"' in page
    assert "pas encore enregistré" in page


@pytest.mark.proves("R-REP-2")
def test_a_restated_value_is_shown_beside_the_published_one(edition, client):
    carry(edition, to="PUBLISHED")
    add_row("members.members")
    note_restatements(edition=edition, on=TODAY, by=EDITOR)

    assert "(recalculé : 2)" in words(client.get("/rapport/2020/"))


def test_the_same_number_of_queries_whatever_the_length_of_the_text(
    edition, client, django_assert_max_num_queries
):
    rewrite(edition, "# T {#t}\n\n" + "Nous sommes {members.members}.\n\n" * 60)
    carry(edition, to="PUBLISHED")
    client.get("/rapport/2020/")

    with django_assert_max_num_queries(13):
        client.get("/rapport/2020/")


@pytest.mark.proves("R-REP-6")
def test_the_report_is_also_a_paper_a_plain_text_and_a_data_pack(edition, client):
    carry(edition, to="PUBLISHED")

    paper = client.get("/rapport/2020/fr.pdf")
    text = client.get("/rapport/2020/en.txt")
    pack = zipfile.ZipFile(io.BytesIO(client.get("/rapport/2020/donnees.zip").content))

    assert paper.content.startswith(b"%PDF-1.")
    assert "We are 1." in text.content.decode()
    assert sorted(pack.namelist()) == [
        f"rapport-2020/{name}"
        for name in (
            "README.md",
            "SHA256SUMS",
            "definitions.csv",
            "definitions.json",
            "tables.csv",
            "values.csv",
            "values.json",
        )
    ]
    assert client.get("/rapport/2020/de.pdf").status_code == 404


@pytest.mark.proves("R-REP-1")
def test_the_annexes_hold_overrides_definitions_and_what_is_not_recorded(
    edition, client, signed_in
):
    propose(edition, reason="Recomptage du conseil.")
    signed_in(BOARD).post(
        f"/rapport/2020/atelier/derogation/{edition.overrides.get().pk}/approuver/"
    )
    carry(edition, to="PUBLISHED")

    page = words(client.get("/rapport/2020/annexes/"))

    assert "Recomptage du conseil." in page
    assert "Définition de members.members." in page
    assert "S07 · Entraide" in page
    assert '/chiffres/mutual_aid.aid_total/2020/">Entraide accordée</a>' in page


def test_the_workshop_exists_for_makers_only(edition, client, signed_in):
    assert client.get("/rapport/2020/atelier/").status_code == 302
    assert signed_in(READER).get("/rapport/2020/atelier/").status_code == 404
    for maker in (EDITOR, OWNER, BOARD, SECRETARY):
        assert signed_in(maker).get("/rapport/2020/atelier/").status_code == 200


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("calculer", permissions.EDIT_REPORT),
        ("relire", permissions.EDIT_REPORT),
        ("renvoyer", permissions.EDIT_REPORT),
        ("comparer", permissions.EDIT_REPORT),
        ("texte/fr", permissions.EDIT_REPORT),
        ("derogation", permissions.EDIT_REPORT),
        ("certifier", "members.certify_figures"),
        ("approuver", permissions.APPROVE_REPORT),
        ("presenter", permissions.PUBLISH_REPORT),
        ("publier", permissions.PUBLISH_REPORT),
        ("erratum", permissions.PUBLISH_REPORT),
    ],
)
def test_each_act_of_the_workshop_is_closed_without_its_right(edition, signed_in, path, right):
    others = {found.code for found in permissions.PERMISSIONS} - {right}

    answer = signed_in(actor(9, *others)).post(f"/rapport/2020/atelier/{path}/")

    assert answer.status_code == 403


def test_an_edition_goes_from_its_first_figure_to_its_erratum_through_the_pages(edition, signed_in):
    def post(who, path, **given):
        answer = signed_in(who).post(f"/rapport/2020/atelier/{path}/", given)
        assert answer.status_code == 302, words(answer)

    post(EDITOR, "calculer")
    post(EDITOR, "relire")
    post(EDITOR, "renvoyer", reason="Une phrase à revoir.")
    post(EDITOR, "calculer")
    post(EDITOR, "relire")
    post(OWNER, "certifier", seal=seals(edition, "members.members"))
    post(BOARD, "approuver")
    post(SECRETARY, "presenter", on="2021-06-05")
    post(SECRETARY, "publier")
    post(SECRETARY, "erratum", text_fr="Lire un.", text_en="Read one.")
    post(EDITOR, "comparer")

    edition.refresh_from_db()
    assert edition.state == "CORRECTED"
    assert edition.steps.get(state="PRESENTED_TO_AG").on == date(2021, 6, 5)
    assert "Lire un." in words(signed_in(READER).get("/rapport/2020/"))


@pytest.mark.proves("R-REP-7")
def test_a_refused_approval_lists_its_obstacles_on_the_desk(edition, signed_in):
    carry(edition, to="REVIEW")

    answer = signed_in(BOARD).post("/rapport/2020/atelier/approuver/", follow=True)

    page = words(answer)
    assert page.count("Le chiffre « Membres 2020 » n’est pas certifié.") == 1
    assert "<dt>Le trésorier</dt>" in page
    assert '<a href="/chiffres/members.members/2020/">Membres 2020</a>' in page
    edition.refresh_from_db()
    assert edition.state == "REVIEW"


@pytest.mark.proves("AC-REP-5")
def test_a_text_with_a_typed_number_comes_back_with_what_was_written(edition, signed_in):
    answer = signed_in(EDITOR).post(
        "/rapport/2020/atelier/texte/fr/",
        {"base_number": 2, "body": "Nous avons tenu 165 réunions."},
    )

    page = words(answer)
    assert "« 165 » est un nombre tapé ; reliez un chiffre" in page
    assert "Nous avons tenu 165 réunions." in page
    assert edition.texts.filter(language="fr").count() == 2


def test_a_text_that_cannot_be_read_names_the_line_and_the_column(edition, signed_in):
    answer = signed_in(EDITOR).post(
        "/rapport/2020/atelier/texte/fr/", {"base_number": 2, "body": "Un.\n\n{dues.payers"}
    )

    assert "Ligne 3, colonne 1 : l’accolade n’est pas fermée." in words(answer)


def test_a_text_is_saved_from_the_version_that_was_read(edition, signed_in):
    editor = signed_in(EDITOR)
    stale = editor.post("/rapport/2020/atelier/texte/fr/", {"base_number": 1, "body": "Mien."})
    fresh = editor.post("/rapport/2020/atelier/texte/fr/", {"base_number": 2, "body": "Mien."})

    assert "Quelqu’un a enregistré une autre version" in words(stale)
    assert fresh.status_code == 302
    assert edition.texts.filter(language="fr").count() == 3


def test_an_override_in_money_is_typed_in_euros(edition, signed_in):
    signed_in(EDITOR).post(
        "/rapport/2020/atelier/derogation/",
        {"key": "dues.dues", "year": 2020, "value": "1 234,50", "reason": "Arrêté."},
    )

    assert edition.overrides.get().amount == 123450


def test_an_edition_is_opened_from_its_page(figures, signed_in):
    answer = signed_in(EDITOR).post("/rapport/ouvrir/", {"year": 2021})

    assert answer["Location"] == "/rapport/2021/atelier/"
    assert Edition.objects.get().year == 2021
    assert "déjà ouvert" in words(signed_in(EDITOR).post("/rapport/ouvrir/", {"year": 2021}))


@pytest.mark.proves("R-REP-5")
def test_a_figure_opens_its_rows_to_who_holds_their_right(edition, signed_in):
    add_row("members.members", on=date(2019, 3, 3))

    page = words(signed_in(READER).get("/chiffres/members.members/2020/"))

    assert "2 lignes le font." in page
    assert "Définition de members.members." in page
    assert page.count("<td data-label=") == 6


@pytest.mark.proves("R-REP-5")
def test_what_takes_long_to_count_is_counted_for_whoever_asks(edition, signed_in, monkeypatch):
    add_row("members.members", on=date(2019, 3, 3))
    monkeypatch.setattr("egide.annual_report.queries.figure_pages.MOST_WORK", 0)
    reader = signed_in(READER)

    at_first = words(reader.get("/chiffres/members.members/2020/"))
    rows_asked = words(reader.get("/chiffres/members.members/2020/?page=1"))
    when_asked = words(reader.get("/chiffres/members.members/2020/?calculer=1"))

    assert "la valeur d’aujourd’hui se calcule à la demande" in at_first
    assert 'href="?calculer=1"' in at_first
    assert "lignes le font." not in at_first
    assert "<td data-label=" not in at_first
    assert 'href="?page=1#lignes"' in at_first
    assert rows_asked.count("<td data-label=") == 6
    assert "lignes le font." not in rows_asked
    assert "2 lignes le font." in when_asked
    assert when_asked.count("<td data-label=") == 6


@pytest.mark.proves("R-REP-5")
def test_without_the_right_a_reader_sees_the_published_total_and_why(edition, client, signed_in):
    carry(edition, to="PUBLISHED")

    page = words(signed_in(STRANGER).get("/chiffres/members.members/2020/"))

    assert '<p class="figure-value">1</p>' in page
    assert "Vous voyez le total, pas les lignes" in page
    assert "<td data-label=" not in page


def test_a_value_that_was_never_published_is_not_told_without_the_right(edition, signed_in):
    carry(edition, to="COMPUTED")

    page = words(signed_in(STRANGER).get("/chiffres/members.members/2020/"))

    assert "Pas de valeur publiée pour cette année" in page
    assert "Les lignes ne vous sont pas ouvertes" in page
    assert "Vous voyez le total" not in page
    assert "figure-value" not in page


@pytest.mark.proves("R-REP-5", "R-X-2")
def test_secret_rows_are_never_shown_not_even_to_who_holds_the_right(
    edition, figures, signed_in, monkeypatch
):
    secret = Permission(code="aid.read", label="Aide", confidentiality=Confidentiality.SECRET)
    monkeypatch.setattr(
        registry, "permissions", lambda: {secret.code: secret, permissions.READ_REPORTS: secret}
    )
    figures["members.members"] = figure("members.members", permission="aid.read")

    page = words(signed_in(actor(9, "aid.read")).get("/chiffres/members.members/2020/"))

    assert "Ces lignes sont secrètes" in page
    assert "<td data-label=" not in page
    assert '<p class="figure-value">1</p>' in page


@pytest.mark.proves("R-X-9")
def test_rows_are_exported_by_who_may_open_them_and_the_register_knows(edition, signed_in):
    answer = signed_in(READER).get("/chiffres/members.members/2020/?format=csv")

    assert b"members.members" in b"".join(answer.streaming_content)
    line = RegisterLine.objects.get(action="annual_report.figure_rows_exported")
    assert line.facts == {"year": 2020, "rows": 1, "columns": ["code", "starts_on", "value"]}


def test_an_export_without_the_right_is_refused(edition, signed_in):
    answer = signed_in(STRANGER).get("/chiffres/members.members/2020/?format=csv")

    assert answer.status_code == 200
    assert not answer.streaming


def test_a_figure_to_come_says_which_system_will_bring_it(figures, client):
    page = words(client.get("/chiffres/mutual_aid.aid_total/2020/"))

    assert "<h1>Entraide accordée</h1>" in page
    assert "<code>mutual_aid.aid_total</code>" in page
    assert "système S07, Entraide" in page
    assert client.get("/chiffres/nothing.like_it/2020/").status_code == 404
    assert client.get("/chiffres/members.members/99999/").status_code == 404


def test_the_dictionary_holds_what_is_recorded_and_what_is_to_come(figures, client):
    page = words(client.get("/chiffres/"))

    assert '>Cotisants</a> <code class="hint">dues.payers</code>' in page
    assert "S07 · Entraide" in page


def test_a_masked_value_is_masked_everywhere(edition, figures, signed_in):
    figures["members.members"] = figure("members.members", small_cell=True)
    carry(edition, to="COMPUTED")

    reader = signed_in(EDITOR)
    pack = zipfile.ZipFile(io.BytesIO(reader.get("/rapport/2020/donnees.zip").content))
    values = json.loads(pack.read("rapport-2020/values.json"))["values"]

    assert "moins de 5" in words(reader.get("/chiffres/members.members/2020/"))
    assert [value["value"] for value in values if value["key"] == "members.members"] == [None]


@pytest.mark.parametrize(
    "path", ["/rapport/", "/rapport/ouvrir/", "/rapport/2020/atelier/derogation/", "/chiffres/"]
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_drawn_in_both_languages(edition, signed_in, path, language):
    answer = signed_in(EDITOR).get(path, headers={"accept-language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
