"""An edition that has everything goes from its draft to a restated publication, page by page."""

from datetime import timedelta

import pytest

from egide.annual_report import permissions
from egide.annual_report.jobs import compare_editions
from egide.annual_report.models import Challenge
from egide.annual_report.queries.reports import obstacles
from egide.annual_report.rules.expected import expected_figures
from egide.annual_report.services import approve_edition, compute_edition, submit_for_review
from egide.annual_report.services.approving import OwnWork
from egide.annual_report.services.certifying import NothingChosen
from egide.annual_report.services.moving import standing_of
from egide.annual_report.tests.conftest import (
    BOARD,
    EDITOR,
    MEMBER,
    NOW,
    OWNER,
    SECRETARY,
    STRANGER,
    TODAY,
    actor,
    add_row,
    carry,
    certify,
    certify_figures,
    figure,
    frozen,
    last_line,
    rewrite,
    seals,
    words,
)
from egide.kernel import registry
from egide.kernel.access import Grant
from egide.kernel.errors import NotAllowed, Stale
from egide.kernel.models import ParameterValue

pytestmark = pytest.mark.django_db
CHALLENGE = "/rapport/2020/contester/members.members/"


@pytest.mark.proves("R-REP-2", "R-REP-5", "R-REP-7")
def test_from_a_draft_to_a_challenged_restated_and_corrected_report(edition, signed_in):
    def post(who, path, **given):
        answer = signed_in(who).post(f"/rapport/2020/atelier/{path}/", given, follow=True)
        assert answer.status_code == 200
        return words(answer)

    post(EDITOR, "calculer")
    post(EDITOR, "relire")
    certified = post(OWNER, "certifier", seal=seals(edition, "members.members"))
    approved = post(BOARD, "approuver")
    post(SECRETARY, "presenter", on="2021-06-05")
    post(SECRETARY, "publier")
    signed_in(MEMBER).post(CHALLENGE, {"reason": "J’en compte deux."})
    doubt = Challenge.objects.get()
    add_row("members.members")
    compare_editions(on=TODAY)
    signed_in(OWNER).post(
        f"/rapport/contestations/{doubt.pk}/",
        {"outcome": "CORRECTED", "answer": "Une ligne manquait."},
    )
    post(SECRETARY, "erratum", text_fr="Lire deux.", text_en="Read two.")

    assert "Les chiffres choisis sont certifiés." in certified
    assert "L’édition est approuvée." in approved
    report = words(signed_in(MEMBER).get("/rapport/2020/"))
    assert 'Membres 2020</a> : 1 <span class="report-restated">(recalculé : 2)</span>' in report
    assert ">1</a>." in report
    assert "Lire deux." in report
    number = words(signed_in(MEMBER).get("/chiffres/members.members/2020/"))
    assert "Une ligne manquait." in number
    assert "les enregistrements donnent aujourd’hui 2" in number
    assert frozen(edition).value == 1


@pytest.mark.proves("R-REP-7")
def test_a_module_that_comes_later_unblocks_by_itself(edition, figures):
    rewrite(edition, "# T {#t}\n\nAidés : {mutual_aid.aid_total | euros}.")
    rewrite(edition, "# T {#t}\n\nHelped: {mutual_aid.aid_total | euros}.", language="en")
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    before = [str(sentence) for sentence in obstacles(edition)]

    figures["mutual_aid.aid_total"] = figure("mutual_aid.aid_total", unit="cents", label="Aides")
    add_row("mutual_aid.aid_total", value=100)
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    submit_for_review(edition=edition, on=TODAY, by=EDITOR)
    certify(edition)
    approve_edition(edition=edition, on=TODAY, by=BOARD)

    assert before == ["Le système S07 n’enregistre pas encore\u00a0: Entraide accordée."]
    edition.refresh_from_db()
    assert edition.state == "APPROVED_BY_BOARD"


