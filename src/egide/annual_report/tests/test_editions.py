"""Editions: computed, certified, approved, presented, published, corrected."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from egide.annual_report import permissions
from egide.annual_report.enums import EditionState
from egide.annual_report.models import (
    Edition,
    EditionStep,
    EditionText,
    Erratum,
    Override,
    Restatement,
)
from egide.annual_report.queries.reports import annex, obstacles, printed_report
from egide.annual_report.rules.linter import TextRefused
from egide.annual_report.rules.printing import plain, plain_text
from egide.annual_report.rules.states import EditionNotReady, TransitionRefused
from egide.annual_report.services import (
    EditionExists,
    OverrideRefused,
    approve_edition,
    approve_override,
    certify_figures,
    compute_edition,
    correct_edition,
    note_restatements,
    open_edition,
    present_edition,
    publish_edition,
    send_back,
    submit_for_review,
    withdraw_override,
    write_text,
)
from egide.annual_report.services.approving import ReasonMissing
from egide.annual_report.services.publishing import ErratumEmpty
from egide.annual_report.tests.conftest import (
    BOARD,
    EDITOR,
    OWNER,
    READER,
    SECRETARY,
    STRANGER,
    TEXT,
    TODAY,
    actor,
    add_row,
    carry,
    figure,
    propose,
    rewrite,
)
from egide.kernel.errors import NotAllowed, Stale
from egide.kernel.models import RegisterLine

pytestmark = pytest.mark.django_db


def frozen(edition, key="members.members", year=2020):
    return edition.figures.get(key=key, year=year)


def sentence_of(edition, language="fr"):
    return plain(printed_report(edition, language).blocks[1].items[0])


def plainly(sentence):
    """Return a sentence with ordinary spaces."""
    return str(sentence).replace("\u00a0", " ").replace("\u202f", " ")


def last_line():
    return RegisterLine.objects.order_by("-number").first()


def refused_by_database(act):
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def test_a_first_edition_starts_from_the_text_of_the_house(figures):
    edition = open_edition(year=2020, on=TODAY, by=EDITOR)

    assert edition.state == EditionState.COLLECTING
    assert sorted(edition.texts.values_list("language", "number")) == [("en", 1), ("fr", 1)]
    assert last_line().action == "annual_report.edition_opened"


def test_the_next_edition_starts_from_the_text_of_the_year_before(edition):
    following = open_edition(year=2021, on=TODAY, by=EDITOR)

    assert following.texts.get(language="fr").body == TEXT["fr"]


def test_a_year_has_one_report(edition):
    with pytest.raises(EditionExists) as refusal:
        open_edition(year=2020, on=TODAY, by=EDITOR)

    assert str(refusal.value) == "Le rapport de 2020 est déjà ouvert."


@pytest.mark.proves("R-REP-2")
def test_computing_keeps_the_value_the_rows_and_their_hash(edition):
    compute_edition(edition=edition, on=TODAY, by=EDITOR)

    found = frozen(edition)
    assert (found.value, found.row_count, len(found.inputs_hash)) == (Decimal(1), 1, 64)
    assert found.label_fr == "Membres"
    assert sentence_of(edition) == "Nous sommes 1."
    assert last_line().action == "annual_report.figures_computed"
    assert last_line().facts == {"figures": 2, "changed": 2, "on": "2021-05-15"}


@pytest.mark.proves("R-REP-2")
def test_equal_rows_have_an_equal_hash_and_another_row_another(edition):
    compute_edition(edition=edition, on=TODAY, by=EDITOR)
    first = frozen(edition).inputs_hash
    compute_edition(edition=edition, on=TODAY, by=EDITOR)
    again = frozen(edition).inputs_hash
    add_row("members.members")
    compute_edition(edition=edition, on=TODAY, by=EDITOR)

    assert first == again
    assert frozen(edition).inputs_hash != first


def test_a_figure_of_another_year_is_computed_when_the_text_names_it(edition):
    rewrite(edition, "{growth(members.members, members.members@-1) | percent 2}")

    compute_edition(edition=edition, on=TODAY, by=EDITOR)

    assert sorted(edition.figures.values_list("key", "year")) == [
        ("dues.dues", 2020),
        ("members.members", 2019),
        ("members.members", 2020),
    ]


def test_a_certification_falls_with_the_rows_it_certified(edition):
    compute_edition(edition=edition, on=TODAY, by=EDITOR)
    certify_figures(edition=edition, keys=["members.members", "dues.dues"], on=TODAY, by=OWNER)
    compute_edition(edition=edition, on=TODAY, by=EDITOR)
    held = frozen(edition).certified_by
    add_row("members.members")
    compute_edition(edition=edition, on=TODAY, by=EDITOR)

    assert held == "person:2"
    assert frozen(edition).certified_by == ""
    assert frozen(edition, "dues.dues").certified_by == "person:2"


def test_a_figure_that_no_module_brings_any_more_leaves_the_draft(edition, figures):
    compute_edition(edition=edition, on=TODAY, by=EDITOR)
    del figures["members.members"]

    compute_edition(edition=edition, on=TODAY, by=EDITOR)

    assert list(edition.figures.values_list("key", flat=True)) == ["dues.dues"]
    assert sentence_of(edition) == "Nous sommes [pas encore enregistré]."


def test_the_text_keeps_its_versions(edition):
    versions = edition.texts.filter(language="fr").order_by("number")

    assert list(versions.values_list("number", "author")) == [(1, "person:1"), (2, "person:1")]


@pytest.mark.proves("R-REP-1", "AC-REP-5")
def test_a_text_with_a_typed_number_is_not_kept(edition):
    with pytest.raises(TextRefused) as refusal:
        rewrite(edition, "Nous avons tenu 165 réunions.")

    assert "« 165 » est un nombre tapé" in str(refusal.value).replace("\u00a0", " ").replace(
        "\u202f", " "
    )
    assert "reliez un chiffre" in str(refusal.value)
    assert edition.texts.filter(language="fr").count() == 2


def test_a_second_editor_who_started_from_an_older_version_overwrites_nothing(edition):
    rewrite(edition, "Premier.")

    with pytest.raises(Stale):
        rewrite(edition, "Autre.")

    assert edition.texts.get(language="fr", number=3).body == "Premier."


def test_the_states_follow_one_another_and_each_step_is_kept(edition):
    carry(edition, to="PUBLISHED")

    assert list(edition.steps.order_by("pk").values_list("state", "standing")) == [
        ("COLLECTING", ""),
        ("COMPUTED", "Vous êtes délégué général."),
        ("REVIEW", "Vous êtes délégué général."),
        ("APPROVED_BY_BOARD", "Vous présidez le conseil."),
        ("PRESENTED_TO_AG", "Vous êtes secrétaire."),
        ("PUBLISHED", "Vous êtes secrétaire."),
    ]
    line = last_line()
    assert (line.action, line.facts["state"]) == ("annual_report.edition_moved", "PUBLISHED")


def test_a_forbidden_move_names_the_allowed_ones(edition):
    with pytest.raises(TransitionRefused) as refusal:
        publish_edition(edition=edition, on=TODAY, by=SECRETARY)

    assert plainly(refusal.value) == (
        "L’édition est en préparation : elle ne peut pas devenir publiée."
        " Elle peut devenir : calculée."
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda edition: rewrite(edition, "x"),
        lambda edition: compute_edition(edition=edition, on=TODAY, by=EDITOR),
        lambda edition: propose(edition, value=2),
        lambda edition: send_back(edition=edition, reason="x", on=TODAY, by=EDITOR),
    ],
)
def test_an_approved_edition_is_no_longer_changed(edition, act):
    carry(edition, to="APPROVED_BY_BOARD")

    with pytest.raises(TransitionRefused):
        act(edition)


def test_an_edition_in_review_can_be_sent_back_with_a_reason(edition):
    carry(edition, to="REVIEW")
    with pytest.raises(ReasonMissing):
        send_back(edition=edition, reason=" ", on=TODAY, by=EDITOR)

    send_back(edition=edition, reason="Une phrase à revoir.", on=TODAY, by=EDITOR)

    edition.refresh_from_db()
    assert edition.state == EditionState.COLLECTING
    assert last_line().reason == "Une phrase à revoir."


@pytest.mark.proves("R-REP-7")
def test_the_board_cannot_approve_while_a_figure_is_missing(edition):
    rewrite(edition, "Aidés : {mutual_aid.aid_total}.")
    rewrite(edition, "Helped: {mutual_aid.aid_total}.", language="en")
    carry(edition, to="REVIEW")

    with pytest.raises(EditionNotReady) as refusal:
        approve_edition(edition=edition, on=TODAY, by=BOARD)

    assert [
        found.replace("\u00a0", " ").replace("\u202f", " ") for found in refusal.value.obstacles
    ][:1] == ["Le système S07 n’enregistre pas encore : mutual_aid.aid_total."]
    edition.refresh_from_db()
    assert edition.state == EditionState.REVIEW


def test_every_obstacle_is_told_once_and_in_words(edition):
    rewrite(edition, "{claim growing(members.members)}We grow{end}.", language="en")
    propose(edition, key="dues.dues", value=1)
    carry(edition, to="REVIEW")

    found = [
        obstacle.replace("\u00a0", " ").replace("\u202f", " ") for obstacle in obstacles(edition)
    ]

    assert found == [
        "Membres 2020 (1) n’est pas supérieur à Membres 2019 (1).",
        "Le français et l’anglais ne citent pas les mêmes chiffres : members.members 2019.",
        "La dérogation sur « dues.dues 2020 » attend un second accord.",
        "Le chiffre « Membres 2019 » n’est pas certifié.",
        "Le chiffre « Membres 2020 » n’est pas certifié.",
    ]


def test_a_figure_of_the_annex_only_need_not_be_certified(edition):
    carry(edition, to="REVIEW")
    certify_figures(edition=edition, keys=["members.members"], on=TODAY, by=OWNER)

    approve_edition(edition=edition, on=TODAY, by=BOARD)

    assert frozen(edition, "dues.dues").certified_by == ""


def test_a_figure_is_not_certified_before_it_is_computed(edition):
    with pytest.raises(TransitionRefused):
        certify_figures(edition=edition, keys=["members.members"], on=TODAY, by=OWNER)


def test_certifying_is_written_in_the_register_once(edition):
    carry(edition, to="COMPUTED")
    first = certify_figures(edition=edition, keys=["members.members"], on=TODAY, by=OWNER)
    again = certify_figures(edition=edition, keys=["members.members"], on=TODAY, by=OWNER)

    lines = RegisterLine.objects.filter(action="annual_report.figures_certified")
    assert (first, again, lines.count()) == (1, 0, 1)


@pytest.mark.proves("R-REP-1")
def test_an_override_needs_a_reason_and_a_second_person(edition):
    both = actor(1, permissions.EDIT_REPORT, permissions.APPROVE_REPORT)
    carry(edition, to="COMPUTED")
    with pytest.raises(OverrideRefused) as without_reason:
        propose(edition, reason="  ")
    override = propose(edition, reason="Recomptage du conseil.")
    with pytest.raises(OverrideRefused) as alone:
        approve_override(override=override, on=TODAY, by=both)
    before = sentence_of(edition)

    approve_override(override=override, on=TODAY, by=BOARD)

    assert str(without_reason.value).startswith("Une dérogation a besoin d’un motif")
    assert str(alone.value) == "Une dérogation s’approuve par une autre personne que son auteur."
    assert (before, sentence_of(edition)) == ("Nous sommes 1.", "Nous sommes 7.")
    printed = annex(edition, "fr").overrides[0]
    assert (printed.key, printed.reason) == ("members.members", "Recomptage du conseil.")
    assert (printed.author, printed.approver) == ("person:1", "person:3")
    assert last_line().action == "annual_report.override_approved"


def test_an_override_may_stand_for_a_figure_that_no_system_records_yet(edition):
    override = propose(edition, key="mutual_aid.aid_total", value=100)
    approve_override(override=override, on=TODAY, by=BOARD)
    rewrite(edition, "# T\n\n{mutual_aid.aid_total | euros}")

    assert sentence_of(edition) == "1\u00a0€"
    assert printed_report(edition, "fr").obstacles == ()


def test_an_override_is_refused_twice_or_on_nothing_and_can_be_withdrawn(edition):
    override = propose(edition)
    with pytest.raises(OverrideRefused):
        propose(edition)
    with pytest.raises(OverrideRefused):
        propose(edition, key="nothing.like_it")

    withdraw_override(override=override, on=TODAY, by=EDITOR)

    assert edition.overrides.count() == 0
    assert last_line().action == "annual_report.override_withdrawn"


def test_the_database_refuses_an_override_approved_by_its_author(edition):
    row = Override(
        edition=edition, key="a.b", year=2020, amount=1, reason="x", author="person:1",
        proposed_on=TODAY, approver="person:1", approved_on=TODAY,
    )  # fmt: skip

    refused_by_database(row.save)


@pytest.mark.proves("R-REP-2")
def test_the_database_refuses_any_change_of_what_the_board_approved(edition):
    carry(edition, to="PUBLISHED")

    refused_by_database(lambda: edition.figures.update(amount=99))
    refused_by_database(lambda: edition.figures.all().delete())
    refused_by_database(lambda: edition.texts.update(body="Autre"))
    refused_by_database(
        EditionText(edition=edition, language="fr", number=9, body="", author="x").save
    )
    refused_by_database(
        Override(
            edition=edition,
            key="a.b",
            year=2020,
            amount=1,
            reason="x",
            author="x",
            proposed_on=TODAY,
        ).save
    )
    refused_by_database(lambda: Edition.objects.update(state=EditionState.COLLECTING))
    refused_by_database(lambda: Edition.objects.update(state=EditionState.PRESENTED_TO_AG))
    refused_by_database(lambda: Edition.objects.update(year=2021))
    refused_by_database(lambda: EditionStep.objects.update(actor="x"))
    refused_by_database(lambda: EditionStep.objects.all().delete())
    assert frozen(edition).value == 1


@pytest.mark.proves("R-REP-2")
def test_a_later_change_of_the_records_stands_beside_the_frozen_value(edition):
    carry(edition, to="PUBLISHED")
    add_row("members.members")

    found = note_restatements(edition=edition, on=TODAY, by=EDITOR)
    again = note_restatements(edition=edition, on=TODAY, by=EDITOR)

    span = printed_report(edition, "fr").blocks[1].items[0][1]
    assert (found.restated, again.restated) == (1, 1)
    assert (span.text, span.note) == ("1", "recalculé\u00a0: 2")
    assert RegisterLine.objects.filter(action="annual_report.figure_restated").count() == 1


@pytest.mark.proves("R-REP-2")
def test_a_restatement_goes_away_when_the_records_agree_again(edition):
    carry(edition, to="PUBLISHED")
    late = add_row("members.members")
    note_restatements(edition=edition, on=TODAY, by=EDITOR)
    late.delete()

    note_restatements(edition=edition, on=TODAY, by=EDITOR)

    assert Restatement.objects.count() == 0


@pytest.mark.proves("R-REP-2")
def test_an_erratum_stands_beside_the_edition_which_is_not_touched(edition):
    carry(edition, to="PUBLISHED")

    def correct(french, english):
        correct_edition(edition=edition, text_fr=french, text_en=english, on=TODAY, by=SECRETARY)

    with pytest.raises(ErratumEmpty):
        correct("Lire autre chose.", "")

    correct("Lire un.", "Read one.")
    correct("Lire encore.", "Read more.")

    edition.refresh_from_db()
    assert edition.state == EditionState.CORRECTED
    texts = [erratum.text_fr for erratum in annex(edition, "fr").errata]
    assert texts == ["Lire un.", "Lire encore."]
    refused_by_database(lambda: Erratum.objects.update(text_fr="x"))


ACTS = {
    "open": lambda edition, who: open_edition(year=2021, **who),
    "compute": lambda edition, who: compute_edition(edition=edition, **who),
    "submit": lambda edition, who: submit_for_review(edition=edition, **who),
    "send back": lambda edition, who: send_back(edition=edition, reason="x", **who),
    "restate": lambda edition, who: note_restatements(edition=edition, **who),
    "write": lambda edition, who: write_text(
        edition=edition, language="fr", body="x", base_number=2, **who
    ),
    "propose": lambda edition, who: propose(edition, by=who["by"]),
    "withdraw": lambda edition, who: withdraw_override(override=Override(edition=edition), **who),
    "certify": lambda edition, who: certify_figures(edition=edition, keys=[], **who),
    "approve": lambda edition, who: approve_edition(edition=edition, **who),
    "agree": lambda edition, who: approve_override(override=Override(edition=edition), **who),
    "present": lambda edition, who: present_edition(edition=edition, **who),
    "publish": lambda edition, who: publish_edition(edition=edition, **who),
    "correct": lambda edition, who: correct_edition(
        edition=edition, text_fr="x", text_en="x", **who
    ),
}
RIGHT_OF = {
    **dict.fromkeys(ACTS, permissions.EDIT_REPORT),
    "certify": permissions.CERTIFY_FIGURE,
    **dict.fromkeys(("approve", "agree"), permissions.APPROVE_REPORT),
    **dict.fromkeys(("present", "publish", "correct"), permissions.PUBLISH_REPORT),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_verb_asks_for_its_right(edition, act):
    others = {found.code for found in permissions.PERMISSIONS} - {RIGHT_OF[act]}

    with pytest.raises(NotAllowed):
        ACTS[act](edition, {"by": actor(9, *others), "on": TODAY})


def test_readers_see_published_editions_and_makers_see_drafts(edition):
    assert list(Edition.objects.visible_to(READER)) == []
    assert list(Edition.objects.visible_to(EDITOR)) == [edition]
    assert list(Edition.objects.visible_to(BOARD)) == [edition]

    carry(edition, to="PUBLISHED")

    assert list(Edition.objects.visible_to(READER)) == [edition]
    assert list(Edition.objects.visible_to(STRANGER)) == []
    assert list(Edition.objects.visible_to(STRANGER, public=True)) == [edition]


@pytest.mark.proves("R-REP-8")
def test_a_small_cell_is_masked_in_the_report_and_in_the_pack(edition, figures):
    figures["members.members"] = figure("members.members", small_cell=True)

    compute_edition(edition=edition, on=TODAY, by=EDITOR)

    assert frozen(edition).masked
    assert sentence_of(edition) == "Nous sommes moins de 5."


def test_the_database_holds_one_value_per_figure_and_year(edition):
    compute_edition(edition=edition, on=TODAY, by=EDITOR)
    twin = frozen(edition)
    twin.pk = None

    refused_by_database(twin.save)


@pytest.mark.proves("R-REP-6")
def test_both_languages_print_the_same_value(edition):
    add_row("members.members")
    compute_edition(edition=edition, on=TODAY, by=EDITOR)

    assert "Nous sommes 2." in plain_text(printed_report(edition, "fr"))
    assert "We are 2." in plain_text(printed_report(edition, "en"))


def test_a_redefined_figure_prints_both_series(edition, figures):
    carry(edition, to="PUBLISHED")
    following = open_edition(year=2021, on=TODAY, by=EDITOR)
    redefined = figure("members.members")
    object.__setattr__(redefined, "definition", "Définition nouvelle.")
    figures["members.members"] = redefined

    compute_edition(edition=following, on=TODAY, by=EDITOR)

    assert [(found.key, found.definition_fr) for found in annex(following, "fr").redefined] == [
        ("members.members", "Définition de members.members.")
    ]


def test_a_leap_day_belongs_to_its_year(edition):
    add_row("members.members", on=date(2020, 2, 29))
    compute_edition(edition=edition, on=TODAY, by=EDITOR)

    assert frozen(edition).value == 2
