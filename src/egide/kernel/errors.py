"""What the society's rules, or the rights of a person, forbid."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The society's rules forbid this; the message is shown to the person as it is."""


class NotAllowed(Refused):
    """The person does not hold the right, or not on this scope."""


class StaleProof(NotAllowed):
    """The last proof of identity is too old for this act; the right itself is not in doubt."""


class TooOften(Refused):
    """Asked too often in too little time; ``seconds`` are left before the next try."""

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message)
        self.seconds = max(1, seconds)


class Stale(Refused):
    """Somebody else changed the record since this person read it; nothing was overwritten."""
