"""What a record says of somebody, and how it is forgotten (R-REG-8)."""

from __future__ import annotations

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from egide.kernel.forgetting import keep, remove
from egide.kernel.registry import Keep, Lasting, PersonalData, Uniting
from egide.kernel.uniting import move, move_once
from egide.members.enums import DataStatus
from egide.members.models import (
    Consent,
    ContactPoint,
    Membership,
    Person,
    PersonAlias,
    Position,
    PostalAddress,
    Schooling,
    VisibilityChoice,
)
from egide.members.privacy.durations import (
    AFTER_DEATH,
    CONSENT,
    CONSENT_DAYS,
    CONTRACT,
    LIFE,
    UNTIL_DEATH,
)
from egide.members.privacy.joining import (
    join_addresses,
    join_choices,
    join_consents,
    join_contacts,
    join_schoolings,
    join_standings,
)

SAME_POSITION = move_once("status", "company", "title", "starts_on", "ends_on")


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


LIVING = (
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
        unite=(Uniting(column="person_id", join=move),),
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
        unite=(Uniting(column="person_id", join=join_schoolings),),
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
        unite=(Uniting(column="person_id", join=join_standings),),
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
        unite=(Uniting(column="person_id", join=join_contacts),),
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
        unite=(Uniting(column="person_id", join=join_addresses),),
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
        unite=(Uniting(column="person_id", join=SAME_POSITION),),
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
        unite=(Uniting(column="person_id", join=join_choices),),
    ),
    PersonalData(
        model=Consent,
        subject="person_id",
        purpose=_("Prouver ce que la personne accepte de montrer, et qu’elle l’a retiré"),
        legal_basis=_("obligation légale (RGPD, article 7)"),
        retention=_("tant que l’accord court, et 5 ans après son retrait"),
        erase=remove,
        normal=("id", "person", "purpose", "text_version", "proof"),
        personal=("audience", "given_at", "withdrawn_at"),
        keep=(Keep(after="withdrawn_at", days=CONSENT_DAYS), AFTER_DEATH),
        unite=(Uniting(column="person_id", join=join_consents),),
    ),
)
