"""Questions asked of every module at once: what stands at home, what answers, who may what."""

from egide.shell.queries.home import (
    FilledSection,
    home_of,
)
from egide.shell.queries.register import (
    ChainHead,
    LineInWords,
    about,
    actor_keys,
    acts_called,
    chain_head,
    follows,
    in_words,
    of_kind,
    since,
    subject_keys,
    until,
)
from egide.shell.queries.search import Found, find_everywhere, find_pages, pages_of
from egide.shell.queries.serving import Health, health, numbers, waiting_jobs
from egide.shell.queries.settings import ParameterToday, parameters_on
from egide.shell.queries.treatments import Treatment, treatments

__all__ = [
    "ChainHead",
    "FilledSection",
    "Found",
    "Health",
    "LineInWords",
    "ParameterToday",
    "Treatment",
    "about",
    "actor_keys",
    "acts_called",
    "chain_head",
    "find_everywhere",
    "find_pages",
    "follows",
    "health",
    "home_of",
    "in_words",
    "numbers",
    "of_kind",
    "pages_of",
    "parameters_on",
    "since",
    "subject_keys",
    "treatments",
    "until",
    "waiting_jobs",
]
