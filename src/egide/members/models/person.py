"""People, the words by which the directory finds them, and reports of their death."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from egide.kernel.access import Actor
from egide.kernel.periods import running_on
from egide.members.enums import (
    MEMBER_STATUSES,
    AuditStatus,
    DataStatus,
    DeathSource,
    LetterLanguage,
    LifeStatus,
    RegistryStatus,
    Sex,
)
from egide.members.permissions import MANAGE_REGISTRY, READ_DIRECTORY


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> PersonQuerySet:
        """Keep whom the actor may know to exist: the clerk all, a member the members, oneself."""
        if actor.can(MANAGE_REGISTRY):
            return self
        itself = Q(pk=actor.person_id) if actor.person_id else Q(pk__in=())
        if not actor.can(READ_DIRECTORY):
            return self.filter(itself)
        return self.filter(itself | Q(listed=True))

    def members_on(self, day: date) -> PersonQuerySet:
        """Keep those who were members on ``day``: students, current, lapsed, honorary.

        A person has one standing a day (the database sees to it), so nobody comes twice.
        """
        standing = running_on(day, start="memberships__starts_on", end="memberships__ends_on")
        return self.filter(standing, memberships__status__in=MEMBER_STATUSES)

    def living(self) -> PersonQuerySet:
        return self.exclude(life_status=LifeStatus.DECEASED)

    def alive_on(self, day: date) -> PersonQuerySet:
        """Keep those who had not died by ``day``; a death of unknown day counts as past.

        The dead are few, and an index holds them: they are left out, rather than all looked at.
        """
        dead = Person.objects.filter(pk=OuterRef("pk"), life_status=LifeStatus.DECEASED)
        return self.exclude(Exists(dead.filter(Q(died_on__isnull=True) | Q(died_on__lte=day))))

    def numbered(self, number: int) -> PersonQuerySet:
        """Keep who has this society number, or had it before two records were united."""
        return self.filter(Q(society_no=number) | Q(former_records__society_no=number))

    def mailable(self) -> PersonQuerySet:
        """Keep those whom the society may write to: one report of a death stops it (R-REG-9)."""
        return self.filter(life_status=LifeStatus.LIVING, data_status=DataStatus.ACTIVE)


class Person(models.Model):
    """Somebody whom the society knows: member, former member, prospect or contact.

    ``listed`` is true when other members may find the person in the directory: kept by the
    services from status, life, data status and the person's own choice. ``version`` counts the
    saves of the profile, so that two people saving one profile are told (and none overwrites).
    """

    society_no = models.BigIntegerField(_("numéro de sociétaire"), unique=True)
    readable_id = models.CharField(_("identifiant"), max_length=120, unique=True)
    birth_name = models.CharField(_("nom de naissance"), max_length=120)
    usage_name = models.CharField(_("nom d’usage"), max_length=120)
    first_names = models.CharField(_("prénoms"), max_length=120)
    sex = models.CharField(_("sexe"), max_length=1, choices=Sex, blank=True)
    born_on = models.DateField(_("date de naissance"), null=True, blank=True)
    died_on = models.DateField(_("date de décès"), null=True, blank=True)
    nationality = models.CharField(_("nationalité"), max_length=2, blank=True)
    languages = ArrayField(
        models.CharField(max_length=3), verbose_name=_("langues parlées"), default=list, blank=True
    )
    letter_language = models.CharField(
        _("langue des lettres"), max_length=2, choices=LetterLanguage, blank=True, db_default=""
    )
    nickname = models.CharField(_("surnom de promotion"), max_length=80, blank=True)
    family_numbers = models.CharField(_("numéros de famille"), max_length=80, blank=True)
    registry_status = models.CharField(_("état au registre"), max_length=10, choices=RegistryStatus)
    life_status = models.CharField(
        _("état civil"), max_length=15, choices=LifeStatus, default=LifeStatus.LIVING
    )
    data_status = models.CharField(
        _("état des données"), max_length=10, choices=DataStatus, default=DataStatus.ACTIVE
    )
    audit_status = models.CharField(
        _("fiabilité"), max_length=8, choices=AuditStatus, default=AuditStatus.SAFE
    )
    audit_note = models.TextField(_("note de contrôle"), blank=True)
    sort_name = models.CharField(_("nom de classement"), max_length=240)
    name_tokens = ArrayField(models.IntegerField(), default=list)
    listed = models.BooleanField(_("visible dans l’annuaire"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_dies_before_birth",
                condition=Q(died_on__isnull=True)
                | Q(born_on__isnull=True)
                | Q(died_on__gte=F("born_on")),
            ),
            models.CheckConstraint(
                name="only_the_living_have_no_day_of_death",
                condition=Q(died_on__isnull=True) | ~Q(life_status=LifeStatus.LIVING),
            ),
            models.CheckConstraint(
                name="only_active_and_living_people_are_listed",
                condition=Q(listed=False)
                | (Q(data_status=DataStatus.ACTIVE) & ~Q(life_status=LifeStatus.DECEASED)),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="person_by_name"),
            # The clerk's desk: the few who wait among all.
            models.Index(
                fields=["sort_name", "id"],
                condition=Q(life_status=LifeStatus.PRESUMED_DEAD),
                name="person_whose_death_was_told",
            ),
            models.Index(
                fields=["id"],
                include=["died_on"],
                condition=Q(life_status=LifeStatus.DECEASED),
                name="person_who_died",
            ),
            models.Index(
                fields=["sort_name", "id"],
                condition=~Q(audit_status=AuditStatus.SAFE),
                name="person_of_doubtful_record",
            ),
            # Without a list of pending entries, which every search would read through.
            GinIndex(fields=["name_tokens"], name="person_by_tokens", fastupdate=False),
            GinIndex(
                OpClass(Lower("nickname"), name="gin_trgm_ops"),
                name="person_by_nickname",
                condition=~Q(nickname=""),
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def first_name(self) -> str:
        """The usual first name: the first of them, compound names whole."""
        return self.first_names.split(" ", 1)[0]

    @property
    def full_name(self) -> str:
        """First name and usage name; somebody forgotten is “Gadzarts”, nothing else (R-REG-8)."""
        return f"{self.first_name} {self.usage_name}".strip() or str(_("Gadzarts"))


class PersonAlias(models.Model):
    """A readable id that a person once had; it still leads to them (R-REG-3)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="aliases")
    readable_id = models.CharField(_("ancien identifiant"), max_length=120, unique=True)

    def __str__(self) -> str:
        return self.readable_id


