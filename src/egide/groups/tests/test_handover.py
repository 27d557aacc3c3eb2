"""A group handed over: rights, addresses, papers, commitments and a checklist move together."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from egide.groups import commands, queries, services
from egide.groups.enums import HandoverThing, PaperAudience
from egide.groups.models import GroupPaper, Handover
from egide.groups.permissions import MANAGE_OWN_GROUP
from egide.groups.rules import things_to_receive
from egide.groups.tests.doors import OFFICER, opened, place, sent, text_of
from egide.groups.tests.factories import (
    GROUP_SCOPES,
    OPERATOR,
    desk,
    make_group,
    member,
    officer_of,
)
from egide.kernel import registry
from egide.kernel.errors import NotAllowed
from egide.kernel.models import ParameterValue, RegisterLine
from egide.kernel.uploads import Received
from egide.mandates.enums import OfficeCode
from egide.mandates.services import define_office
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
TODAY = localdate()


@pytest.fixture(autouse=True)
def _documents(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def group():
    return make_group(name="Gironde", country="FR", postcodes=("33000", "33999"))


@pytest.fixture
def people(group):
    define_office(
        code=OfficeCode.GROUP_TREASURER,
        name="trésorier",
        scope_kinds=GROUP_SCOPES,
        single=True,
        rights=(MANAGE_OWN_GROUP,),
        by=OPERATOR,
    )
    before, after = (make_person(country="FR", postcode="33000") for _ in range(2))
    place(before, after)
    return before, after


@pytest.fixture
def handover(group, people) -> Handover:
    before, after = people
    mandate = services.appoint_officer(
        group=group,
        office=OfficeCode.GROUP_TREASURER,
        person=before,
        on=TODAY - timedelta(days=30),
        by=OPERATOR,
    )
    services.hand_over_office(group=group, mandate=mandate, successor=after, on=TODAY, by=desk())
    return group.handovers.get()


def received(content: bytes = b"%PDF-1.7", name: str = "contrat.pdf") -> Received:
    return Received(content, "application/pdf", name)


def filed(group, audience=PaperAudience.OFFICERS, **changes) -> GroupPaper:
    return services.file_paper(
        group=group,
        title=changes.pop("title", "Contrat de la salle"),
        received=received(**changes),
        audience=audience,
        on=TODAY,
        by=officer_of(group),
    )


def pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("office", [code for code in OfficeCode if code.startswith("GROUP_")])
def test_each_office_says_what_passes_from_hand_to_hand(office):
    things = things_to_receive(office)

    assert HandoverThing.TALK in things
    assert len(things) == len(set(things))
    assert (HandoverThing.BANK in things) == (office == OfficeCode.GROUP_TREASURER)


def test_handing_over_opens_the_sheet_of_what_the_successor_receives(group, handover, people):
    assert handover.outgoing.person_id == people[0].pk
    assert handover.incoming.person_id == people[1].pk
    assert [item.thing for item in handover.items.order_by("pk")] == list(
        things_to_receive(OfficeCode.GROUP_TREASURER)
    )
    [waiting] = queries.group_desk(group, on=TODAY).handovers
    assert waiting.left == 5


@pytest.mark.proves("R-X-8")
def test_only_the_successor_says_what_was_received_and_the_last_thing_closes(
    group, handover, people
):
    before, after = people
    items = list(handover.items.order_by("pk"))
    successor = officer_of(group, person_id=after.pk)

    with pytest.raises(services.HandoverRefused, match="au successeur"):
        services.receive_thing(item=items[0], on=TODAY, by=officer_of(group, person_id=before.pk))
    for item in items[:-1]:
        services.receive_thing(item=item, on=TODAY, by=successor)
    handover.refresh_from_db()
    assert handover.closed_on is None
    with pytest.raises(services.HandoverRefused, match="déjà noté"):
        services.receive_thing(item=items[0], on=TODAY, by=successor)
    services.receive_thing(item=items[-1], on=TODAY, by=successor)

    handover.refresh_from_db()
    assert handover.closed_on == TODAY
    assert queries.group_desk(group, on=TODAY).handovers == []
    lines = RegisterLine.objects.filter(action="groups.handover_thing_received")
    assert lines.count() == 5


def test_somebody_from_another_group_receives_nothing(handover, people):
    stranger = officer_of(make_group(), person_id=people[1].pk)

    with pytest.raises(NotAllowed):
        services.receive_thing(item=handover.items.first(), on=TODAY, by=stranger)


def test_the_sheet_shows_what_follows_and_what_stays_committed(group, handover, settings):
    settings.MAIL_DOMAIN = "example.org"
    filed(group)
    services.record_activity(
        group=group,
        kind="DINNER",
        title="Dîner d’hiver",
        held_on=TODAY + timedelta(days=20),
        on=TODAY,
        by=officer_of(group),
    )

    sheet = queries.handover_sheet(handover, on=TODAY)

    assert sheet.rights == [registry.permissions()[MANAGE_OWN_GROUP].label]
    assert sheet.address == "tresorier.gironde@example.org"
    assert sheet.papers == 1
    assert [activity.title for activity in sheet.to_come] == ["Dîner d’hiver"]
    assert sheet.left == 5


def test_a_function_address_is_whose_the_mandate_is(
    group, handover, people, settings, monkeypatch, capsys
):
    settings.MAIL_DOMAIN = "example.org"
    before, after = people
    boxes = {before.pk: "before@example.net", after.pk: "after@example.net"}
    box = registry.Letterbox(name="tests", addresses=lambda ids: {i: boxes[i] for i in ids})
    monkeypatch.setattr(registry, "letterboxes", lambda: (box,))

    assert dict(queries.function_addresses(on=TODAY - timedelta(days=1))) == {
        "tresorier.gironde@example.org": before.pk
    }
    assert commands.print_addresses(None) == 0
    assert capsys.readouterr().out == "tresorier.gironde@example.org after@example.net\n"


def test_two_groups_called_alike_have_no_address_until_one_is_renamed(group, handover, settings):
    settings.MAIL_DOMAIN = "example.org"
    make_group(name="Gironde !", country="ES")

    assert list(queries.function_addresses(on=TODAY)) == []


def test_without_a_domain_there_are_no_addresses(group, handover, capsys):
    assert queries.handover_sheet(handover, on=TODAY).address == ""
    assert commands.print_addresses(None) == 1
    assert "EGIDE_MAIL_DOMAIN" in capsys.readouterr().err


def test_a_paper_stays_with_the_group_and_is_read_by_those_it_is_for(group, people):
    before, _ = people
    for_officers, for_all = filed(group), filed(group, PaperAudience.GROUP, title="Programme")

    def read_by(actor):
        return [paper.pk for paper in queries.papers_shown(group, actor, on=TODAY)]

    assert read_by(officer_of(group)) == [for_all.pk, for_officers.pk]
    assert read_by(member(before)) == [for_all.pk]
    assert read_by(member(make_person())) == []
    assert read_by(officer_of(make_group())) == []
    assert RegisterLine.objects.filter(action="groups.paper_filed").count() == 2


def test_a_paper_is_withdrawn_once_and_read_no_more(group):
    paper = filed(group)
    services.withdraw_paper(paper=paper, on=TODAY, by=officer_of(group))

    assert not queries.papers_shown(group, officer_of(group), on=TODAY).exists()
    with pytest.raises(services.GroupRefused, match="déjà été retiré"):
        services.withdraw_paper(paper=paper, on=TODAY, by=officer_of(group))


def test_a_group_fills_no_disk_by_filing_and_withdrawing(group):
    ParameterValue.objects.create(
        code=services.YEARLY_MEGABYTES, value=1, starts_on=TODAY - timedelta(days=800), source="CA"
    )
    first = filed(group, content=b"a" * 600_000)
    services.withdraw_paper(paper=first, on=TODAY, by=officer_of(group))

    with pytest.raises(services.PaperRefused, match="0 Mo en un an"):
        filed(group, content=b"b" * 600_000)
    filed(group, content=b"c" * 400_000)
    group.papers.update(filed_on=TODAY - timedelta(days=365))
    filed(group, content=b"d" * 900_000)


def test_nobody_files_a_paper_in_a_group_that_is_not_theirs(group):
    with pytest.raises(NotAllowed):
        services.file_paper(
            group=group,
            title="x",
            received=received(),
            audience=PaperAudience.GROUP,
            on=TODAY,
            by=officer_of(make_group()),
        )


@pytest.mark.proves("G8")
def test_an_officer_files_a_paper_and_gives_it_back_closed_in(group, people, sign_in):
    officer = sign_in(people[0], *OFFICER, group=group)
    file = SimpleUploadedFile("contrat « salle ».pdf", pdf())

    answer = sent(
        officer, "file_paper", group.pk, title="Salle", received=file, audience="OFFICERS"
    )

    assert answer.status_code == 302
    paper = group.papers.get()
    got = opened(officer, "paper", paper.pk)
    assert hashlib.sha256(got.content).hexdigest() == paper.document.sha256
    assert got["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got["Content-Security-Policy"]
    assert "Salle" in text_of(opened(officer, "papers", group.pk))
    assert opened(sign_in(make_person()), "paper", paper.pk).status_code in (403, 404)


@pytest.mark.proves("G8")
def test_what_is_no_paper_is_refused_on_the_form_and_the_title_survives(group, people, sign_in):
    officer = sign_in(people[0], *OFFICER, group=group)
    file = SimpleUploadedFile("contrat.pdf", b"<html><script>alert(1)</script>")

    answer = sent(
        officer, "file_paper", group.pk, title="Salle des fêtes", received=file, audience="GROUP"
    )

    assert answer.status_code == 422
    assert "n’est pas ce qui est attendu" in text_of(answer)
    assert "Salle des fêtes" in text_of(answer)
    assert not group.papers.exists()


def test_the_sheet_opens_to_the_officers_of_the_group_and_is_ticked_by_the_successor(
    handover, people, group, sign_in
):
    successor = sign_in(people[1], *OFFICER, group=group)
    item = handover.items.order_by("pk").first()

    assert "Reçu" in text_of(opened(successor, "handover", handover.pk))
    assert sent(successor, "receive_thing", item.pk).status_code == 302
    item.refresh_from_db()
    assert item.received_on == TODAY
    assert opened(sign_in(make_person()), "handover", handover.pk).status_code == 404
