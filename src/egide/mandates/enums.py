"""Words of the statutes: bodies, seats, offices, and how a mandate begins and ends."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ScopeKind(TextChoices):
    """What a mandate may be on (périmètre); a mandate on the whole society has none."""

    TERRITORIAL = "TERRITORIAL", _("groupe territorial")
    PROMOTION = "PROMOTION", _("promotion")
    GROUP = "GROUP", _("groupe")
    CAMPUS = "CAMPUS", _("campus")
    RESIDENCE = "RESIDENCE", _("résidence")
    REGION = "REGION", _("région du monde")


class BodyKind(TextChoices):
    """The kinds of body (organe) that the statutes or the internal rules know (R-GOV-1)."""

    GENERAL_ASSEMBLY = "GENERAL_ASSEMBLY", _("assemblée générale")
    COMMITTEE = "COMMITTEE", _("comité")
    BOARD = "BOARD", _("conseil d’administration")
    BUREAU = "BUREAU", _("bureau")
    COMMISSION = "COMMISSION", _("commission")


class Designation(TextChoices):
    """How somebody comes to a seat or an office (mode de désignation)."""

    DIRECT = "DIRECT", _("suffrage direct")
    GA = "GA", _("élection par l’assemblée générale")
    COLLEGE = "COLLEGE", _("élection par un collège")
    EX_OFFICIO = "EX_OFFICIO", _("de droit")
    EX_OFFICIO_EXTERNAL = "EX_OFFICIO_EXTERNAL", _("personnalité extérieure")
    CO_OPTED = "CO_OPTED", _("cooptation")
    APPOINTED = "APPOINTED", _("nomination")
    INTERIM = "INTERIM", _("intérim")


SEAT_DESIGNATIONS = (
    Designation.DIRECT,
    Designation.GA,
    Designation.COLLEGE,
    Designation.EX_OFFICIO,
    Designation.EX_OFFICIO_EXTERNAL,
    Designation.APPOINTED,
)
EX_OFFICIO_DESIGNATIONS = (Designation.EX_OFFICIO, Designation.EX_OFFICIO_EXTERNAL)


class College(TextChoices):
    """The group of electors that fills a seat (collège); not a school."""

    NONE = "", _("aucun")
    DELEGATES = "DELEGATES", _("délégués de promotion")
    YOUNG = "YOUNG", _("jeunes promotions")
    TERRITORIAL = "TERRITORIAL", _("groupes territoriaux")
    REGIONS = "REGIONS", _("régions du monde")
    PROFESSIONAL = "PROFESSIONAL", _("groupes professionnels")
    CAMPUS = "CAMPUS", _("délégués aux campus")
    STUDENTS = "STUDENTS", _("élèves")


class Condition(TextChoices):
    """What somebody must be on the first day; to serve in it at all, one must be a member.

    Who is no longer young, or no longer a student, keeps the mandate to its term. Who resigns from
    the society or is struck off loses it that day.
    """

    MEMBER = "MEMBER", _("être sociétaire")
    YOUNG = "YOUNG", _("être des jeunes promotions")
    STUDENT = "STUDENT", _("être élève")


class EndReason(TextChoices):
    """Why a mandate ended (motif de fin); empty while it runs."""

    RUNNING = "", _("en cours")
    TERM = "TERM", _("échéance")
    RESIGNED = "RESIGNED", _("démission")
    REVOKED = "REVOKED", _("révocation")
    DECEASED = "DECEASED", _("décès")
    REPLACED = "REPLACED", _("changement de titulaire")
    NOT_RATIFIED = "NOT_RATIFIED", _("cooptation non confirmée")
    NOT_MEMBER = "NOT_MEMBER", _("perte de la qualité de sociétaire")
    CLOSED = "CLOSED", _("fermeture du périmètre")
    CANCELLED = "CANCELLED", _("annulation")


EARLY_ENDS = (
    EndReason.RESIGNED,
    EndReason.REVOKED,
    EndReason.DECEASED,
    EndReason.REPLACED,
    EndReason.NOT_RATIFIED,
)


class MandateState(TextChoices):
    """Where a mandate stands on a day; computed from its dates, never stored."""

    TO_COME = "TO_COME", _("à venir")
    RUNNING = "RUNNING", _("en cours")
    ENDED = "ENDED", _("terminé")
    CANCELLED = "CANCELLED", _("annulé")


class Secrecy(TextChoices):
    """The highest class of rights that an office may carry (R-X-2)."""

    NORMAL = "NORMAL", _("aucune donnée personnelle")
    PERSONAL = "PERSONAL", _("données personnelles")
    SECRET = "SECRET", _("données secrètes")


class OfficeCode(StrEnum):
    """The offices that code names; a society defines as many others as it likes."""

    PRESIDENT = "PRESIDENT"
    SECRETARY = "SECRETARY"
    TREASURER = "TREASURER"
    BOARD_MEMBER = "BOARD_MEMBER"
    BUREAU_MEMBER = "BUREAU_MEMBER"
    COMMITTEE_MEMBER = "COMMITTEE_MEMBER"
    DELEGATES_PRESIDENT = "DELEGATES_PRESIDENT"
    YOUNG_PRESIDENT = "YOUNG_PRESIDENT"
    GROUP_PRESIDENT = "GROUP_PRESIDENT"
    GROUP_TREASURER = "GROUP_TREASURER"
    GROUP_SECRETARY = "GROUP_SECRETARY"
    PROMOTION_DELEGATE = "PROMOTION_DELEGATE"
    CAREER_DELEGATE = "CAREER_DELEGATE"
    DRI = "DRI"
    DSC = "DSC"
    DSC_DEPUTY = "DSC_DEPUTY"