class WithdrawnNumbers(models.Model):
    """Society numbers that were given and taken back with an import: never given again."""

    first = models.BigIntegerField(_("premier numéro"))
    last = models.BigIntegerField(_("dernier numéro"))
    withdrawn_on = models.DateField(_("repris le"))

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


class NameToken(models.Model):
    """One word of somebody's name, folded; the lexicon of the directory's search.

    ``sound`` is the folding that makes romanisations and usual misspellings meet.
    """

    id = models.AutoField(primary_key=True)
    token = models.CharField(max_length=60, unique=True)
    sound = models.CharField(max_length=60, db_index=True)

    class Meta:
        indexes = [
            GinIndex(
                fields=["token"],
                opclasses=["gin_trgm_ops"],
                name="name_token_by_trigram",
                fastupdate=False,
            ),
            models.Index(
                fields=["token"], opclasses=["text_pattern_ops"], name="name_token_by_prefix"
            ),
        ]

    def __str__(self) -> str:
        return self.token


class DeathReport(models.Model):
    """What somebody told us of a death; two sources or a document confirm it (R-REG-9)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="death_reports")
    source = models.CharField(_("source"), max_length=10, choices=DeathSource)
    reported_by = models.CharField(_("signalé par"), max_length=160)
    reported_on = models.DateField(_("signalé le"))
    died_on = models.DateField(_("date de décès indiquée"), null=True, blank=True)
    document_reference = models.CharField(_("référence de la pièce"), max_length=160, blank=True)
    withdrawn_on = models.DateField(_("démenti le"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.source} {self.reported_on}"
