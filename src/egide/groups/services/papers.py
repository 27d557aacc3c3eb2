"""The papers that a group keeps: filed and withdrawn by its officers."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from egide.groups.enums import GroupState, PaperAudience
from egide.groups.models import Group, GroupPaper
from egide.groups.services.ground import GroupRefused, locked, refuse_if, require_own
from egide.kernel import audit, documents, parameters
from egide.kernel.access import Actor
from egide.kernel.identity import verb
from egide.kernel.uploads import Received

MOST_PAPERS = 500
# Dated parameter. What is withdrawn stays on the disk: filing and withdrawing must not fill it.
YEARLY_MEGABYTES = "groups.papers_megabytes_a_year"
YEAR, MEGABYTE = timedelta(days=365), 1_000_000


class PaperRefused(GroupRefused):
    """The paper cannot be filed, or is no longer there."""


@verb
def file_paper(
    *,
    group: Group,
    title: str,
    received: Received,
    audience: PaperAudience,
    on: date,
    by: Actor,
) -> GroupPaper:
    """File a document among the papers of a group (rangement d’un papier).

    :raises PaperRefused: if the group is closed, already keeps five hundred papers, or filed more
        in a year than the society gives it room for.
    :raises DocumentNotWritten: if the disk refuses.
    """
    require_own(by, group)
    group = locked(group)
    obstacles = []
    if group.state not in (GroupState.ACTIVE, GroupState.DORMANT):
        obstacles.append(_("Le groupe n’est ni actif ni en sommeil."))
    if group.papers.filter(withdrawn_on__isnull=True).count() >= MOST_PAPERS:
        obstacles.append(
            _("Le groupe garde déjà %(count)s papiers : retirez-en avant d’en ranger d’autres.")
            % {"count": MOST_PAPERS}
        )
    obstacles += _obstacles_in_room(group, len(received.content), on=on)
    if obstacles:
        raise PaperRefused(obstacles)

    document = documents.keep(
        content=received.content,
        kind="groups.paper",
        name=received.name,
        media_type=received.media_type,
        by=by,
    )
    paper = GroupPaper.objects.create(
        group=group, document=document, title=title.strip(), audience=audience, filed_on=on
    )

    audit.record(by, "groups.paper_filed", paper, group=group.pk, kind=audience)
    return paper


def _obstacles_in_room(group: Group, size: int, *, on: date) -> list[str]:
    """Say that a group would fill the disk (ASVS 5.2.4)."""
    most = parameters.value(YEARLY_MEGABYTES, on=on)
    filed = group.papers.filter(filed_on__gt=on - YEAR).aggregate(
        bytes=Sum("document__size", default=0)
    )
    if filed["bytes"] + size <= most * MEGABYTE:
        return []
    return [
        _(
            "Le groupe a rangé %(filed)s Mo en un an, et la société lui en donne %(most)s :"
            " allégez ce papier, ou demandez au secrétariat."
        )
        % {"filed": filed["bytes"] // MEGABYTE, "most": most}
    ]


@verb
def withdraw_paper(*, paper: GroupPaper, on: date, by: Actor) -> GroupPaper:
    """Take a paper out of the group's shelf; it is no longer shown to anybody (R-X-4).

    :raises PaperRefused: if it was withdrawn already.
    """
    require_own(by, paper.group)
    paper = GroupPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    refuse_if([_("Ce papier a déjà été retiré.")] if paper.withdrawn_on else [])

    paper.withdrawn_on = on
    paper.save(update_fields=["withdrawn_on"])

    audit.record(by, "groups.paper_withdrawn", paper, group=paper.group_id)
    return paper
