"""What a mandate is on: a group, a campus, a residence, a region of the world."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from egide.mandates.enums import ScopeKind
from egide.members.rules.names import fold


class ScopeQuerySet(models.QuerySet["Scope"]):
    def open_on(self, day: date) -> ScopeQuerySet:
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day))


class Scope(models.Model):
    """What a mandate is on (périmètre); the group, campus or residence that it stands for owns it.

    Rights on a scope reach the scopes below it. The parent is chosen once, when the scope opens,
    so no circle can be made. ``closed_on`` is the last day; ``code`` names the few scopes that a
    society's own set-up refers to (a campus, a region).
    """

    kind = models.CharField(_("nature"), max_length=12, choices=ScopeKind)
    code = models.CharField(_("code"), max_length=40, blank=True)
    label = models.CharField(_("libellé"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True
    )
    closed_on = models.DateField(_("fermé le"), null=True, blank=True)

    objects = ScopeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="one_scope_per_code"
            ),
            models.CheckConstraint(
                name="a_scope_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        ]
        indexes = [models.Index(fields=["kind", "label", "id"], name="scope_by_kind")]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """The label in the language of the reader; only the regions of the world have two names."""
        return name_of_scope(self.kind, self.label)

    @property
    def after_office(self) -> str:
        """The scope as it reads after the name of an office: « trésorier *du GT Bordeaux* »."""
        return after_office(self.kind, self.label)


ELIDED = (ScopeKind.CAMPUS, ScopeKind.RESIDENCE)
_AFTER_OFFICE = {
    ScopeKind.TERRITORIAL: _("du %(label)s"),
    ScopeKind.PROMOTION: _("de la promotion %(label)s"),
    ScopeKind.GROUP: _("du groupe « %(label)s »"),
    ScopeKind.CAMPUS: _("du campus %(de)s%(label)s"),
    ScopeKind.RESIDENCE: _("de la résidence %(de)s%(label)s"),
    ScopeKind.REGION: _("de la région %(label)s"),
}


def name_of_scope(kind: str, label: str) -> str:
    """Return the label of a scope in the language of the reader."""
    return gettext(label) if kind == ScopeKind.REGION else label


def after_office(kind: str, label: str) -> str:
    """Return how a scope reads after the name of an office, without loading the scope."""
    words = {"label": name_of_scope(kind, label)}
    if kind in ELIDED:
        # « du campus d’Angers », « du campus de Lille ».
        words["de"] = "d’" if fold(label)[:1] in tuple("aeiouy") else "de "
    return str(_AFTER_OFFICE[ScopeKind(kind)]) % words
