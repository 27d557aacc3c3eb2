"""What the kernel's own tables hold about people."""

from django.contrib.sessions.models import Session

from egide.kernel.models import Document, LimitCount, ParameterValue, RegisterHead, RegisterLine
from egide.kernel.registry import NoPersonalData

PERSONAL_DATA = (
    NoPersonalData(
        model=RegisterLine, reason="identifiers only, never a name or a value that a person gave"
    ),
    NoPersonalData(model=RegisterHead, reason="a number and a hash"),
    NoPersonalData(model=ParameterValue, reason="values set by law or by a vote"),
    NoPersonalData(model=LimitCount, reason="hashed keys, gone when their window ends"),
    NoPersonalData(
        model=Session, reason="a random key and the id of an account; ended with the session"
    ),
    NoPersonalData(
        model=Document,
        reason="the society’s own documents; a module that keeps a personal one maps it",
    ),
)
