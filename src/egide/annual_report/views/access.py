"""Who may open which edition, and in which language it is read."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.utils.timezone import localdate

from egide.annual_report.enums import ReportLanguage
from egide.annual_report.models import Edition, makes_reports
from egide.annual_report.queries.figure_pages import may_read_reports
from egide.design.environment import language
from egide.kernel import parameters
from egide.kernel.pages import Request


def reports_are_public(request: Request) -> bool:
    """Tell whether the society shows its published reports to everybody today; asked once."""
    key = "annual_report.public_reports"
    if key not in request.asked:
        request.asked[key] = bool(parameters.value(key, on=localdate()))
    return request.asked[key]


def readable_editions(request: Request) -> tuple[Edition, ...]:
    """Return the editions that this reader may open, the newest first."""
    found = Edition.objects.visible_to(request.actor, public=reports_are_public(request))
    return tuple(found.order_by("-year", "pk"))


def readable_edition(request: Request, year: int) -> Edition:
    """Return the edition of a year for this reader; a draft does not exist for the others."""
    found = Edition.objects.visible_to(request.actor, public=reports_are_public(request))
    edition = found.filter(year=year).first()
    if edition is None:
        raise Http404
    return edition


def is_turned_away(request: Request) -> bool:
    """Tell whether reports are closed to this reader."""
    return not may_read_reports(request.actor, public=reports_are_public(request))


def turn_away(request: Request) -> HttpResponse:
    """Send a visitor to the sign-in page; to anybody else the page does not exist."""
    if request.actor.person_id is None:
        return redirect_to_login(request.get_full_path())
    raise Http404


def report_language(request: Request) -> str:
    """Return the language asked for (``?langue=en``), or the one of the reader."""
    asked = request.GET.get("langue", "")
    return asked if asked in ReportLanguage.values else language()


def is_maker(request: Request) -> bool:
    """Tell whether this reader has a part in making the report."""
    return makes_reports(request.actor)
