"""What the registry keeps beside a record: reports, marks, former records, history (R-REG-8)."""

from __future__ import annotations

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from egide.kernel.forgetting import keep, remove
from egide.kernel.registry import Keep, Lasting, NoPersonalData, PersonalData, Uniting
from egide.kernel.uniting import move, move_once, rewrite
from egide.members.models import (
    Centre,
    ContactPoint,
    ContactPointChange,
    DeathReport,
    ErasedMark,
    FormerRecord,
    LegalHold,
    LikelyPair,
    NameToken,
    Person,
    PersonChange,
    Position,
    PositionChange,
    PostalAddress,
    PostalAddressChange,
    Promotion,
    RollEntry,
    Union,
    WithdrawnNumbers,
)
from egide.members.privacy.durations import (
    CONTRACT,
    DEATH_REPORT_DAYS,
    HISTORY_KEPT,
    HISTORY_RULE,
    HOLD_DAYS,
)
from egide.members.privacy.joining import join_pairs, join_roll
from egide.members.privacy.living import LIVING

# What the database itself writes on each line of history.
HISTORY = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "changed_by")


def forget_steps(unions: QuerySet[Union]) -> None:
    """Leave that two records were united; nothing of what they said."""
    unions.update(steps=None, reason="")


def history_of(model: type[Model], followed: type[Model]) -> PersonalData:
    """Return what is said of the history of a table: its columns are classed as the table's are."""
    [entry] = [entry for entry in LIVING if entry.model is followed]
    kept = [field.name for field in model._meta.concrete_fields if field.name not in HISTORY]
    subject = "pgh_obj_id" if followed is Person else entry.subject
    rules = entry.keep if isinstance(entry.keep, tuple) else ()
    return PersonalData(
        model=model,
        subject=subject,
        purpose=_("Montrer à chacun ce qui a changé dans sa fiche"),
        legal_basis=entry.legal_basis,
        retention=HISTORY_KEPT,
        erase=remove,
        normal=(*HISTORY, *(name for name in entry.normal if name in kept)),
        personal=tuple(name for name in entry.personal if name in kept),
        keep=(HISTORY_RULE, *rules),
        unite=(Uniting(column=subject, join=rewrite),),
    )


REMEMBERED: tuple[PersonalData | NoPersonalData, ...] = (
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
    *(
        history_of(model, followed)
        for model, followed in (
            (PersonChange, Person),
            (ContactPointChange, ContactPoint),
            (PostalAddressChange, PostalAddress),
            (PositionChange, Position),
        )
    ),
    NoPersonalData(model=Centre, reason=_("les sites de l’École")),
    NoPersonalData(model=Promotion, reason=_("un centre et une année")),
    NoPersonalData(model=WithdrawnNumbers, reason=_("des numéros que plus personne ne porte")),
    NoPersonalData(model=NameToken, reason=_("des mots isolés, sans lien vers une personne")),
)