def test_each_owner_certifies_their_own_figures_only(edition, figures):
    object.__setattr__(figures["dues.dues"], "owner_right", "groups.certify_figures")
    carry(edition, to="REVIEW")
    other = actor(8, "groups.certify_figures", reason="Vous êtes au pôle Communauté.")

    with pytest.raises(NotAllowed) as refusal:
        certify(edition, by=other)
    count = certify(edition, "dues.dues", by=other)

    assert "members.members (Le trésorier)" in str(refusal.value)
    assert count == 1
    assert (frozen(edition).certified_by, frozen(edition, "dues.dues").certified_as) == (
        "",
        "Vous êtes au pôle Communauté.",
    )
    line = last_line()
    assert (line.action, line.actor) == ("annual_report.figures_certified", "person:8")
    assert line.facts == {"keys": ["dues.dues"], "years": [2020], "on": "2021-05-15"}


def test_who_owns_no_figure_certifies_none_whatever_other_right_they_hold(edition):
    carry(edition, to="REVIEW")
    everybody_else = actor(9, *(right.code for right in permissions.PERMISSIONS))

    with pytest.raises(NotAllowed):
        certify(edition, by=everybody_else)


def test_nothing_is_certified_by_default_nor_what_was_not_read(edition):
    carry(edition, to="REVIEW")
    seal = seals(edition, "members.members")[0]
    number = seal.partition("-")[0]

    def send(*sent):
        return certify_figures(edition=edition, seals=sent, at=NOW, on=TODAY, by=OWNER)

    with pytest.raises(NothingChosen):
        send()
    with pytest.raises(NothingChosen):
        send("", "members.members", "²-x")
    with pytest.raises(Stale):
        send(f"{number}-0000000000000000")
    with pytest.raises(Stale):
        send("999999-0000000000000000")

    assert frozen(edition).certified_by == ""


def test_nobody_approves_what_they_handed_in(edition):
    both = actor(1, permissions.EDIT_REPORT, permissions.APPROVE_REPORT)
    carry(edition, to="REVIEW")
    certify(edition)

    with pytest.raises(OwnWork):
        approve_edition(edition=edition, on=TODAY, by=both)

    edition.refresh_from_db()
    assert edition.state == "REVIEW"


def test_the_standing_is_said_for_others_when_the_mandate_says_it():
    held = Grant(
        permission="a.b",
        scope_ids=None,
        reason="Vous êtes trésorière jusqu’au 30 juin.",
        held="trésorière",
    )
    treasurer = actor(2)
    object.__setattr__(treasurer, "grants", (held,))

    assert standing_of(treasurer, "a.b") == "trésorière"


def test_the_desk_says_why_one_certifies_and_offers_only_that(edition, signed_in):
    carry(edition, to="REVIEW")

    owner = words(signed_in(OWNER).get("/rapport/2020/atelier/"))
    board = words(signed_in(BOARD).get("/rapport/2020/atelier/"))

    assert "Vous certifiez vos chiffres. Vous êtes trésorier." in owner
    assert owner.count('name="seal"') == 2
    assert board.count('name="seal"') == 0


def test_a_figure_is_certified_from_its_page_too(edition, signed_in):
    carry(edition, to="REVIEW")
    page = words(signed_in(OWNER).get("/chiffres/members.members/2020/"))
    seal = seals(edition, "members.members")[0]

    answer = signed_in(OWNER).post(
        "/rapport/2020/atelier/certifier/", {"seal": seal, "retour": "members.members"}
    )

    assert "Vous répondez de ce chiffre. Vous êtes trésorier." in page
    assert f'value="{seal}"' in page
    assert answer["Location"] == "/chiffres/members.members/2020/"
    assert frozen(edition).certified_by == "person:2"


