"""Lists of letters."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from egide.design.tables import Column, Empty, Filter, Table, label_of
from egide.kernel.models import LetterKind
from egide.kernel.routes import address_of
from egide.letters.enums import MAILING_KINDS, MailingState
from egide.letters.models import Mailing

KINDS = [(kind.value, LetterKind(kind).label) for kind in MAILING_KINDS]


def _search(mailings: QuerySet[Mailing], text: str) -> QuerySet[Mailing]:
    return mailings.filter(Q(subject__icontains=text) | Q(author__sort_name__icontains=text))


MAILINGS = Table(
    "lettres",
    title=_("Lettres"),
    columns=(
        Column(
            "subject",
            _("Objet"),
            sort=True,
            link=lambda mailing: address_of("letters:mailing", mailing.pk),
        ),
        Column("kind", _("Nature"), value=label_of("kind", LetterKind), sort="kind"),
        Column("state", _("État"), value=label_of("state", MailingState), sort="state"),
        Column(
            "author",
            _("Écrite par"),
            value=lambda mailing: mailing.author.full_name,
            sort="author__sort_name",
        ),
        Column("people", _("Destinataires"), kind="number", sort=True),
        Column("begun_at", _("Envoyée le"), kind="instant", sort=True),
    ),
    filters=(
        Filter("nature", _("Nature"), lambda found, kind: found.filter(kind=kind), choices=KINDS),
        Filter(
            "etat",
            _("État"),
            lambda found, state: found.filter(state=state),
            choices=MailingState.choices,
        ),
    ),
    search=_search,
    default_sort="-begun_at",
    empty=Empty(
        _("Aucune lettre encore"),
        _("Écrivez la première : vous la verrez, vous l’essaierez, puis elle partira."),
        sign="mail",
    ),
)

LAYOUTS = Table(
    "mises-en-page",
    title=_("Mises en page"),
    columns=(
        Column(
            "name",
            _("Nom"),
            sort=True,
            link=lambda layout: address_of("letters:layout", layout.pk),
        ),
        Column("in_use", _("Version en service"), kind="number", sort=True),
        Column("last", _("Dernière version"), kind="number", sort=True),
    ),
    search=lambda layouts, text: layouts.filter(name__icontains=text),
    default_sort="name",
    empty=Empty(
        _("La mise en page de la maison, et pas d’autre"),
        _("Toutes les lettres la portent. Partez d’elle pour en dessiner une."),
        sign="layout-template",
    ),
)
