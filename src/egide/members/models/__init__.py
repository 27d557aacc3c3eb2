"""Tables of the registry: people, schooling, membership, contacts, what each shows to whom."""

from egide.members.models.contact import ContactPoint, Position, PostalAddress
from egide.members.models.duplicates import FormerRecord, LikelyPair, Union
from egide.members.models.history import (
    ContactPointChange,
    PersonChange,
    PositionChange,
    PostalAddressChange,
)
from egide.members.models.membership import Membership
from egide.members.models.person import (
    DeathReport,
    NameToken,
    Person,
    PersonAlias,
    WithdrawnNumbers,
)
from egide.members.models.remembrance import ErasedMark, LegalHold, RollEntry
from egide.members.models.schooling import Centre, Promotion, Schooling
from egide.members.models.visibility import Consent, VisibilityChoice

__all__ = [
    "Centre",
    "Consent",
    "ContactPoint",
    "ContactPointChange",
    "DeathReport",
    "ErasedMark",
    "FormerRecord",
    "LegalHold",
    "LikelyPair",
    "Membership",
    "NameToken",
    "Person",
    "PersonAlias",
    "PersonChange",
    "Position",
    "PositionChange",
    "PostalAddress",
    "PostalAddressChange",
    "Promotion",
    "RollEntry",
    "Schooling",
    "Union",
    "VisibilityChoice",
    "WithdrawnNumbers",
]
