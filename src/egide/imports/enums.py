"""States of a batch and of its lines."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BatchState(TextChoices):
    """Where a batch stands, from the file received to its records taken back."""

    RECEIVED = "RECEIVED", _("colonnes à choisir")
    CHECKING = "CHECKING", _("lecture en cours")
    CHECKED = "CHECKED", _("vérifié")
    ENTERING = "ENTERING", _("entrée en cours")
    ENTERED = "ENTERED", _("entré")
    WITHDRAWN = "WITHDRAWN", _("repris")
    DISCARDED = "DISCARDED", _("abandonné")


class LineState(TextChoices):
    """What a line waits for."""

    READY = "READY", _("prête")
    WRONG = "WRONG", _("à corriger")
    ALIKE = "ALIKE", _("à trancher")
    LEFT_OUT = "LEFT_OUT", _("laissée de côté")


class Choice(TextChoices):
    """What somebody decided of a line that looks like a record."""

    UNDECIDED = "", _("à trancher")
    NEW = "NEW", _("une autre")
    SAME = "SAME", _("la même, à compléter")
