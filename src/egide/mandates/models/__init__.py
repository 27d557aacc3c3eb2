"""Tables of the statutes and of who serves: scopes, offices, bodies, seats, mandates."""

from egide.mandates.models.body import Body, Seat
from egide.mandates.models.mandate import Mandate
from egide.mandates.models.office import Incompatibility, Office, OfficeRight
from egide.mandates.models.scope import Scope

__all__ = ["Body", "Incompatibility", "Mandate", "Office", "OfficeRight", "Scope", "Seat"]