def test_a_challenge_is_read_by_its_author_and_the_makers(edition, signed_in):
    carry(edition, to="PUBLISHED")
    sent = signed_in(MEMBER).post(CHALLENGE, {"reason": "J’en compte deux."})
    doubt = Challenge.objects.get()
    there = f"/rapport/contestations/{doubt.pk}/"

    seen = {
        who.name: "J’en compte deux."
        in words(signed_in(who).get("/chiffres/members.members/2020/"))
        for who in (MEMBER, OWNER, EDITOR, STRANGER)
    }

    assert sent["Location"] == "/chiffres/members.members/2020/#contestations"
    assert seen == {"person:7": True, "person:2": True, "person:1": True, "person:6": False}
    assert signed_in(STRANGER).get(there).status_code == 404
    assert signed_in(STRANGER).post(there + "retirer/").status_code == 404
    assert 'name="answer"' in words(signed_in(OWNER).get(there))
    assert 'name="answer"' not in words(signed_in(MEMBER).get(there))


def test_a_refused_challenge_comes_back_with_what_was_typed(edition, signed_in):
    carry(edition, to="PUBLISHED")
    member = signed_in(MEMBER)
    member.post(CHALLENGE, {"reason": "Une fois."})

    again = words(member.post(CHALLENGE, {"reason": "Deux fois, avec le détail."}))

    assert "Vous avez déjà contesté ce chiffre" in again
    assert "Deux fois, avec le détail." in again
    assert Challenge.objects.count() == 1


def test_a_reader_withdraws_from_the_page(edition, signed_in):
    carry(edition, to="PUBLISHED")
    member = signed_in(MEMBER)
    member.post(CHALLENGE, {"reason": "Une fois."})
    doubt = Challenge.objects.get()

    answer = member.post(f"/rapport/contestations/{doubt.pk}/retirer/", follow=True)

    assert "Votre contestation est retirée." in words(answer)
    doubt.refresh_from_db()
    assert doubt.outcome == "WITHDRAWN"


@pytest.mark.parametrize(
    "path",
    [
        "/rapport/2020/contester/members.members/?annee=1999",
        "/rapport/2020/contester/mutual_aid.aid_total/",
        "/rapport/2021/contester/members.members/",
    ],
)
def test_what_no_report_prints_is_not_challenged(edition, signed_in, path):
    carry(edition, to="PUBLISHED")

    assert signed_in(MEMBER).get(path).status_code == 404


@pytest.mark.proves("R-REP-7")
def test_many_obstacles_are_counted_on_the_desk_and_listed_by_system(edition, signed_in):
    known = sorted(key for key in expected_figures() if key.startswith("mutual_aid."))
    text = "# T {#t}\n\n" + " ".join(f"{{{key}}}" for key in known)
    rewrite(edition, text)
    rewrite(edition, text, language="en")
    carry(edition, to="REVIEW")

    page = words(signed_in(EDITOR).get("/rapport/2020/atelier/"))

    assert (
        f'Chiffres que personne n’enregistre encore <span class="count">{len(known)}</span>' in page
    )
    assert "<dt>S07 · Entraide</dt>" in page
    for key in known:
        assert f'<a href="/chiffres/{key}/2020/">{expected_figures()[key].label}</a>' in page


@pytest.mark.proves("R-REP-8")
def test_a_restated_small_count_stays_masked(edition, figures, signed_in):
    figures["members.members"] = figure("members.members", small_cell=True)
    for _row in range(7):
        add_row("members.members")
    carry(edition, to="PUBLISHED")
    kept = ParameterValue.objects.filter(code="members.members").order_by("pk")[:3]
    ParameterValue.objects.filter(code="members.members").exclude(pk__in=kept.values("pk")).delete()
    compare_editions(on=TODAY + timedelta(days=1))

    assert "(recalculé : moins de 5)" in words(signed_in(MEMBER).get("/rapport/2020/"))
    number = words(signed_in(MEMBER).get("/chiffres/members.members/2020/"))
    assert "les enregistrements donnent aujourd’hui moins de 5" in number


def test_every_figure_of_the_site_has_an_owner_whose_right_exists():
    assert {figure.key for figure in registry.figures().values() if not figure.owner} == set()
    assert {figure.owner_right for figure in registry.figures().values()} <= set(
        registry.permissions()
    )
