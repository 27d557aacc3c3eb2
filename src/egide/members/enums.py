"""States and kinds of the registry of members."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RegistryStatus(TextChoices):
    """What the registry knows a person as (état au registre)."""

    PROSPECT = "PROSPECT", _("prospect")
    STUDENT = "STUDENT", _("élève")
    GRADUATE = "GRADUATE", _("diplômé")
    CONTACT = "CONTACT", _("contact")


class LifeStatus(TextChoices):
    """Living, presumed dead on one report, or deceased once confirmed (R-REG-9)."""

    LIVING = "LIVING", _("vivant")
    PRESUMED_DEAD = "PRESUMED_DEAD", _("présumé décédé")
    DECEASED = "DECEASED", _("décédé")


class DataStatus(TextChoices):
    """What may still be done with the record of a person."""

    ACTIVE = "ACTIVE", _("active")
    RESTRICTED = "RESTRICTED", _("limitée")
    ANONYMISED = "ANONYMISED", _("anonymisée")


class AuditStatus(TextChoices):
    """How far the registry clerk trusts a record."""

    SAFE = "SAFE", _("fiable")
    WATCHED = "WATCHED", _("à surveiller")
    ERRORS = "ERRORS", _("erreurs connues")
    BROKEN = "BROKEN", _("inexploitable")


class MembershipStatus(TextChoices):
    """The standing of a person in the society (qualité de sociétaire)."""

    STUDENT = "STUDENT", _("élève")
    CURRENT = "CURRENT", _("à jour")
    LAPSED = "LAPSED", _("en retard")
    HONORARY = "HONORARY", _("membre d’honneur")
    RESIGNED = "RESIGNED", _("démissionnaire")
    STRUCK_OFF = "STRUCK_OFF", _("radié")
    DECEASED = "DECEASED", _("décédé")


MEMBER_STATUSES = (
    MembershipStatus.STUDENT,
    MembershipStatus.CURRENT,
    MembershipStatus.LAPSED,
    MembershipStatus.HONORARY,
)


FORMER_STATUSES = (MembershipStatus.RESIGNED, MembershipStatus.STRUCK_OFF)


class Sex(TextChoices):
    """Optional; asked only to write to people properly."""

    UNSAID = "", _("non précisé")
    FEMALE = "F", _("femme")
    MALE = "M", _("homme")


class LetterLanguage(TextChoices):
    """In which language the society writes to somebody; without a choice, in French."""

    UNSAID = "", _("sans préférence")
    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")


class SchoolingRank(TextChoices):
    """A person counts and votes in the principal promotion only (R-REG-4)."""

    PRINCIPAL = "PRINCIPAL", _("principale")
    SECONDARY = "SECONDARY", _("secondaire")


class Cursus(TextChoices):
    """The course followed at the School (cursus)."""

    ENGINEER = "ENGINEER", _("ingénieur")
    DOUBLE_DEGREE = "DOUBLE_DEGREE", _("double diplôme")
    BACHELOR = "BACHELOR", _("bachelor")
    MASTER = "MASTER", _("master")
    PHD = "PHD", _("doctorat")


class ContactKind(TextChoices):
    """How a person is reached."""

    EMAIL = "EMAIL", _("courriel")
    PHONE = "PHONE", _("téléphone")
    WEB = "WEB", _("site ou page")


class PositionStatus(TextChoices):
    """What a person does for a living (situation professionnelle)."""

    EMPLOYEE = "EMPLOYEE", _("salarié")
    INDEPENDENT = "INDEPENDENT", _("indépendant")
    EXECUTIVE = "EXECUTIVE", _("dirigeant")
    JOB_SEEKER = "JOB_SEEKER", _("en recherche d’emploi")
    RETIRED = "RETIRED", _("retraité")
    STUDENT = "STUDENT", _("étudiant")
    OTHER = "OTHER", _("autre")


class ProfileField(TextChoices):
    """A part of the profile whose readers the person chooses (R-REG-6)."""

    EMAIL = "EMAIL", _("courriel")
    PHONE = "PHONE", _("téléphone")
    WEB = "WEB", _("site ou page")
    ADDRESS = "ADDRESS", _("adresse")
    CITY = "CITY", _("ville et pays")
    POSITION = "POSITION", _("situation professionnelle")
    BIRTH = "BIRTH", _("date de naissance")
    NICKNAME = "NICKNAME", _("surnom de promotion")
    NAME = "NAME", _("nom et promotion")


class Audience(TextChoices):
    """Who reads a part of the profile, from nobody to the whole world."""

    NOBODY = "NOBODY", _("personne")
    OFFICERS = "OFFICERS", _("les responsables de mes groupes")
    PROMOTION = "PROMOTION", _("ma promotion")
    GROUP = "GROUP", _("les membres de mes groupes")
    MEMBERS = "MEMBERS", _("tous les sociétaires")
    PUBLIC = "PUBLIC", _("tout le monde")


class DeathSource(TextChoices):
    """Who or what says that a person has died (R-REG-9)."""

    RELATIVE = "RELATIVE", _("un proche")
    DELEGATE = "DELEGATE", _("un délégué")
    OBITUARY = "OBITUARY", _("un avis de décès")
    REGISTER = "REGISTER", _("un acte ou un fichier officiel")


class ConsentProof(TextChoices):
    """Who said that a person agrees, and how one knows."""

    OWN = "OWN", _("par la personne, connectée au site")
    OFFICE = "OFFICE", _("par le secrétariat, à la demande de la personne")
