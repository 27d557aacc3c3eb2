"""Two records that may be one person: what differs, what is chosen, what forbids to unite them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egide.kernel.registry import Words
from egide.members.enums import ContactKind, DataStatus, LifeStatus
from egide.members.models import Person

PROMOTION, STANDING, ADDRESS = "promotion", "standing", "address"


@dataclass(frozen=True)
class Part:
    """A part of a record that is taken from one of the two (champ à choisir).

    ``columns`` are those of the person; without any, the part is a table of its own.
    """

    name: str
    label: Words
    columns: tuple[str, ...] = ()


PARTS = (
    Part("first_names", gettext_lazy("Prénoms"), ("first_names",)),
    Part("usage_name", gettext_lazy("Nom d’usage"), ("usage_name",)),
    Part("birth_name", gettext_lazy("Nom de naissance"), ("birth_name",)),
    Part("sex", gettext_lazy("Sexe"), ("sex",)),
    Part("born_on", gettext_lazy("Date de naissance"), ("born_on",)),
    Part("died_on", gettext_lazy("Date de décès"), ("died_on",)),
    Part("nationality", gettext_lazy("Nationalité"), ("nationality",)),
    Part("languages", gettext_lazy("Langues parlées"), ("languages",)),
    Part("letter_language", gettext_lazy("Langue des lettres"), ("letter_language",)),
    Part("nickname", gettext_lazy("Surnom de promotion"), ("nickname",)),
    Part("family_numbers", gettext_lazy("Numéros de famille"), ("family_numbers",)),
    Part("registry_status", gettext_lazy("État au registre"), ("registry_status",)),
    Part("audit", gettext_lazy("Fiabilité de la fiche"), ("audit_status", "audit_note")),
    Part(PROMOTION, gettext_lazy("Promotion principale")),
    Part(STANDING, gettext_lazy("Qualité de sociétaire")),
    Part(ADDRESS, gettext_lazy("Adresse")),
    Part(ContactKind.EMAIL, gettext_lazy("Courriel principal")),
    Part(ContactKind.PHONE, gettext_lazy("Téléphone principal")),
    Part(ContactKind.WEB, gettext_lazy("Page principale")),
)


def obstacles_to_uniting(kept: Person, gone: Person, *, held: Collection[int]) -> list[str]:
    """What forbids to unite two records, in words for the clerk; ``held`` are under legal hold."""
    obstacles = []
    if kept.pk == gone.pk:
        obstacles.append(_("C’est une seule et même fiche."))
    if DataStatus.ANONYMISED in (kept.data_status, gone.data_status):
        obstacles.append(_("Les données d’une de ces fiches sont effacées : rien ne s’y ajoute."))
    if (kept.life_status == LifeStatus.DECEASED) != (gone.life_status == LifeStatus.DECEASED):
        obstacles.append(
            _("Une fiche dit un décès, l’autre non : confirmez ou démentez d’abord ce décès.")
        )
    if {kept.pk, gone.pk} & set(held):
        obstacles.append(_("Un gel porte sur une de ces fiches : rien n’y change tant qu’il dure."))
    return obstacles


def obstacles_to_undoing(*, undo_until: date, on: date, erased: bool) -> list[str]:
    """What forbids to part two records again, before their rows are looked at."""
    if erased:
        return [_("Les données de cette personne ont été effacées : rien ne permet de séparer.")]
    if on > undo_until:
        return [
            _("Le délai pour séparer ces fiches a pris fin le %(day)s.")
            % {"day": f"{undo_until:%d/%m/%Y}"}
        ]
    return []


def strictest(one: str, other: str) -> str:
    """Return the state of data that allows less: what one record restricts stays restricted."""
    return DataStatus.RESTRICTED if DataStatus.RESTRICTED in (one, other) else one


def gravest(one: str, other: str) -> str:
    """Return the state of life to write: a death that was told of one record was told of both."""
    return LifeStatus.PRESUMED_DEAD if LifeStatus.PRESUMED_DEAD in (one, other) else one
