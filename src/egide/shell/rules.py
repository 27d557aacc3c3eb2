"""How a schedule is said to people."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _


def schedule_in_words(schedule: str) -> str:
    """Say a schedule of cron in words; one of a rarer shape is shown as it is written."""
    if not schedule:
        return _("à la demande")
    if schedule == "* * * * *":
        return _("chaque minute")
    if often := re.fullmatch(r"\*/(\d+) \* \* \* \*", schedule):
        return _("toutes les %(minutes)s minutes") % {"minutes": often[1]}
    if hourly := re.fullmatch(r"(\d+) \* \* \* \*", schedule):
        return _("chaque heure, à la minute %(minute)s") % {"minute": hourly[1]}
    if daily := re.fullmatch(r"(\d+) (\d+) \* \* \*", schedule):
        return _("chaque jour à %(hour)s h %(minute)s") % {
            "hour": daily[2],
            "minute": daily[1].zfill(2),
        }
    return schedule
