"""What the registry's tables hold about people, and how it is forgotten (R-REG-8)."""

from __future__ import annotations

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from egide.kernel.forgetting import keep, remove
from egide.kernel.registry import Keep, Lasting, NoPersonalData, Parameter, PersonalData
from egide.members.enums import DataStatus
from egide.members.models import (
    Centre,
    ContactPoint,
    ContactPointChange,
    DeathReport,
    ErasedMark,
    LegalHold,
    Membership,
    NameToken,
    Person,
    PersonAlias,
    PersonChange,
    Position,
    PositionChange,
    PostalAddress,
    PostalAddressChange,
    Promotion,
    RollEntry,
    Schooling,
    VisibilityChoice,
    WithdrawnNumbers,
)

LIFE = _("toute la vie du sociétaire, puis le rôle historique")
CONTRACT = _("exécution du contrat d’adhésion (statuts)")
CONSENT = _("choix de la personne")
UNTIL_DEATH = _("jusqu’au retrait, ou 1 an après le décès")
HISTORY_KEPT = _("3 ans après le changement")
AFTER_DEATH_DAYS = "members.after_death_days"
HISTORY_DAYS = "members.history_days"
DEATH_REPORT_DAYS = "members.death_report_days"
HOLD_DAYS = "members.hold_days"
AFTER_DEATH = Keep(after="person__died_on", days=AFTER_DEATH_DAYS)
HISTORY_RULE = Keep(after="pgh_created_at", days=HISTORY_DAYS)
# What the database itself writes on each line of history.
HISTORY = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "changed_by")


def forget_person(people: QuerySet[Person]) -> None:
    """Leave the roll's line: the number, and nothing that names anybody."""
    people.update(
        readable_id=Concat(Value("anonyme."), F("society_no")),
        birth_name="",
        usage_name="",
        first_names="",
        sex="",
        born_on=None,
        nationality="",
        languages=[],
        letter_language="",
        nickname="",
        family_numbers="",
        audit_note="",
        sort_name="",
        name_tokens=[],
        listed=False,
        data_status=DataStatus.ANONYMISED,
        version=F("version") + 1,
    )


def forget_schooling(schoolings: QuerySet[Schooling]) -> None:
    """Leave the promotion and the course, which are counted."""
    schoolings.update(left_on=None, diploma_kind="", diploma_on=None)


