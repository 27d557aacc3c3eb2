"""The figures that a whole society reports, whether their system exists yet or not.

The texts may name them all from the first edition on: a figure that no module contributes is
printed as *not yet recorded*, with the system that will bring it, and holds the approval back
(R-REP-7). There is no value here, and there never will be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language

from egide.annual_report.rules.labels import LABELS
from egide.annual_report.rules.wording import Wording

SYSTEMS = {
    "S01": {"fr": "Registre des membres", "en": "Member registry"},
    "S02": {"fr": "Cotisations", "en": "Dues"},
    "S03": {"fr": "Dons", "en": "Donations"},
    "S04": {"fr": "Groupes", "en": "Groups"},
    "S05": {"fr": "Organes et mandats", "en": "Bodies and mandates"},
    "S06": {"fr": "Consultations et axes de travail", "en": "Consultations and workstreams"},
    "S07": {"fr": "Entraide", "en": "Mutual aid"},
    "S09": {"fr": "Pôle Carrières", "en": "Career centre"},
    "S10": {"fr": "Coaching", "en": "Coaching"},
    "S11": {"fr": "Réseau d’experts", "en": "Expert network"},
    "S12": {"fr": "Campus", "en": "Campuses"},
    "S13": {"fr": "International", "en": "International"},
    "S14": {"fr": "Résidences", "en": "Residences"},
    "S16": {"fr": "Think tank", "en": "Think tank"},
    "S18": {"fr": "Entrepreneuriat", "en": "Entrepreneurship"},
    "S21": {"fr": "Finances", "en": "Finance"},
    "S22": {"fr": "Bénévoles et permanents", "en": "Volunteers and staff"},
    "S23": {"fr": "Communication", "en": "Communication"},
    "S24": {"fr": "Stratégie", "en": "Strategy"},
}


@dataclass(frozen=True)
class ExpectedFigure:
    """A figure by its key, the system that brings it, and how a sentence usually says it."""

    key: str
    system: str
    unit: str = "count"
    wordings: tuple[Wording, ...] = ()

    @property
    def name(self) -> str:
        """The key without its module."""
        return self.key.partition(".")[2]

    @property
    def label(self) -> str:
        """The words for the figure, in the language of whoever reads the site."""
        return self.label_in(get_language() or "fr")

    def label_in(self, language: str) -> str:
        """Return the words for the figure in a language: French unless English is asked for."""
        french, english = LABELS[self.key]
        return english if language.startswith("en") else french


def _wording(text: str) -> tuple[Wording, ...]:
    if not text:
        return ()
    name, *arguments = text.split()
    return (Wording(name, tuple(arguments)),)


def _family(module: str, system: str, lines: str) -> tuple[ExpectedFigure, ...]:
    """Read lines of ``name unit wording…``; unit and wording may be left out."""
    family = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        name, _, rest = line.partition(" ")
        unit, _, wording = rest.partition(" ")
        family.append(
            ExpectedFigure(f"{module}.{name}", system, unit or "count", _wording(wording))
        )
    return tuple(family)


# The names of the oracle of the reference society, each in the module that answers for it.
EXPECTED = (
    *_family(
        "members",
        "S01",
        """
        members count more_than 1000
        jp_members
        promotions
        """,
    ),
    *_family(
        "groups",
        "S04",
        """
        territorial_groups
        territorial_groups_france
        territorial_groups_overseas
        territorial_groups_abroad
        egide_groups
        rexam_sections_created
        """,
    ),
    *_family(
        "mandates",
        "S05",
        """
        bodies
        committee
        board
        board_direct
        board_by_assembly
        board_external
        bureau
        dri_elected count words
        career_delegates
        dsc count words
        dsc_deputies count words
        """,
    ),
    *_family(
        "dues",
        "S02",
        """
        payers
        dues cents
        arrears cents
        """,
    ),
    *_family("donations", "S03", "donations cents"),
    *_family(
        "ledger",
        "S21",
        """
        receipts cents keur
        spending cents keur
        result cents keur
        """,
    ),
    *_family(
        "mutual_aid",
        "S07",
        """
        aid_total cents
        aid_students cents
        aid_alumni cents
        aid_loans cents
        aid_allowances cents
        aid_gifts cents
        """,
    ),
    *_family(
        "careers",
        "S09",
        """
        career_events
        career_participants
        student_workshops
        student_workshop_campuses
        """,
    ),
    *_family(
        "careers",
        "S10",
        """
        coaching_done
        coaches count words
        partner_experts count more_than 5
        """,
    ),
    *_family("media", "S23", "linkedin_followers count more_than 100"),
    *_family(
        "experts",
        "S11",
        """
        rexam_modules
        rexam_participants
        rexam_conferences_h2 count words
        rexam_new
        """,
    ),
    *_family("campuses", "S12", "baptised_cohort count words"),
    *_family(
        "international",
        "S13",
        """
        sponsorships
        laptops_lent
        laptops_lent_international
        """,
    ),
    *_family("consultations", "S06", "consultation_participants count about 100"),
    *_family(
        "think_tank",
        "S16",
        """
        publications_online
        publications_before
        publications_coming
        """,
    ),
    *_family("ventures", "S18", "ecosystem_entities"),
    *_family(
        "volunteers",
        "S22",
        """
        volunteers
        volunteer_days days
        fte count exact 0
        volunteer_value cents millions
        """,
    ),
    *_family(
        "strategy",
        "S24",
        """
        axes
        objectives
        """,
    ),
    *_family("strategy", "S06", "workstreams"),
)

# What the text of the report says besides: dates, numbers that name, parts of a whole.
ALSO_PRINTED = (
    *_family(
        "strategy",
        "S24",
        """
        objectives_community
        objectives_students
        objectives_school
        """,
    ),
    *_family(
        "strategy",
        "S06",
        """
        young_active_from_age
        young_active_to_age
        """,
    ),
    *_family(
        "volunteers",
        "S22",
        """
        general_delegate_arrived date day
        finance_director_arrived date day
        """,
    ),
    *_family(
        "dues",
        "S02",
        """
        receipts_young cents
        receipts_early cents
        receipts_active cents
        receipts_retired cents
        receipts_seeker cents
        receipts_benefactor cents
        """,
    ),
    *_family(
        "campuses",
        "S12",
        """
        forming_promotion count bare
        last_ceremony date day
        """,
    ),
    *_family(
        "residences",
        "S14",
        """
        director_months_paris count words
        director_months_bordeaux count words
        """,
    ),
    *_family(
        "media",
        "S23",
        """
        research_broadcast count bare
        ventures_broadcast count bare
        broadcasts
        broadcasts_on_their_day
        broadcast_week count ordinal
        newsletter_gap_days days words
        centenary_issues
        """,
    ),
)


@cache
def expected_figures() -> Mapping[str, ExpectedFigure]:
    """Return every expected figure by its key."""
    return {figure.key: figure for figure in (*EXPECTED, *ALSO_PRINTED)}


def usual_wordings(key: str) -> tuple[Wording, ...]:
    """Return how a sentence usually says a figure; nothing when plainly."""
    expected = expected_figures().get(key)
    return expected.wordings if expected else ()
