"""What the letters hold about people."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from egide.kernel.forgetting import keep, remove
from egide.kernel.registry import Keep, Lasting, NoPersonalData, PersonalData, Uniting
from egide.kernel.uniting import Joining, move, move_once, take_out
from egide.letters.models import (
    Layout,
    LayoutVersion,
    Mailing,
    MailingAudience,
    OptOut,
    RelayLetter,
    ReturnedLetter,
)


def forget_text(letters: QuerySet[RelayLetter]) -> None:
    """Keep that a letter was carried, which its day's count needs, and nothing of what it said."""
    letters.update(subject="", text="", complaint="", judgement="")


def join_relayed(case: Joining) -> None:
    """Leave what one record wrote to the other: nobody writes to oneself."""
    opposite = "recipient_id" if case.column == "sender_id" else "sender_id"
    take_out(case.theirs.filter(**{opposite: case.kept}))
    move(case)


PERSONAL_DATA = (
    PersonalData(
        model=Mailing,
        subject="author_id",
        purpose=_("Écrire à plusieurs, une fois à chacun, et garder ce qui a été écrit"),
        legal_basis=_("intérêt légitime : la vie de la société"),
        retention=_("la vie de la société : ce sont ses publications"),
        erase=keep,
        keep=Lasting.FOR_EVER,
        normal=(
            *("id", "kind", "subject", "body", "subject_en", "body_en", "sender_name"),
            *("answers_to_author", "layout", "author", "state", "site", "html", "people"),
            *("drafted_at", "begun_at"),
        ),
        unite=(Uniting(column="author_id", join=move),),
    ),
    NoPersonalData(model=Layout, reason=_("des noms de mises en page")),
    PersonalData(
        model=LayoutVersion,
        subject="author_id",
        purpose=_("Mettre en page les lettres, et savoir qui a changé quoi"),
        legal_basis=_("intérêt légitime : la vie de la société"),
        retention=_("la vie de la société : ce sont ses publications"),
        erase=keep,
        keep=Lasting.FOR_EVER,
        normal=(
            *("id", "layout", "number", "source", "images"),
            *("author", "written_at", "published_at"),
        ),
        unite=(Uniting(column="author_id", join=move),),
    ),
    NoPersonalData(model=MailingAudience, reason=_("des publics, jamais les personnes qui y sont")),
    PersonalData(
        model=OptOut,
        subject="person_id",
        purpose=_("Ne pas écrire à qui l’a refusé"),
        legal_basis=_("obligation légale (RGPD, article 21)"),
        retention=_("tant que la personne est connue de la société"),
        erase=remove,
        keep=Lasting.UNTIL_ERASED,
        normal=("id", "person", "kind", "audience", "label"),
        personal=("since",),
        unite=(Uniting(column="person_id", join=move_once("kind", "audience")),),
    ),
    PersonalData(
        model=ReturnedLetter,
        subject="person_id",
        purpose=_("Abandonner une adresse qui ne répond plus"),
        legal_basis=_("intérêt légitime : un registre exact"),
        retention=_("un an"),
        erase=remove,
        keep=(Keep(after="returned_at", days=365),),
        normal=("id", "person", "letter_id", "hard", "returned_at"),
        personal=("address", "status"),
        unite=(Uniting(column="person_id", join=move),),
    ),
    PersonalData(
        model=RelayLetter,
        subject="sender_id",
        purpose=_("Porter une lettre d’un sociétaire à un autre sans montrer leurs adresses"),
        legal_basis=_("exécution du contrat d’adhésion (statuts)"),
        retention=_("quatre-vingt-dix jours pour les mots"),
        erase=forget_text,
        keep=Lasting.UNTIL_ERASED,
        normal=(
            *("id", "sender", "recipient", "shows_address", "answers", "site", "written_at"),
            *("reported_at", "judged_at", "stopped"),
        ),
        personal=("subject", "text", "complaint", "judgement"),
        unite=(
            Uniting(column="sender_id", join=join_relayed),
            Uniting(column="recipient_id", join=join_relayed),
        ),
    ),
)
