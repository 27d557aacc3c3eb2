"""Tables of the letters."""

from egide.letters.models.layout import Layout, LayoutVersion
from egide.letters.models.mailing import Mailing, MailingAudience
from egide.letters.models.person import OptOut, ReturnedLetter
from egide.letters.models.relay import RelayLetter

__all__ = [
    "Layout",
    "LayoutVersion",
    "Mailing",
    "MailingAudience",
    "OptOut",
    "RelayLetter",
    "ReturnedLetter",
]
