"""The papers of a group: read by those they are for, filed and withdrawn by its officers."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.groups import queries, services
from egide.groups.forms import PaperForm
from egide.groups.models import Group, GroupPaper
from egide.groups.permissions import READ_GROUPS
from egide.groups.views.doing import by_form, known, managed, to_page
from egide.kernel import uploads
from egide.kernel.doors import press
from egide.kernel.pages import SIGNED_IN, Request, page


@require_safe
@page(READ_GROUPS)
def papers(request: Request, group_id: int) -> HttpResponse:
    """What a group keeps for its officers, and for all its people."""
    group = known(request, group_id)
    manages = Group.objects.managed_by(request.actor).filter(pk=group.pk).exists()
    return render(
        request,
        "groups/papers.html",
        {
            "group": group,
            "papers": queries.papers_shown(group, request.actor, on=localdate()),
            "manages": manages,
        },
    )


@page(SIGNED_IN)
def file_paper(request: Request, group_id: int) -> HttpResponse:
    group = managed(request, group_id)
    return by_form(
        request,
        group,
        PaperForm(request.POST or None, request.FILES or None),
        partial(services.file_paper, group=group, on=localdate()),
        title=_("Ranger un papier"),
        submit=_("Ranger"),
        said=_("Le papier est rangé ; il reste au groupe quand la main passe."),
        back="papers",
        lead=_(
            "Ce qui serait perdu avec vous : contrats, comptes rendus, modes d’emploi. Le fichier"
            " est relu et réécrit : rien de ce qui s’exécute n’est gardé."
        ),
    )


@require_safe
@page(READ_GROUPS)
def read_paper(request: Request, paper_id: int) -> HttpResponse:
    """Give the document to be saved; one that is not for this reader does not exist."""
    paper = get_object_or_404(GroupPaper.objects.select_related("group"), pk=paper_id)
    shown = queries.papers_shown(paper.group, request.actor, on=localdate())
    found = shown.filter(pk=paper.pk).first()
    if found is None:
        raise Http404
    return uploads.answer_with(found.document)


@require_POST
@page(SIGNED_IN)
def withdraw_paper(request: Request, paper_id: int) -> HttpResponse:
    paper = get_object_or_404(
        GroupPaper.objects.select_related("group"),
        pk=paper_id,
        group__in=Group.objects.visible_to(request.actor).managed_by(request.actor),
    )
    return press(
        request,
        lambda: services.withdraw_paper(paper=paper, on=localdate(), by=request.actor),
        _("Le papier est retiré."),
        to_page("papers", paper.group_id),
    )
