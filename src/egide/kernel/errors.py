"""What the society's rules, or the rights of a person, forbid."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The society's rules forbid this; the message is shown to the person as it is."""


class NotAllowed(Refused):
    """The person does not hold the right, or not on this scope."""


class Stale(Refused):
    """Somebody else changed the record since this person read it; nothing was overwritten."""
