"""The people of the reference society: numbers, decoys, homonyms, the same twice."""

import hashlib
from collections import Counter
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models import Count

from egide.kernel import registry
from egide.kernel.access import CLOCK
from egide.kernel.demo import DemoLoad
from egide.kernel.periods import Period
from egide.members import services
from egide.members.demo import steps
from egide.members.demo.drafts import SHOWN_PEOPLE, draft_members
from egide.members.demo.places import (
    ZoneKind,
    all_zones,
    members_by_country_abroad,
    members_by_zone,
)
from egide.members.demo.profiles import Choices, member_entry
from egide.members.demo.size import (
    REFERENCE_DAY,
    SMALL,
    band_of,
    living_promotions,
)
from egide.members.enums import (
    Audience,
    ContactKind,
    DataStatus,
    LifeStatus,
    MembershipStatus,
    ProfileField,
    RegistryStatus,
    SchoolingRank,
)
from egide.members.figures import FIGURES
from egide.members.models import (
    ContactPoint,
    Membership,
    Person,
    PostalAddress,
    Promotion,
    Schooling,
    VisibilityChoice,
)
from egide.members.rules.names import fold

YEAR = Period.year(2020)
FIGURE = {figure.key.removeprefix("members."): figure for figure in FIGURES}


def figures():
    return {name: figure.value(YEAR) for name, figure in FIGURE.items()}


def registered_here(last):
    """The people of this module's steps; modules above may add contacts of their own after them."""
    return Person.objects.filter(society_no__lte=last)


def changed(before):
    after = figures()
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


class TestFull:
    """One look at the whole society for each subject: it is loaded once for all of them."""

    @pytest.mark.proves("AC-REG-8")
    def test_the_figures_of_the_registry(self, full_society):
        assert figures() == {"members": 34_225, "jp_members": 10_000, "promotions": 520}

    @pytest.mark.proves("DEMO-3")
    def test_the_sums_over_centres_bands_countries_and_standings(self, full_society):
        people = Person.objects.members_on(REFERENCE_DAY)
        schoolings = Schooling.objects.filter(
            rank=SchoolingRank.PRINCIPAL, person__in=people.order_by().values("pk")
        ).values_list("promotion__centre__code", "promotion__entry_year")
        countries = dict(
            PostalAddress.objects.filter(person__in=people.order_by().values("pk"))
            .values_list("country")
            .annotate(Count("pk"))
        )
        statuses = dict(people.values_list("memberships__status").annotate(Count("pk")))

        assert Counter(centre for centre, _year in schoolings) == {
            "Ch": 5_038,
            "An": 5_138,
            "Ai": 5_088,
            "Cl": 4_988,
            "Li": 5_088,
            "Bo": 4_693,
            "Me": 1_900,
            "Ka": 292,
            "Pa": 2_000,
        }
        assert Counter(band_of(year, 2020) for _centre, year in schoolings) == {
            "student": 3_000,
            "young": 3_000,
            "early": 4_000,
            "active": 16_478,
            "retired": 7_747,
        }
        assert statuses == {"STUDENT": 3_000, "CURRENT": 16_816, "LAPSED": 14_409}
        overseas = {zone.country for zone in all_zones() if zone.kind == ZoneKind.OVERSEAS}
        assert countries["FR"] == 30_100
        assert sum(countries[country] for country in overseas) == 325
        abroad = members_by_country_abroad()
        assert {country: countries[country] for country in abroad} == abroad
        assert sum(countries.values()) == 34_225

    def test_everybody_else_is_there_and_is_not_counted(self, full_society):
        left = Membership.objects.filter(
            status__in=(MembershipStatus.RESIGNED, MembershipStatus.STRUCK_OFF),
            person__data_status=DataStatus.ACTIVE,
        )
        dead = Person.objects.filter(life_status=LifeStatus.DECEASED)

        ours = registered_here(36_877)
        assert ours.count() == 34_225 + 2_150 + 310 + 40 + 26 + 120 + 6
        assert (dead.count(), dead.filter(died_on__year=2020).count()) == (2_150, 38)
        assert Person.objects.filter(life_status=LifeStatus.PRESUMED_DEAD).count() == 9
        assert left.count() == 310
        assert Person.objects.filter(data_status=DataStatus.ANONYMISED).count() == 40
        assert ours.filter(registry_status=RegistryStatus.CONTACT).count() == 120
        assert Person.objects.filter(registry_status=RegistryStatus.PROSPECT).count() == 26 + 6
        assert Schooling.objects.filter(rank=SchoolingRank.SECONDARY).count() == 900
        decoys = Promotion.objects.filter(entry_year__range=(1938, 1944))
        assert decoys.count() == 9

    @pytest.mark.proves("R-REG-3")
    def test_homonyms_and_the_people_of_the_pictures(self, full_society):
        homonyms = Person.objects.filter(readable_id__regex=r"\.\d{4}\.\d+$")
        together = (
            Schooling.objects.filter(
                rank=SchoolingRank.PRINCIPAL,
                person__in=Person.objects.members_on(REFERENCE_DAY).order_by().values("pk"),
            )
            .values("promotion", "person__usage_name", "person__first_names")
            .values_list("promotion", "person__usage_name", "person__first_names")
        )
        first_names = Counter((p, usage, first.split(" ")[0]) for p, usage, first in together)

        assert homonyms.count() >= 150
        assert sum(1 for people in first_names.values() if people == 2) == 12
        for given, surname, _sex, _centre, year in SHOWN_PEOPLE:
            person = Person.objects.get(readable_id=f"{fold(given)}.{fold(surname)}.{year}")
            assert person.memberships.get(ends_on=None).status == MembershipStatus.CURRENT

    def test_the_shares_of_contacts_and_choices(self, full_society):
        members = Person.objects.members_on(REFERENCE_DAY).order_by().values("pk")
        emails = ContactPoint.objects.filter(kind=ContactKind.EMAIL, person__in=members)
        recent = emails.filter(verified_at__date__gte=date(2018, 12, 31), invalid=False)
        shown = VisibilityChoice.objects.filter(person__in=members)

        assert emails.count() == 34_225 - 3_080
        assert emails.filter(invalid=True).count() == 1_369
        assert recent.count() == 24_300
        assert shown.filter(field=ProfileField.NAME, audience=Audience.NOBODY).count() == 2_054
        assert shown.filter(field=ProfileField.EMAIL, audience=Audience.MEMBERS).count() == 18_824
        assert shown.filter(field=ProfileField.PHONE, audience=Audience.PROMOTION).count() == 7_530
        assert not shown.filter(audience=Audience.PUBLIC).exists()

    def test_every_member_lives_in_the_zone_that_the_shares_gave(self, full_society):
        expected = members_by_zone(34_225)
        towns = {
            (zone.country, town.postcode, town.name): zone.code
            for zone in all_zones()
            for town in zone.towns
        }
        addresses = PostalAddress.objects.values_list("country", "postcode", "city")

        assert Counter(towns[address] for address in addresses) == expected


