"""The settings of the site, and one page more: the act that the benchmark of kills does."""

from egide.config.settings import *  # noqa: F403 - the site's own

ROOT_URLCONF = "kills_urls"
