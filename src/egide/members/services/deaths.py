"""Deaths, with care: a report stops the letters, two sources or a document confirm (R-REG-9)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.periods import running_on
from egide.members.enums import DataStatus, DeathSource, LifeStatus, MembershipStatus
from egide.members.events import DeathDenied, DeathReported, PersonDied
from egide.members.models import DeathReport, Membership, Person
from egide.members.permissions import MANAGE_REGISTRY, READ_DIRECTORY
from egide.members.rules.deaths import obstacles_to_confirming, stated_day
from egide.members.rules.people import clean_words, obstacles_to_life
from egide.members.services.profiles import count_save
from egide.members.services.standings import keep_listing


class DeathReportRefused(Refused):
    """The report names no source, gives an impossible day, or comes after the confirmation."""


class DeathReportAlreadyWithdrawn(Refused):
    """The report was withdrawn before."""


class DeathNotConfirmable(Refused):
    """Sources are missing, or the day."""


class PersonIsLiving(Refused):
    """Nobody reported the death of this person."""


@verb
def report_death(
    *,
    person: Person,
    source: DeathSource,
    reported_by: str,
    by: Actor,
    on: date,
    died_on: date | None = None,
    document_reference: str = "",
) -> DeathReport:
    """Write what somebody tells of a death; the society stops writing to the person (AC-REG-6).

    The person is presumed dead and stays a member until the confirmation. Any member may tell.

    :raises DeathReportRefused: if nobody is named as the source, the day is impossible, or the
        death is already confirmed.
    """
    require(by, READ_DIRECTORY)
    held = _hold(person)
    obstacles = obstacles_to_life(held.born_on, died_on, on=on)
    if not clean_words(reported_by):
        obstacles.append(_("Indiquez qui l’a annoncé."))
    if source == DeathSource.REGISTER and not document_reference:
        obstacles.append(_("Indiquez la référence de la pièce."))
    if held.life_status == LifeStatus.DECEASED:
        obstacles.append(_("Ce décès est déjà confirmé."))
    if obstacles:
        raise DeathReportRefused(" ".join(obstacles))
    report = DeathReport.objects.create(
        person=held,
        source=source,
        reported_by=clean_words(reported_by)[:160],
        reported_on=on,
        died_on=died_on,
        document_reference=document_reference.strip()[:160],
    )
    first = held.life_status == LifeStatus.LIVING
    _write_life(held, LifeStatus.PRESUMED_DEAD, None, on)

    audit.record(by, "members.death_reported", held, report=report.pk, source=source, on=on)
    if first:
        events.publish(DeathReported(person_id=held.pk, on=on))
    return report


@verb
def withdraw_death_report(*, report: DeathReport, reason: str, by: Actor, on: date) -> DeathReport:
    """Note that a report was wrong; when none is left, the person is living again.

    :raises DeathReportAlreadyWithdrawn: if it was withdrawn.
    :raises DeathReportRefused: if the death is confirmed: deny the death instead.
    """
    require(by, MANAGE_REGISTRY)
    held = _hold(report.person)
    report = DeathReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.withdrawn_on is not None:
        raise DeathReportAlreadyWithdrawn(
            _("Ce signalement est démenti depuis le %(day)s.")
            % {"day": f"{report.withdrawn_on:%d/%m/%Y}"}
        )
    if held.life_status == LifeStatus.DECEASED:
        raise DeathReportRefused(_("Le décès est confirmé : démentez le décès lui-même."))
    report.withdrawn_on = on
    report.save(update_fields=["withdrawn_on"])
    none_left = not DeathReport.objects.filter(person=held, withdrawn_on__isnull=True).exists()
    if none_left:
        _bring_back(held, on)

    audit.record(by, "members.death_report_withdrawn", held, reason=reason, report=report.pk, on=on)
    if none_left:
        events.publish(DeathDenied(person_id=held.pk, on=on))
    return report


@verb
def confirm_death(*, person: Person, by: Actor, on: date, died_on: date | None = None) -> Person:
    """Write a death down, from the day given or the one that the reports state.

    The person stops being a member the day they died; standings written after that day were
    false and go, with a line in the register.

    :raises PersonIsLiving: if nobody reported it.
    :raises DeathNotConfirmable: if sources or the day are missing.
    """
    require(by, MANAGE_REGISTRY)
    held = _hold(person)
    reports = list(DeathReport.objects.filter(person=held).order_by("pk"))
    if held.life_status != LifeStatus.PRESUMED_DEAD:
        raise PersonIsLiving(_("Aucun décès n’est à confirmer pour cette personne."))
    died_on = died_on or stated_day(reports)
    obstacles = obstacles_to_confirming(reports, born_on=held.born_on, died_on=died_on, on=on)
    if obstacles or died_on is None:
        raise DeathNotConfirmable(" ".join(obstacles))

    undone = _end_standing(held, died_on)
    _write_life(held, LifeStatus.DECEASED, died_on, on)

    audit.record(
        by, "members.death_confirmed", held, died_on=died_on, standings_undone=undone, on=on
    )
    events.publish(PersonDied(person_id=held.pk, died_on=died_on))
    return held


@verb
def deny_death(*, person: Person, reason: str, by: Actor, on: date) -> Person:
    """Bring a person back among the living: the reports, or the confirmation, were wrong.

    Every report is withdrawn; a member is a member again, in the standing that the death ended.

    :raises PersonIsLiving: if they are.
    """
    require(by, MANAGE_REGISTRY)
    held = _hold(person)
    if held.life_status == LifeStatus.LIVING:
        raise PersonIsLiving(_("Aucun décès n’est signalé pour cette personne."))
    DeathReport.objects.filter(person=held, withdrawn_on__isnull=True).update(withdrawn_on=on)
    ended = Membership.objects.filter(person=held, status=MembershipStatus.DECEASED).first()
    if ended is not None:
        before = Membership.objects.filter(person=held, starts_on__lt=ended.starts_on)
        last = before.order_by("-starts_on", "pk").first()
        ended.delete()
        if last is not None and last.ends_on == ended.starts_on - timedelta(days=1):
            last.ends_on = None
            last.save(update_fields=["ends_on"])
    _bring_back(held, on)

    audit.record(by, "members.death_denied", held, reason=reason, on=on)
    events.publish(DeathDenied(person_id=held.pk, on=on))
    return held


@verb
def hide_at_relatives_request(
    *, person: Person, asked_by: str, reason: str, by: Actor, on: date
) -> Person:
    """Show nothing more of somebody who died, as relatives ask; the digital will prevails.

    :raises PersonIsLiving: if nobody reported the death: the person alone decides, then.
    """
    require(by, MANAGE_REGISTRY)
    held = _hold(person)
    if held.life_status == LifeStatus.LIVING:
        raise PersonIsLiving(_("De son vivant, la personne seule choisit ce qu’elle montre."))
    if not clean_words(asked_by):
        raise DeathReportRefused(_("Indiquez qui le demande."))
    held.data_status, held.listed = DataStatus.RESTRICTED, False
    held.save(update_fields=["data_status", "listed"])
    count_save(held)

    audit.record(by, "members.person_hidden_for_relatives", held, reason=reason, on=on)
    return held


def _hold(person: Person) -> Person:
    return Person.objects.select_for_update(of=("self",)).get(pk=person.pk)


def _bring_back(person: Person, on: date) -> None:
    """Make somebody living again; what relatives had hidden is the person's own choice anew."""
    if person.data_status == DataStatus.RESTRICTED:
        person.data_status = DataStatus.ACTIVE
        person.save(update_fields=["data_status"])
    _write_life(person, LifeStatus.LIVING, None, on)


def _write_life(person: Person, status: LifeStatus, died_on: date | None, on: date) -> None:
    person.life_status, person.died_on = status, died_on
    if status == LifeStatus.DECEASED:
        person.listed = False
    person.save(update_fields=["life_status", "died_on", "listed"])
    keep_listing(person, on=on)
    count_save(person)


def _end_standing(person: Person, died_on: date) -> list[str]:
    """End the standing on the day of the death; return the standings that never were."""
    rows = Membership.objects.select_for_update().filter(person=person)
    never = list(rows.filter(starts_on__gte=died_on).order_by("starts_on"))
    running = rows.filter(running_on(died_on), starts_on__lt=died_on).first()
    if running is None and not never:
        return []
    rows.filter(starts_on__gte=died_on).delete()
    if running is not None:
        running.ends_on = died_on - timedelta(days=1)
        running.save(update_fields=["ends_on"])
    Membership.objects.create(person=person, status=MembershipStatus.DECEASED, starts_on=died_on)
    return [f"{row.status} {row.starts_on}" for row in never]
