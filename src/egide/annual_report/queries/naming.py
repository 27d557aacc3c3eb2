"""How editions are named to whoever reads the register of acts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy

from egide.annual_report.models import Edition
from egide.annual_report.queries.figure_pages import may_read_reports
from egide.annual_report.queries.measuring import units
from egide.annual_report.queries.readings import label_of
from egide.kernel import parameters
from egide.kernel.access import Actor
from egide.kernel.registry import Name, Naming
from egide.kernel.routes import address_of

PUBLIC_REPORTS = "annual_report.public_reports"


def editions(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name the editions by their year, with the page for those who may open it."""
    public = bool(parameters.value(PUBLIC_REPORTS, on=on))
    opened = set(Edition.objects.visible_to(actor, public=public).values_list("pk", flat=True))
    return {
        str(edition.pk): Name(
            str(edition.year),
            address_of("annual_report:report", edition.year) if edition.pk in opened else "",
        )
        for edition in Edition.objects.filter(pk__in=keys).order_by("pk")
    }


def figures(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name figures as the dictionary does."""
    opens = may_read_reports(actor, public=bool(parameters.value(PUBLIC_REPORTS, on=on)))
    return {
        key: Name(label_of(key), address_of("annual_report:figure_latest", key) if opens else "")
        for key in units()
        if key in keys
    }


NAMINGS = (
    Naming(kind="annual_report.edition", label=gettext_lazy("Rapport"), find=editions),
    Naming(kind="figure", label=gettext_lazy("Chiffre"), find=figures),
)