class TestSmall:
    def test_the_table_of_the_small_society_is_true(self, small_society):
        assert figures() == {"members": 550, "jp_members": 110, "promotions": 520}
        assert registered_here(584).count() == 550 + 22 + 4 + 1 + 2 + 3 + 2
        assert Membership.objects.filter(status="CURRENT", ends_on=None).count() == 304

    @pytest.mark.proves("DEMO-1")
    def test_a_decoy_that_becomes_a_member_moves_each_figure_by_one_or_not_at_all(
        self, small_society
    ):
        before = figures()
        resigned = Membership.objects.filter(status=MembershipStatus.RESIGNED, ends_on=None).first()
        dead = Person.objects.filter(
            life_status=LifeStatus.DECEASED,
            schoolings__promotion__entry_year__gte=1950,
            schoolings__promotion__entry_year__lte=2010,
        ).first()
        contact = Person.objects.filter(registry_status=RegistryStatus.CONTACT).first()

        resigned.status = MembershipStatus.CURRENT
        resigned.save()
        assert changed(before) == {"members": 1}
        Person.objects.filter(pk=dead.pk).update(life_status=LifeStatus.LIVING, died_on=None)
        dead.memberships.filter(ends_on=None).update(status=MembershipStatus.LAPSED)
        assert changed(before) == {"members": 2}
        Membership.objects.create(
            person=contact, status=MembershipStatus.HONORARY, starts_on=date(2020, 1, 1)
        )
        assert changed(before) == {"members": 3}

    def test_a_prospect_who_adheres_is_a_member_and_a_young_one(self, small_society):
        before = figures()
        prospect = Person.objects.filter(
            registry_status=RegistryStatus.PROSPECT, schoolings__promotion__entry_year=2020
        ).first()

        services.change_standing(
            person=prospect, status=MembershipStatus.STUDENT, on=date(2020, 12, 31), by=CLOCK
        )

        # Young members are members: the second figure counts people of the first.
        assert changed(before) == {"members": 1, "jp_members": 1}

    def test_a_second_promotion_taken_for_the_principal_one_moves_its_own_figure_only(
        self, small_society
    ):
        before = figures()
        second = Schooling.objects.filter(
            rank=SchoolingRank.PRINCIPAL, promotion__entry_year=2010
        ).first()

        second.promotion = Promotion.objects.get(centre=second.promotion.centre, entry_year=2011)
        peers = Schooling.objects.filter(promotion__entry_year=2010, promotion=second.promotion)
        second.save()

        # The one member of a small promotion leaves it without anybody.
        assert peers.count() == 0
        assert changed(before) == {"jp_members": 1, "promotions": -1}

    def test_a_promotion_without_survivor_lives_again_with_one_member(self, small_society):
        before = figures()
        decoy = Promotion.objects.get(entry_year=1944, centre__code="An")
        member = Schooling.objects.filter(
            rank=SchoolingRank.PRINCIPAL, promotion__entry_year=2016, promotion__centre__code="An"
        ).first()
        assert Schooling.objects.filter(promotion=member.promotion, rank="PRINCIPAL").count() == 2

        Schooling.objects.filter(pk=member.pk).update(promotion=decoy)

        assert changed(before) == {"promotions": 1, "jp_members": -1}

    def test_a_member_presumed_dead_is_counted_until_the_confirmation(self, small_society):
        before = figures()
        presumed = Person.objects.get(life_status=LifeStatus.PRESUMED_DEAD)
        services.report_death(
            person=presumed,
            source="REGISTER",
            reported_by="la mairie",
            document_reference="Acte 3",
            died_on=date(2020, 12, 1),
            by=CLOCK,
            on=date(2020, 12, 20),
        )
        assert changed(before) == {}

        services.confirm_death(person=presumed, by=CLOCK, on=date(2020, 12, 20))

        # It was the only member of the promotion, in the small society.
        assert changed(before) == {"members": -1, "promotions": -1}

    def test_the_people_of_one_click_are_what_they_say(self, small_society):
        found = {persona.name: persona.find for persona in registry.personas()}
        member, student = (Person.objects.get(pk=found[name]()) for name in ("member", "student"))

        assert member.memberships.get(ends_on=None).status == MembershipStatus.CURRENT
        assert student.memberships.get(ends_on=None).status == MembershipStatus.STUDENT

    def test_the_society_of_one_society_number_is_the_same_everywhere(self, small_society):
        """What the tables hold is what the drafts say: nothing came from a clock or from chance."""
        drafts = draft_members(SMALL, small=True)

        rows = Person.objects.filter(society_no__lte=len(drafts)).order_by("society_no")
        held = list(
            rows.values_list("society_no", "readable_id", "first_names", "usage_name", "born_on")
        )
        assert held == [(d.row, d.readable_id, d.first_names, d.surname, d.born_on) for d in drafts]


