"""What a group does, reports, and is told."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.groups.enums import ActivityKind, NoticeKind, ReturnState


class GroupActivity(models.Model):
    """Something that a group did together (activité): the yearly return is made from these."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="activities")
    kind = models.CharField(_("nature"), max_length=10, choices=ActivityKind)
    title = models.CharField(_("titre"), max_length=160)
    held_on = models.DateField(_("date"))
    place = models.CharField(_("lieu"), max_length=160, blank=True)
    attendance = models.PositiveIntegerField(_("personnes présentes"), null=True, blank=True)
    cancelled_on = models.DateField(_("annulée le"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["group", "-held_on"], name="activity_by_group")]

    def __str__(self) -> str:
        return self.title


class ActivityAnswer(models.Model):
    """What a member answered to an activity that was announced (réponse): there, or not there.

    The answers propose the number of those who came; an officer confirms it after the day.
    """

    activity = models.ForeignKey(GroupActivity, models.PROTECT, related_name="answers")
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    coming = models.BooleanField(_("vient"))
    answered_on = models.DateField(_("répondu le"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"], name="one_answer_per_person_and_activity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.person_id}"


class GroupReturn(models.Model):
    """What a group tells the society of its year (compte rendu annuel), due by 31 January.

    The numbers are proposed from the records; what the officer sends is kept as it was sent.
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="returns")
    year = models.PositiveSmallIntegerField(_("année"))
    state = models.CharField(_("état"), max_length=9, choices=ReturnState, default=ReturnState.DUE)
    due_on = models.DateField(_("attendu pour le"))
    officers = models.PositiveSmallIntegerField(_("responsables"), null=True, blank=True)
    members_met = models.PositiveIntegerField(_("sociétaires rencontrés"), null=True, blank=True)
    activities = models.PositiveIntegerField(_("activités"), null=True, blank=True)
    story = models.TextField(_("l’année en quelques mots"), max_length=4_000, blank=True)
    submitted_on = models.DateField(_("remis le"), null=True, blank=True)
    reviewed_on = models.DateField(_("examiné le"), null=True, blank=True)
    to_fix = models.TextField(_("à corriger"), max_length=1_000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "year"], name="one_return_per_group_and_year"),
            models.CheckConstraint(
                name="a_submitted_return_says_its_numbers",
                condition=Q(state__in=(ReturnState.DUE, ReturnState.MISSING))
                | Q(
                    submitted_on__isnull=False,
                    officers__isnull=False,
                    members_met__isnull=False,
                    activities__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="a_return_to_fix_says_what",
                condition=~Q(state=ReturnState.TO_FIX) | ~Q(to_fix=""),
            ),
        ]
        indexes = [models.Index(fields=["state", "year"], name="return_by_state")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.year}"


class GroupNoticeQuerySet(models.QuerySet["GroupNotice"]):
    def waiting(self) -> GroupNoticeQuerySet:
        """Keep what nobody has dealt with yet."""
        return self.filter(settled_on__isnull=True)

    def waiting_on(self, day: date) -> GroupNoticeQuerySet:
        return self.filter(raised_on__lte=day).filter(
            Q(settled_on__isnull=True) | Q(settled_on__gt=day)
        )


class GroupNotice(models.Model):
    """Something that the officers of a group are to know (avis), shown on the group's desk.

    Nothing is sent from here. ``person`` is whom it is about, if it is about somebody.
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="notices")
    kind = models.CharField(_("nature"), max_length=13, choices=NoticeKind)
    person = models.ForeignKey(
        "members.Person", models.PROTECT, related_name="+", null=True, blank=True
    )
    raised_on = models.DateField(_("depuis le"))
    settled_on = models.DateField(_("vu ou réglé le"), null=True, blank=True)

    objects = GroupNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind", "person"],
                condition=Q(settled_on__isnull=True),
                nulls_distinct=False,
                name="a_notice_waits_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["group"],
                condition=Q(settled_on__isnull=True),
                name="waiting_notice_by_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.kind}"
