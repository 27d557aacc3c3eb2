"""Editions go from state to state: certified, approved, presented, published."""

import pytest

from egide.annual_report import permissions
from egide.annual_report.enums import EditionState
from egide.annual_report.models import (
    Edition,
    Override,
)
from egide.annual_report.queries.reports import obstacles
from egide.annual_report.rules.linter import TextRefused
from egide.annual_report.rules.states import EditionNotReady, TransitionRefused
from egide.annual_report.services import (
    EditionExists,
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
from egide.annual_report.tests.conftest import (
    BOARD,
    EDITOR,
    NOW,
    READER,
    SECRETARY,
    STRANGER,
    TEXT,
    TODAY,
    actor,
    carry,
    certify,
    frozen,
    last_line,
    propose,
    rewrite,
)
from egide.kernel.errors import NotAllowed, Stale
from egide.kernel.models import RegisterLine

pytestmark = pytest.mark.django_db


def plainly(sentence):
    """Return a sentence with ordinary spaces."""
    return str(sentence).replace("\u00a0", " ").replace("\u202f", " ")


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
    line = RegisterLine.objects.filter(action="annual_report.edition_moved").latest("number")
    assert line.facts["state"] == "PUBLISHED"


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
        lambda edition: compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR),
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
    ][:1] == ["Le système S07 n’enregistre pas encore : Entraide accordée."]
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
        "Le français et l’anglais ne citent pas les mêmes chiffres : Membres 2019.",
        "La dérogation sur « Cotisations 2020 » attend un second accord.",
        "Le chiffre « Membres 2019 » n’est pas certifié.",
        "Le chiffre « Membres 2020 » n’est pas certifié.",
    ]


def test_a_figure_of_the_annex_only_need_not_be_certified(edition):
    carry(edition, to="REVIEW")
    certify(edition, "members.members")

    approve_edition(edition=edition, on=TODAY, by=BOARD)

    assert frozen(edition, "dues.dues").certified_by == ""


def test_a_figure_is_not_certified_before_it_is_computed(edition):
    with pytest.raises(TransitionRefused):
        certify(edition, "members.members")


def test_certifying_is_written_in_the_register_once(edition):
    carry(edition, to="COMPUTED")
    first = certify(edition, "members.members")
    again = certify(edition, "members.members")

    lines = RegisterLine.objects.filter(action="annual_report.figures_certified")
    assert (first, again, lines.count()) == (1, 0, 1)


ACTS = {
    "open": lambda edition, who: open_edition(year=2021, **who),
    "compute": lambda edition, who: compute_edition(edition=edition, at=NOW, **who),
    "submit": lambda edition, who: submit_for_review(edition=edition, **who),
    "send back": lambda edition, who: send_back(edition=edition, reason="x", **who),
    "restate": lambda edition, who: note_restatements(edition=edition, **who),
    "write": lambda edition, who: write_text(
        edition=edition, language="fr", body="x", base_number=2, **who
    ),
    "propose": lambda edition, who: propose(edition, by=who["by"]),
    "withdraw": lambda edition, who: withdraw_override(override=Override(edition=edition), **who),
    "certify": lambda edition, who: certify_figures(edition=edition, seals=[], at=NOW, **who),
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
    "certify": "members.certify_figures",
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
