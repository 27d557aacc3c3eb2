"""What files that come in hold about people: everything, until they are entered or left."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from egide.imports.models import Batch, BatchFile, Entered, Line, RememberedMapping
from egide.kernel.registry import NoPersonalData

UNREAD = _(
    "des cellules d’un fichier, qui ne pointent encore vers personne ; retirées trente jours après"
    " l’entrée ou l’abandon du lot"
)

PERSONAL_DATA = (
    NoPersonalData(model=Batch, reason=_("un fichier, son empreinte et qui l’a déposé")),
    NoPersonalData(model=BatchFile, reason=UNREAD),
    NoPersonalData(model=Line, reason=UNREAD),
    NoPersonalData(model=Entered, reason=_("des numéros de fiche")),
    NoPersonalData(model=RememberedMapping, reason=_("des titres de colonnes")),
)