PERSONAL_DATA = (
    PersonalData(
        model=Person,
        subject="pk",
        purpose=_("Tenir le registre et l’annuaire des sociétaires"),
        legal_basis=CONTRACT,
        retention=LIFE,
        erase=forget_person,
        normal=(
            "id",
            "society_no",
            "registry_status",
            "data_status",
            "audit_status",
            "listed",
            "version",
        ),
        personal=(
            "readable_id",
            "birth_name",
            "usage_name",
            "first_names",
            "sex",
            "born_on",
            "died_on",
            "nationality",
            "languages",
            "letter_language",
            "nickname",
            "family_numbers",
            "life_status",
            "audit_note",
            "sort_name",
            "name_tokens",
        ),
        stays=("died_on", "life_status"),
        keep=Lasting.UNTIL_ERASED,
    ),
    PersonalData(
        model=PersonAlias,
        subject="person_id",
        purpose=_("Retrouver une personne par un ancien identifiant"),
        legal_basis=CONTRACT,
        retention=LIFE,
        erase=remove,
        normal=("id", "person"),
        personal=("readable_id",),
        keep=Lasting.UNTIL_ERASED,
    ),
    PersonalData(
        model=Schooling,
        subject="person_id",
        purpose=_("Établir l’appartenance aux promotions"),
        legal_basis=CONTRACT,
        retention=LIFE,
        erase=forget_schooling,
        normal=("id", "person", "promotion", "rank"),
        personal=("cursus", "left_on", "diploma_kind", "diploma_on"),
        stays=("cursus",),
        keep=Lasting.UNTIL_ERASED,
    ),
    PersonalData(
        model=Membership,
        subject="person_id",
        purpose=_("Établir la qualité de sociétaire, jour après jour"),
        legal_basis=CONTRACT,
        retention=LIFE,
        erase=keep,
        normal=("id", "person"),
        personal=("status", "starts_on", "ends_on"),
        stays=("status", "starts_on", "ends_on"),
        keep=Lasting.UNTIL_ERASED,
    ),
    PersonalData(
        model=ContactPoint,
        subject="person_id",
        purpose=_("Joindre le sociétaire"),
        legal_basis=CONTRACT,
        retention=UNTIL_DEATH,
        erase=remove,
        normal=("id", "person", "kind", "primary", "source"),
        personal=("value", "verified_at", "invalid"),
        keep=(AFTER_DEATH,),
    ),
    PersonalData(
        model=PostalAddress,
        subject="person_id",
        purpose=_("Joindre le sociétaire et le rattacher à un groupe territorial"),
        legal_basis=CONTRACT,
        retention=UNTIL_DEATH,
        erase=remove,
        normal=("id", "person"),
        personal=("lines", "postcode", "city", "country", "starts_on", "ends_on", "verified_at"),
        keep=(AFTER_DEATH,),
    ),
    PersonalData(
        model=Position,
        subject="person_id",
        purpose=_("Faire vivre le réseau professionnel"),
        legal_basis=CONSENT,
        retention=UNTIL_DEATH,
        erase=remove,
        normal=("id", "person"),
        personal=(
            "status",
            "company",
            "title",
            "sector",
            "function",
            "starts_on",
            "ends_on",
            "verified_at",
        ),
        keep=(AFTER_DEATH,),
    ),
    PersonalData(
        model=VisibilityChoice,
        subject="person_id",
        purpose=_("Respecter ce que chacun montre, et à qui"),
        legal_basis=CONSENT,
        retention=UNTIL_DEATH,
        erase=remove,
        normal=("id", "person", "field"),
        personal=("audience",),
        keep=(AFTER_DEATH,),
    ),
    PersonalData(
        model=DeathReport,
        subject="person_id",
        purpose=_("Confirmer un décès avec tact, et cesser les envois"),
        legal_basis=_("intérêt légitime"),
        retention=_("5 ans après le signalement"),
        erase=remove,
        normal=("id", "person", "source"),
        personal=("reported_by", "reported_on", "died_on", "document_reference", "withdrawn_on"),
        keep=(Keep(after="reported_on", days=DEATH_REPORT_DAYS),),
    ),
    PersonalData(
        model=RollEntry,
        subject="person_id",
        purpose=_("Garder le rôle historique des promotions"),
        legal_basis=_("intérêt légitime (histoire de la société), sauf opposition admise"),
        retention=_("sans limite ; le nom, jusqu’à l’opposition admise"),
        erase=keep,
        normal=("id", "person", "promotion", "written_on"),
        personal=("name",),
        stays=("name",),
        keep=Lasting.FOR_EVER,
    ),
    PersonalData(
        model=ErasedMark,
        subject="person_id",
        purpose=_("Ne pas ramener par un fichier quelqu’un qui a demandé l’effacement"),
        legal_basis=_("obligation légale (effet de l’effacement, RGPD, article 17)"),
        retention=_("sans limite : une empreinte salée, qui ne se relit pas"),
        erase=keep,
        normal=("id", "person"),
        personal=("mark",),
        stays=("mark",),
        keep=Lasting.FOR_EVER,
    ),
    PersonalData(
        model=LegalHold,
        subject="person_id",
        purpose=_("Garder ce qu’un litige ou une enquête oblige à garder"),
        legal_basis=_("obligation légale ou défense d’un droit (RGPD, article 17, 3)"),
        retention=_("5 ans après la levée"),
        erase=remove,
        normal=("id", "person", "placed_on", "lifted_on"),
        personal=("reason",),
        keep=(Keep(after="lifted_on", days=HOLD_DAYS),),
    ),
    # After the tables that they follow: erasing those writes here what they said.
    PersonalData(
        model=PersonChange,
        subject="pgh_obj_id",
        purpose=_("Montrer à chacun ce qui a changé dans sa fiche"),
        legal_basis=CONTRACT,
        retention=HISTORY_KEPT,
        erase=remove,
        normal=(*HISTORY, "registry_status", "data_status"),
        personal=(
            "birth_name",
            "usage_name",
            "first_names",
            "sex",
            "born_on",
            "died_on",
            "nationality",
            "languages",
            "nickname",
            "family_numbers",
            "life_status",
        ),
        keep=(HISTORY_RULE,),
    ),
    PersonalData(
        model=ContactPointChange,
        subject="person_id",
        purpose=_("Montrer à chacun ce qui a changé dans sa fiche"),
        legal_basis=CONTRACT,
        retention=HISTORY_KEPT,
        erase=remove,
        normal=(*HISTORY, "person", "kind", "primary"),
        personal=("value", "verified_at", "invalid"),
        keep=(HISTORY_RULE, AFTER_DEATH),
    ),
    PersonalData(
        model=PostalAddressChange,
        subject="person_id",
        purpose=_("Montrer à chacun ce qui a changé dans sa fiche"),
        legal_basis=CONTRACT,
        retention=HISTORY_KEPT,
        erase=remove,
        normal=(*HISTORY, "person"),
        personal=("lines", "postcode", "city", "country", "starts_on", "ends_on"),
        keep=(HISTORY_RULE, AFTER_DEATH),
    ),
    PersonalData(
        model=PositionChange,
        subject="person_id",
        purpose=_("Montrer à chacun ce qui a changé dans sa fiche"),
        legal_basis=CONSENT,
        retention=HISTORY_KEPT,
        erase=remove,
        normal=(*HISTORY, "person"),
        personal=("status", "company", "title", "sector", "function", "starts_on", "ends_on"),
        keep=(HISTORY_RULE, AFTER_DEATH),
    ),
    NoPersonalData(model=Centre, reason=_("les sites de l’École")),
    NoPersonalData(model=Promotion, reason=_("un centre et une année")),
    NoPersonalData(model=WithdrawnNumbers, reason=_("des numéros que plus personne ne porte")),
    NoPersonalData(model=NameToken, reason=_("des mots isolés, sans lien vers une personne")),
)
DURATIONS = (
    Parameter(
        code=AFTER_DEATH_DAYS,
        label=_("Coordonnées et situations d’une personne décédée, gardées au plus"),
        default=365,
        unit=_("jours"),
        source=_("Durées de conservation"),
    ),
    Parameter(
        code=HISTORY_DAYS,
        label=_("Ce qu’une fiche disait avant un changement, gardé au plus"),
        default=1_095,
        unit=_("jours"),
        source=_("Durées de conservation"),
    ),
    Parameter(
        code=DEATH_REPORT_DAYS,
        label=_("Signalement d’un décès, gardé au plus"),
        default=1_826,
        unit=_("jours"),
        source=_("Durées de conservation"),
    ),
    Parameter(
        code=HOLD_DAYS,
        label=_("Gel levé, gardé au plus"),
        default=1_826,
        unit=_("jours"),
        source=_("Code civil, article 2224"),
    ),
)
