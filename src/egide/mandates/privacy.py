"""What mandates hold about people: who served the society, where and when."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.forgetting import keep
from egide.kernel.registry import Lasting, NoPersonalData, PersonalData, Uniting
from egide.kernel.uniting import move
from egide.mandates.models import Body, Incompatibility, Mandate, Office, OfficeRight, Scope, Seat
from egide.mandates.queries.clashes import two_mandates_at_once

PERSONAL_DATA = (
    PersonalData(
        model=Mandate,
        subject="person_id",
        purpose=_("Savoir qui engage la société, et ce que chacun peut lire et faire"),
        legal_basis=_("obligation légale (déclaration des dirigeants) et intérêt légitime"),
        retention=_("sans limite : rôle historique des mandats"),
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
        stays=("end_reason",),
        keep=Lasting.FOR_EVER,
        unite=(Uniting(column="person_id", join=move, obstacles=two_mandates_at_once),),
    ),
    NoPersonalData(model=Scope, reason=_("des groupes, des lieux et des régions")),
    NoPersonalData(model=Body, reason=_("les organes prévus par les statuts")),
    NoPersonalData(model=Seat, reason=_("des sièges, non les personnes qui s’y trouvent")),
    NoPersonalData(model=Office, reason=_("des fonctions, non leurs titulaires")),
    NoPersonalData(model=OfficeRight, reason=_("les droits que porte une fonction")),
    NoPersonalData(model=Incompatibility, reason=_("des paires de fonctions")),
)
