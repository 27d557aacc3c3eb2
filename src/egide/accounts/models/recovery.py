"""People who lost the way in, and addresses that wait before they open the door."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from egide.accounts.enums import ChangeState, Evidence, RecoveryState
from egide.members.models import Person

LONGEST_ADDRESS = 254
OPEN = (RecoveryState.TO_WEIGH, RecoveryState.ACCEPTED, RecoveryState.TO_SECOND)
GIVEN = (RecoveryState.ACCEPTED, RecoveryState.DONE)


class AddressChange(models.Model):
    """Another e-mail address of sign-in, which opens nothing before ``holds_at``.

    Until then the addresses of ``before`` open the door, and nothing else does; all that are in
    ``told`` had a letter by which one press stops the change. ``recovery`` puts the address in
    place at the end; where it is empty, the profile says it already.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    before = ArrayField(
        models.CharField(max_length=LONGEST_ADDRESS), verbose_name=_("adresses d’avant")
    )
    after = ArrayField(
        models.CharField(max_length=LONGEST_ADDRESS), verbose_name=_("adresses nouvelles")
    )
    told = ArrayField(
        models.CharField(max_length=LONGEST_ADDRESS), verbose_name=_("adresses prévenues")
    )
    state = models.CharField(
        _("état"), max_length=8, choices=ChangeState, default=ChangeState.WAITING
    )
    begun_at = models.DateTimeField(_("commencé le"))
    holds_at = models.DateTimeField(_("en place le"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=ChangeState.WAITING),
                name="one_address_change_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["holds_at"], condition=Q(state=ChangeState.WAITING), name="change_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Recovery(models.Model):
    """Somebody who cannot receive mail any more asks to come in (demande d’accès).

    What they tell is kept as they typed it and looked up by nobody before a person weighs it:
    the door answers everybody alike. ``person`` is whom the desk found behind it. ``proposed_by``
    asked that an objection be overruled, which another must sign (``decided_by``); somebody
    protested since at ``protested_at``, which stops nothing by itself.
    """

    first_names = models.CharField(_("prénoms"), max_length=120)
    name = models.CharField(_("nom"), max_length=120)
    number = models.CharField(_("numéro de sociétaire ou identifiant"), max_length=120, blank=True)
    promotion = models.CharField(_("centre et promotion"), max_length=80, blank=True)
    born_on = models.DateField(_("date de naissance"), null=True)
    former = models.CharField(_("anciennes adresses ou téléphones"), max_length=500, blank=True)
    phone = models.CharField(_("téléphone"), max_length=40, blank=True)
    comrade = models.CharField(_("camarade qui peut répondre"), max_length=200, blank=True)
    words = models.TextField(_("ce qui s’est passé"), max_length=1_000, blank=True)
    address = models.CharField(_("nouvelle adresse"), max_length=LONGEST_ADDRESS)
    lost_factor = models.BooleanField(_("second facteur perdu aussi"), default=False)
    language = models.CharField(max_length=5)
    state = models.CharField(
        _("état"), max_length=9, choices=RecoveryState, default=RecoveryState.ASKED
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("personne")
    )
    sponsor = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("camarade appelé")
    )
    decided_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("décidée par")
    )
    proposed_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("proposée par")
    )
    evidence = ArrayField(
        models.CharField(max_length=9, choices=Evidence), default=list, verbose_name=_("preuves")
    )
    reason = models.CharField(_("motif"), max_length=400, blank=True)
    change = models.OneToOneField(AddressChange, models.PROTECT, related_name="recovery", null=True)
    asked_at = models.DateTimeField(_("demandée le"), db_index=True)
    confirmed_at = models.DateTimeField(_("adresse confirmée le"), null=True)
    proposed_at = models.DateTimeField(_("levée proposée le"), null=True)
    protested_at = models.DateTimeField(_("protestation du"), null=True)
    decided_at = models.DateTimeField(_("décidée le"), null=True)
    closed_at = models.DateTimeField(_("close le"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_recovery_accepted_names_its_person_and_its_change",
                condition=~Q(state__in=GIVEN)
                | Q(person__isnull=False, change__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_recovery_is_closed_on_a_day",
                condition=Q(state__in=(RecoveryState.ASKED, *OPEN), closed_at__isnull=True)
                | Q(closed_at__isnull=False) & ~Q(state__in=(RecoveryState.ASKED, *OPEN)),
            ),
            models.CheckConstraint(
                name="an_objection_is_overruled_by_two_people",
                condition=~Q(state__in=GIVEN)
                | Q(proposed_by__isnull=True)
                | ~Q(proposed_by=F("decided_by")),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=RecoveryState.ACCEPTED),
                name="one_recovery_accepted_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_firm(self) -> bool:
        """Two people decided it against an objection: another one stops nothing by itself."""
        return self.proposed_by_id is not None and self.state in GIVEN