def entries_hash():
    drafts = draft_members(SMALL, small=True)
    choices = Choices.among(drafts, SMALL)
    living = frozenset(living_promotions())
    entries = [repr(member_entry(draft, choices, living)) for draft in drafts]
    return hashlib.sha256("\n".join(entries).encode()).hexdigest()


def test_two_loads_ask_the_registry_for_the_same_people():
    assert entries_hash() == entries_hash()


@pytest.mark.django_db
@pytest.mark.proves("DEMO-2")
def test_two_loads_leave_the_same_tables():
    """The same entries, registered twice into an empty registry, leave the same rows."""
    hashes = []
    for _load in range(2):
        with transaction.atomic():
            demo = DemoLoad(size="small", by=CLOCK)
            steps.build_promotions(demo)
            steps.build_people(demo)
            hashes.append(content_hashes())
            transaction.set_rollback(True)

    assert hashes[0] == hashes[1]


PERSON = """
SELECT 'person', to_jsonb(p) - 'id' - 'name_tokens' FROM members_person p ORDER BY society_no
"""
WORDS = """
SELECT society_no, token
  FROM members_person p, unnest(p.name_tokens) AS word(id) JOIN members_nametoken USING (id)
 ORDER BY 1, 2
"""
SCHOOLING = """
SELECT society_no, label, rank, left_on
  FROM members_schooling s JOIN members_person p ON p.id = s.person_id
  JOIN members_promotion promotion ON promotion.id = s.promotion_id
 ORDER BY 1, 2
"""
ROWS = """
SELECT society_no, to_jsonb(t) - 'id' - 'person_id'
  FROM {table} t JOIN members_person p ON p.id = t.person_id
 ORDER BY 1, (to_jsonb(t) - 'id' - 'person_id')::text
"""
TABLES = [
    "membership",
    "contactpoint",
    "postaladdress",
    "position",
    "visibilitychoice",
    "deathreport",
]


def content_hashes():
    """Hash every row of the registry by what it says, whatever its id, table by table."""
    questions = {"person": PERSON, "words": WORDS, "schooling": SCHOOLING}
    questions |= {table: ROWS.format(table=f"members_{table}") for table in TABLES}
    hashes = {}
    with connection.cursor() as cursor:
        for subject, question in questions.items():
            cursor.execute(question)
            rows = cursor.fetchall()
            hashes[subject] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
    return hashes
