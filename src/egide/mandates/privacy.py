"""What mandates hold about people: who served the society, where and when."""

from egide.kernel.forgetting import keep
from egide.kernel.registry import NoPersonalData, PersonalData
from egide.mandates.models import Body, Incompatibility, Mandate, Office, OfficeRight, Scope, Seat

PERSONAL_DATA = (
    PersonalData(
        model=Mandate,
        subject="person_id",
        purpose="Savoir qui engage la société, et ce que chacun peut lire et faire",
        legal_basis="obligation légale (déclaration des dirigeants) et intérêt légitime",
        retention="sans limite : rôle historique des mandats",
        erase=keep,
        normal=(
            "id",
            "person",
            "seat",
            "body",
            "office",
            "sole",
            "scope",
            "designation",
            "elected_on",
            "starts_on",
            "ends_on",
            "term_ends_on",
            "ratified_on",
            "succeeds",
            "follows",
        ),
        personal=("end_reason",),
    ),
    NoPersonalData(model=Scope, reason="des groupes, des lieux et des régions"),
    NoPersonalData(model=Body, reason="les organes prévus par les statuts"),
    NoPersonalData(model=Seat, reason="des sièges, non les personnes qui s’y trouvent"),
    NoPersonalData(model=Office, reason="des fonctions, non leurs titulaires"),
    NoPersonalData(model=OfficeRight, reason="les droits que porte une fonction"),
    NoPersonalData(model=Incompatibility, reason="des paires de fonctions"),
)
