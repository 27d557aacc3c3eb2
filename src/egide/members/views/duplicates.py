"""Records that look like one person: compared, told apart, united by hand, parted again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.design.tables import table_page
from egide.kernel import parameters
from egide.kernel.doors import done, press
from egide.kernel.errors import Refused
from egide.kernel.pages import Request, page
from egide.members import services
from egide.members.forms import CompareForm, UniteForm
from egide.members.models import Person, Union
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.duplicates import (
    Compared,
    compared,
    pairs_waiting,
    reasons_of,
    unions_to_undo,
    weighed,
)
from egide.members.queries.people import person_called
from egide.members.services.duplicates import (
    UNDO_DAYS,
    obstacles_to_parting,
    obstacles_to_uniting_now,
)
from egide.members.tables import DUPLICATES
from egide.members.views.profile import known_person


class NobodyCalledSo(Refused):
    """No record has this id or this number."""


@require_safe
@page(MANAGE_REGISTRY)
def pairs(request: Request) -> HttpResponse:
    """List the pairs that wait for somebody to decide, and the unions that may be undone."""
    today = localdate()
    context = {
        "crumbs": ((_("Registre"), reverse("members:desk")), (_("Doublons"), "")),
        "lead": _(
            "Rien n’est fusionné sans vous : comparez, puis dites s’il s’agit d’une personne."
        ),
        "unions": [
            (union, obstacles_to_parting(union, on=today))
            for union in unions_to_undo(on=today)[:20]
        ],
    }
    return table_page(
        request, DUPLICATES, pairs_waiting(), template="members/duplicates.html", context=context
    )


@page(MANAGE_REGISTRY)
def compare(request: Request) -> HttpResponse:
    """Put any two records side by side."""
    form = CompareForm(request.POST or None)
    found: list[Person] = []

    def act() -> None:
        for typed in (form.cleaned_data["one"], form.cleaned_data["other"]):
            person = person_called(typed)
            if person is None:
                raise NobodyCalledSo(
                    _("« %(typed)s » n’est ni un identifiant ni un numéro du registre.")
                    % {"typed": typed}
                )
            found.append(person)

    if done(request, form, act, ""):
        one, other = found
        return redirect("members:pair", readable_id=one.readable_id, other_id=other.readable_id)
    return render(
        request, "members/compare.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
@page(MANAGE_REGISTRY)
def pair(request: Request, readable_id: str, other_id: str) -> HttpResponse:
    """Show two records side by side; the first one would stay."""
    kept, gone = known_person(request, readable_id), known_person(request, other_id)
    return _shown(request, kept, gone)


@require_POST
@page(MANAGE_REGISTRY, fresh=True)
def unite(request: Request, readable_id: str, other_id: str) -> HttpResponse:
    """Make the two records one: the first one stays."""
    kept, gone = known_person(request, readable_id), known_person(request, other_id)
    lines = _compared(kept, gone)
    form = UniteForm(request.POST, parts=[line.part.name for line in lines if line.chosen])

    def act() -> None:
        typed = form.cleaned_data
        services.unite_records(
            kept=kept,
            gone=gone,
            believed=form.believed,
            versions=(typed["kept_version"], typed["gone_version"]),
            reason=typed["reason"],
            by=request.actor,
            on=localdate(),
        )

    if done(request, form, act, _("Les deux fiches n’en font plus qu’une.")):
        return redirect("members:profile", readable_id=kept.readable_id)
    return _shown(request, kept, gone, form=form)


@require_POST
@page(MANAGE_REGISTRY)
def tell_apart(request: Request, readable_id: str, other_id: str) -> HttpResponse:
    """Say that they are two people: the pair is not offered again."""
    one, other = known_person(request, readable_id), known_person(request, other_id)

    def act() -> None:
        services.tell_apart(one=one, other=other, by=request.actor, on=localdate())

    return press(request, act, _("C’est noté : deux personnes."), redirect("members:duplicates"))


@require_POST
@page(MANAGE_REGISTRY, fresh=True)
def part(request: Request, union_id: int) -> HttpResponse:
    """Part two records that were united by mistake."""
    known = Person.objects.visible_to(request.actor)
    union = get_object_or_404(Union.objects.filter(person__in=known), pk=union_id)

    def act() -> None:
        services.part_records(union=union, by=request.actor, on=localdate())

    said = _("Les deux fiches sont de nouveau ce qu’elles étaient.")
    return press(request, act, said, redirect("members:duplicates"))


def _compared(kept: Person, gone: Person) -> list[Compared]:
    return compared(kept, gone, language=get_language() or "fr")


def _shown(
    request: Request, kept: Person, gone: Person, *, form: UniteForm | None = None
) -> HttpResponse:
    lines = _compared(kept, gone)
    differing = [line for line in lines if line.chosen]
    initial: dict[str, Any] = {line.part.name: line.proposed for line in differing}
    initial |= {"kept_version": kept.version, "gone_version": gone.version}
    asked = form or UniteForm(initial=initial, parts=[line.part.name for line in differing])
    context = {
        "kept": kept,
        "gone": gone,
        "lines": lines,
        "form": asked,
        "weights_rows": [(one.label, one.kept, one.gone) for one in weighed(kept, gone)],
        "undo_days": parameters.value(UNDO_DAYS, on=localdate()),
        "reasons": reasons_of(kept, gone),
        "obstacles": obstacles_to_uniting_now(kept, gone),
    }
    return render(request, "members/pair.html", context, status=422 if asked.errors else 200)
