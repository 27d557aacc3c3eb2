"""What the registry's tables hold about people, and how it is forgotten (R-REG-8)."""

from __future__ import annotations

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from egide.kernel.registry import NoPersonalData, PersonalData
from egide.members.enums import DataStatus
from egide.members.models import (
    Centre,
    ContactPoint,
    ContactPointChange,
    DeathReport,
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
    Schooling,
    VisibilityChoice,
)

LIFE = "toute la vie du sociétaire, puis le rôle historique"
CONTRACT = "exécution du contrat d’adhésion (statuts)"
CONSENT = "choix de la personne"
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
        nickname="",
        family_numbers="",
        audit_note="",
        sort_name="",
        name_tokens=[],
        listed=False,
        data_status=DataStatus.ANONYMISED,
        version=F("version") + 1,
    )


def remove(rows: QuerySet) -> None:
    """Remove the rows: nothing obliges the society to keep them."""
    rows.delete()


def keep(rows: QuerySet) -> None:
    """Keep the rows: they say when, not who, once the person is anonymised."""


PERSONAL_DATA = (
    PersonalData(
        model=Person,
        subject="pk",
        purpose="Tenir le registre et l’annuaire des sociétaires",
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
            "nickname",
            "family_numbers",
            "life_status",
            "audit_note",
            "sort_name",
            "name_tokens",
        ),
    ),
    PersonalData(
        model=PersonAlias,
        subject="person_id",
        purpose="Retrouver une personne par un ancien identifiant",
        legal_basis=CONTRACT,
        retention=LIFE,
        erase=remove,
        normal=("id", "person"),
        personal=("readable_id",),
    ),
    PersonalData(
        model=Schooling,
        subject="person_id",
        purpose="Établir l’appartenance aux promotions",
        legal_basis=CONTRACT,
        retention=LIFE,
        erase=keep,
        normal=("id", "person", "promotion", "rank"),
        personal=("cursus", "left_on", "diploma_kind", "diploma_on"),
    ),
    PersonalData(
        model=Membership,
        subject="person_id",
        purpose="Établir la qualité de sociétaire, jour après jour",
        legal_basis=CONTRACT,
        retention=LIFE,
        erase=keep,
        normal=("id", "person"),
        personal=("status", "starts_on", "ends_on"),
    ),
    PersonalData(
        model=ContactPoint,
        subject="person_id",
        purpose="Joindre le sociétaire",
        legal_basis=CONTRACT,
        retention="jusqu’au retrait ou au décès",
        erase=remove,
        normal=("id", "person", "kind", "primary", "source"),
        personal=("value", "verified_at", "invalid"),
    ),
    PersonalData(
        model=PostalAddress,
        subject="person_id",
        purpose="Joindre le sociétaire et le rattacher à un groupe territorial",
        legal_basis=CONTRACT,
        retention="jusqu’au retrait ou au décès",
        erase=remove,
        normal=("id", "person"),
        personal=("lines", "postcode", "city", "country", "starts_on", "ends_on", "verified_at"),
    ),
    PersonalData(
        model=Position,
        subject="person_id",
        purpose="Faire vivre le réseau professionnel",
        legal_basis=CONSENT,
        retention="jusqu’au retrait ou au décès",
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
    ),
    PersonalData(
        model=VisibilityChoice,
        subject="person_id",
        purpose="Respecter ce que chacun montre, et à qui",
        legal_basis=CONSENT,
        retention="jusqu’au retrait ou au décès",
        erase=remove,
        normal=("id", "person", "field"),
        personal=("audience",),
    ),
    PersonalData(
        model=DeathReport,
        subject="person_id",
        purpose="Confirmer un décès avec tact, et cesser les envois",
        legal_basis="intérêt légitime",
        retention="5 ans après la confirmation",
        erase=remove,
        normal=("id", "person", "source"),
        personal=("reported_by", "reported_on", "died_on", "document_reference", "withdrawn_on"),
    ),
    # After the tables that they follow: erasing those writes here what they said.
    PersonalData(
        model=PersonChange,
        subject="pgh_obj_id",
        purpose="Montrer à chacun ce qui a changé dans sa fiche",
        legal_basis=CONTRACT,
        retention=LIFE,
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
    ),
    PersonalData(
        model=ContactPointChange,
        subject="person_id",
        purpose="Montrer à chacun ce qui a changé dans sa fiche",
        legal_basis=CONTRACT,
        retention="jusqu’au retrait ou au décès",
        erase=remove,
        normal=(*HISTORY, "person", "kind", "primary"),
        personal=("value", "verified_at", "invalid"),
    ),
    PersonalData(
        model=PostalAddressChange,
        subject="person_id",
        purpose="Montrer à chacun ce qui a changé dans sa fiche",
        legal_basis=CONTRACT,
        retention="jusqu’au retrait ou au décès",
        erase=remove,
        normal=(*HISTORY, "person"),
        personal=("lines", "postcode", "city", "country", "starts_on", "ends_on"),
    ),
    PersonalData(
        model=PositionChange,
        subject="person_id",
        purpose="Montrer à chacun ce qui a changé dans sa fiche",
        legal_basis=CONSENT,
        retention="jusqu’au retrait ou au décès",
        erase=remove,
        normal=(*HISTORY, "person"),
        personal=("status", "company", "title", "sector", "function", "starts_on", "ends_on"),
    ),
    NoPersonalData(model=Centre, reason="les sites de l’École"),
    NoPersonalData(model=Promotion, reason="un centre et une année"),
    NoPersonalData(model=NameToken, reason="des mots isolés, sans lien vers une personne"),
)
