"""What the registry keeps beside a record: reports, marks, former records, history (R-REG-8)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from egide.kernel.forgetting import keep, remove
from egide.kernel.registry import Keep, Lasting, NoPersonalData, PersonalData, Uniting
from egide.kernel.uniting import move, move_once, rewrite
from egide.members.models import (
    Centre,
    ContactPointChange,
    DeathReport,
    ErasedMark,
    FormerRecord,
    LegalHold,
    LikelyPair,
    NameToken,
    PersonChange,
    PositionChange,
    PostalAddressChange,
    Promotion,
    RollEntry,
    Union,
    WithdrawnNumbers,
)
from egide.members.privacy.durations import (
    AFTER_DEATH,
    CONSENT,
    CONTRACT,
    DEATH_REPORT_DAYS,
    HISTORY_KEPT,
    HISTORY_RULE,
    HOLD_DAYS,
)
from egide.members.privacy.joining import join_pairs, join_roll

# What the database itself writes on each line of history.
HISTORY = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "changed_by")


def forget_steps(unions: QuerySet[Union]) -> None:
    """Leave that two records were united; nothing of what they said."""
    unions.update(steps=None, reason="")


REMEMBERED = (
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
        unite=(Uniting(column="person_id", join=move),),
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
        unite=(Uniting(column="person_id", join=join_roll),),
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
        unite=(Uniting(column="person_id", join=move_once("mark")),),
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
        unite=(Uniting(column="person_id", join=move),),
    ),
    PersonalData(
        model=LikelyPair,
        subject="person_id",
        purpose=_("Trouver les fiches qui parlent d’une seule personne, et ne pas le redemander"),
        legal_basis=_("intérêt légitime : un registre exact"),
        retention=_("tant que les deux fiches existent"),
        erase=remove,
        normal=("id", "person", "other", "score", "found_on", "apart_on"),
        keep=Lasting.UNTIL_ERASED,
        unite=(
            Uniting(column="person_id", join=join_pairs),
            Uniting(column="other_id", join=join_pairs),
        ),
    ),
    PersonalData(
        model=FormerRecord,
        subject="person_id",
        purpose=_("Retrouver une personne par le numéro d’une fiche fusionnée avec la sienne"),
        legal_basis=CONTRACT,
        retention=_("sans limite : des numéros, et des empreintes salées qui ne se relisent pas"),
        erase=keep,
        normal=("id", "person", "record_id", "society_no", "united_on"),
        personal=("marks",),
        stays=("marks",),
        keep=Lasting.FOR_EVER,
        unite=(Uniting(column="person_id", join=move),),
    ),
    PersonalData(
        model=Union,
        subject="person_id",
        purpose=_("Pouvoir séparer deux fiches fusionnées par erreur"),
        legal_basis=_("intérêt légitime : un registre exact"),
        retention=_("jusqu’au jour limite pour les séparer (members.undo_days)"),
        erase=forget_steps,
        normal=("id", "token", "person", "record_id", "united_on", "undo_until"),
        personal=("reason",),
        secret=("steps",),
        withheld=("steps",),
        keep=(Keep(after="undo_until", days=0),),
        unite=(Uniting(column="person_id", join=move),),
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
        unite=(Uniting(column="pgh_obj_id", join=rewrite),),
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
        unite=(Uniting(column="person_id", join=rewrite),),
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
        unite=(Uniting(column="person_id", join=rewrite),),
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
        unite=(Uniting(column="person_id", join=rewrite),),
    ),
    NoPersonalData(model=Centre, reason=_("les sites de l’École")),
    NoPersonalData(model=Promotion, reason=_("un centre et une année")),
    NoPersonalData(model=WithdrawnNumbers, reason=_("des numéros que plus personne ne porte")),
    NoPersonalData(model=NameToken, reason=_("des mots isolés, sans lien vers une personne")),
)
