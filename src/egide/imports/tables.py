"""The batches, as a list."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from egide.design.tables import Column, Empty, Filter, Table, label_of
from egide.imports.enums import BatchState
from egide.imports.models import Batch
from egide.kernel import registry
from egide.kernel.routes import address_of


def _kind(batch: Batch) -> str:
    found = registry.importers().get(batch.kind)
    return str(found.label) if found else batch.kind


BATCHES = Table(
    "reprises",
    title=_("Fichiers repris"),
    columns=(
        Column("pk", _("Lot"), kind="number", sort=True,
               link=lambda batch: address_of("imports:batch", batch.pk)),
        Column("file_name", _("Fichier"), sort=True),
        Column("kind", _("Contenu"), value=_kind, sort="kind"),
        Column("state", _("État"), value=label_of("state", BatchState), sort="state"),
        Column("opened_at", _("Déposé le"), kind="instant", sort=True),
    ),
    filters=(
        Filter("etat", _("État"), lambda batches, state: batches.filter(state=state),
               choices=BatchState.choices),
    ),
    search=lambda batches, text: batches.filter(file_name__icontains=text),
    default_sort="-pk",
    empty=Empty(
        _("Aucun fichier encore"),
        _("Déposez le fichier de votre ancien logiciel : rien n’entre avant que vous l’ayez relu."),
        sign="file-up",
    ),
)  # fmt: skip
