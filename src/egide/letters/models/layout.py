"""How letters to many look: layouts, and what was written of each from one version to the next."""

from __future__ import annotations

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from egide.kernel.access import Actor
from egide.letters.permissions import LAY_OUT_LETTERS


class LayoutQuerySet(models.QuerySet["Layout"]):
    """Filters with a name."""

    def visible_to(self, actor: Actor) -> LayoutQuerySet:
        """Keep the layouts for who lays letters out; nobody else sees one at work."""
        return self if actor.can(LAY_OUT_LETTERS) else self.none()

    def with_numbers(self) -> LayoutQuerySet:
        """Add the number of the last version (``last``), and of the one in use (``in_use``)."""
        versions = LayoutVersion.objects.filter(layout=OuterRef("pk")).values("number")
        published = versions.filter(published_at__isnull=False)
        return self.annotate(
            last=Subquery(versions.order_by("-number")[:1]),
            in_use=Subquery(published.order_by("-published_at", "-pk")[:1]),
        )


class Layout(models.Model):
    """A layout of letters (mise en page), under the name by which an author chooses it."""

    name = models.CharField(_("nom"), max_length=60, unique=True)

    objects = LayoutQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class LayoutVersionQuerySet(models.QuerySet["LayoutVersion"]):
    """Filters with a name."""

    def visible_to(self, actor: Actor) -> LayoutVersionQuerySet:
        """Keep the versions of the layouts that the actor sees."""
        return self if actor.can(LAY_OUT_LETTERS) else self.none()

    def in_use(self) -> LayoutVersionQuerySet:
        """Keep for each layout the version with which letters leave: the last one published."""
        published = LayoutVersion.objects.filter(
            layout=OuterRef("layout"), published_at__isnull=False
        )
        newest = published.order_by("-published_at", "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(newest))


class LayoutVersion(models.Model):
    """What was written of a layout at one moment; it never changes, a change is the next version.

    ``images`` holds, one a line, the addresses of images that it may show. The version published
    last is in use; publishing an older one takes a change back.
    """

    layout = models.ForeignKey(Layout, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    source = models.TextField(_("MJML"), max_length=20_000)
    images = models.TextField(_("images déclarées"), max_length=4_000, blank=True)
    author = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("écrite le"))
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)

    objects = LayoutVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="versions_of_a_layout_are_numbered", fields=["layout", "number"]
            ),
            models.CheckConstraint(
                name="a_version_is_published_after_it_is_written",
                condition=Q(published_at__isnull=True) | Q(published_at__gte=F("written_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.layout_id} v{self.number}"
