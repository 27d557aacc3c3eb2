"""Pages that decide on offices: define one, amend it, set its rights, say what it excludes."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egide.design.environment import language
from egide.design.typography import enumeration
from egide.kernel.access import Actor
from egide.kernel.pages import Request, page
from egide.mandates import services
from egide.mandates.enums import Condition, ScopeKind, Secrecy
from egide.mandates.forms import (
    AmendOfficeForm,
    IncompatibilityForm,
    LastDayForm,
    OfficeForm,
    RightsForm,
)
from egide.mandates.models import Incompatibility, Office
from egide.mandates.permissions import MANAGE_STATUTES
from egide.mandates.queries.consequences import (
    holders_on,
    holding_both,
    rights_change,
    rights_labels,
    rights_of,
)
from egide.mandates.rules import code_for
from egide.mandates.views.days import day_in_words
from egide.mandates.views.deciding import Decision, Values, decide, sent
from egide.mandates.views.places import governance, link_to_office


@page(MANAGE_STATUTES, fresh=True)
def define_office(request: Request) -> HttpResponse:
    """Define an office and the rights that it carries."""
    return decide(
        request,
        OfficeForm(sent(request)),
        _defining(),
        obstacles=lambda values: services.obstacles_to_office(
            code=_code(values),
            name=values["name"],
            rights=values["rights"],
            secrecy=values["secrecy"],
            on=values["scope_kinds"],
        ),
        foresee=_new_office,
        act=lambda values: _define(values, by=request.actor),
    )


def _defining() -> Decision:
    title = _("Définir une fonction")
    offices = reverse("mandates:offices")
    return Decision(
        title=title,
        lead=_("Ce que quelqu’un exerce : trésorier, délégué d’une promotion, chargé de mission."),
        crumbs=(governance(), (_("Fonctions et droits"), offices), (title, "")),
        hint=_(
            "Une fonction n’ouvre que les droits cochés, à ceux qui l’exercent, "
            "tant qu’ils l’exercent. Elle ne donne rien à personne avant qu’on la confie."
        ),
        submit=title,
        done=_("La fonction est définie."),
        cancel=offices,
        parts=(
            (_("La fonction"), ("name", "feminine", "scope_kinds", "single")),
            (_("Qui peut l’exercer"), ("term_years", "conditions")),
            (_("Ce qu’elle ouvre"), ("secrecy", "rights")),
            (_("La décision"), ("source",)),
        ),
    )


def _new_office(values: Values) -> Iterator[str]:
    kinds = [str(ScopeKind(kind).label) for kind in values["scope_kinds"]]
    yield _("« %(office)s » s’exerce sur : %(where)s.") % {
        "office": values["name"],
        "where": enumeration(kinds, language()) if kinds else _("toute la Société"),
    }
    labels = rights_labels(values["rights"])
    if labels:
        yield _("Qui l’exercera pourra : %(rights)s.") % {"rights": enumeration(labels, language())}
    else:
        yield _("Elle n’ouvre aucun droit de plus que ceux d’un sociétaire.")
    yield _("Personne ne l’exerce encore : confiez-la depuis sa page.")


def _define(values: Values, *, by: Actor) -> str:
    taken = ("name", "feminine", "single", "term_years", "rights", "source")
    office = services.define_office(
        code=_code(values),
        scope_kinds=[ScopeKind(kind) for kind in values["scope_kinds"]],
        conditions=[Condition(one) for one in values["conditions"]],
        secrecy=Secrecy(values["secrecy"]),
        rights_from=localdate(),
        by=by,
        **{name: values[name] for name in taken},
    )
    return reverse("mandates:office", args=[office.code])


def _code(values: Values) -> str:
    return code_for(values["name"], taken=set(Office.objects.values_list("code", flat=True)))


@page(MANAGE_STATUTES, fresh=True)
def amend_office(request: Request, code: str) -> HttpResponse:
    """Change the name, the term or the conditions of an office."""
    found = get_object_or_404(Office, code=code)
    kept = ("name", "feminine", "term_years", "conditions", "source")
    initial = {name: getattr(found, name) for name in kept}

    def act(values: Values) -> str:
        services.amend_office(office=found, by=request.actor, on=localdate(), **values)
        return reverse("mandates:office", args=[found.code])

    return decide(
        request,
        AmendOfficeForm(sent(request), initial=initial),
        _decision(found, _("Modifier cette fonction"), _("La fonction est modifiée.")),
        obstacles=lambda _values: (),
        foresee=lambda values: _amended(found, values),
        act=act,
    )


def _amended(found: Office, values: Values) -> Iterator[str]:
    if (values["name"], values["feminine"]) != (found.name, found.feminine):
        yield _("« %(before)s » s’appellera « %(after)s » partout, le passé compris.") % {
            "before": found.label,
            "after": values["name"],
        }
    if values["term_years"] != found.term_years:
        yield _("Les mandats à venir prendront la nouvelle durée ; ceux qui courent, non.")
    if set(values["conditions"]) != set(found.conditions):
        yield _("Les conditions valent pour les mandats à venir ; nul ne perd le sien.")
    yield _("La source devient : %(source)s.") % {"source": values["source"]}


@page(MANAGE_STATUTES, fresh=True)
def office_rights(request: Request, code: str) -> HttpResponse:
    """Change the rights of an office from a day on."""
    found = get_object_or_404(Office, code=code)
    today = localdate()
    held = [right.permission for right in rights_of(found, on=today)]
    form = RightsForm(sent(request), initial={"rights": held, "on": today}, today=today)

    def act(values: Values) -> str:
        services.set_office_rights(office=found, by=request.actor, **values)
        return reverse("mandates:office", args=[found.code])

    hint = _("Le passé ne change pas : ce que cette fonction permettait hier reste écrit.")
    return decide(
        request,
        form,
        _decision(found, _("Changer les droits"), _("Les droits de la fonction ont changé."), hint),
        obstacles=lambda values: services.obstacles_to_setting_rights(
            found, rights=values["rights"], reason=values["reason"]
        ),
        foresee=lambda values: _rights_changed(found, values),
        act=act,
    )


def _rights_changed(found: Office, values: Values) -> Iterator[str]:
    change = rights_change(found, values["rights"], on=values["on"])
    words = {"count": change.holders, "day": day_in_words(values["on"])}
    for label in change.gained:
        yield ngettext(
            "%(count)d personne gagne ce droit à partir du %(day)s : %(right)s.",
            "%(count)d personnes gagnent ce droit à partir du %(day)s : %(right)s.",
            change.holders,
        ) % {**words, "right": label}
    for label in change.lost:
        yield ngettext(
            "%(count)d personne perd ce droit à partir du %(day)s, "
            "sauf si une autre fonction le lui donne : %(right)s.",
            "%(count)d personnes perdent ce droit à partir du %(day)s, "
            "sauf si une autre fonction le leur donne : %(right)s.",
            change.holders,
        ) % {**words, "right": label}
    if change.planned:
        yield _("Ce qui était prévu pour plus tard est remplacé.")
    if not (change.gained or change.lost):
        yield _("Aucun droit ne change ce jour-là.")


@page(MANAGE_STATUTES)
def declare_incompatible(request: Request, code: str) -> HttpResponse:
    """Say that the holder of an office may not hold another."""
    found = get_object_or_404(Office, code=code)
    form = IncompatibilityForm(sent(request), initial={"starts_on": localdate()}, office=found)

    def act(values: Values) -> str:
        services.declare_incompatible(
            first=found,
            second=values["other"],
            source=values["source"],
            starts_on=values["starts_on"],
            by=request.actor,
        )
        return reverse("mandates:office", args=[found.code]) + "#incompatibilites"

    return decide(
        request,
        form,
        _decision(found, _("Déclarer une incompatibilité"), _("L’incompatibilité est déclarée.")),
        obstacles=lambda values: services.obstacles_to_declaring_incompatible(
            found, values["other"], source=values["source"], on=values["starts_on"]
        ),
        foresee=lambda values: _excluded(found, values),
        act=act,
    )


def _excluded(found: Office, values: Values) -> Iterator[str]:
    other: Office = values["other"]
    yield _("À partir du %(day)s, nul ne reçoit « %(one)s » et « %(other)s » à la fois.") % {
        "day": day_in_words(values["starts_on"]),
        "one": found.label,
        "other": other.label,
    }
    both = holding_both(found, other, on=values["starts_on"])
    if both:
        yield _("Exercent les deux ce jour-là, et les gardent jusqu’à leur terme : %(names)s.") % {
            "names": enumeration([person.full_name for person in both], language())
        }
    else:
        yield _("Personne n’exerce les deux ce jour-là.")


@page(MANAGE_STATUTES)
def lift_incompatibility(request: Request, pair_id: int) -> HttpResponse:
    """Say until when two offices excluded each other."""
    found = get_object_or_404(Incompatibility.objects.select_related("first", "second"), pk=pair_id)

    def act(values: Values) -> str:
        services.lift_incompatibility(pair=found, by=request.actor, **values)
        return reverse("mandates:office", args=[found.first.code])

    def foresee(values: Values) -> Iterator[str]:
        yield _("Après le %(day)s, « %(one)s » et « %(other)s » peuvent aller ensemble.") % {
            "day": day_in_words(values["on"]),
            "one": found.first.label,
            "other": found.second.label,
        }

    title = _("Lever une incompatibilité")
    return decide(
        request,
        LastDayForm(sent(request), initial={"on": localdate()}),
        _decision(found.first, title, _("L’incompatibilité est levée.")),
        obstacles=lambda values: services.obstacles_to_lifting(found, **values),
        foresee=foresee,
        act=act,
    )


def _decision(found: Office, title: str, done: str, hint: str = "") -> Decision:
    holders = holders_on(found, localdate())
    lead = ngettext(
        "%(office)s, %(count)d titulaire aujourd’hui",
        "%(office)s, %(count)d titulaires aujourd’hui",
        holders,
    ) % {"office": found.label[:1].upper() + found.label[1:], "count": holders}
    return Decision(
        title=title,
        lead=lead,
        crumbs=(governance(), link_to_office(found), (title, "")),
        hint=hint,
        submit=title,
        done=done,
        cancel=reverse("mandates:office", args=[found.code]),
    )
