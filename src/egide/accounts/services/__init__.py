"""The verbs of coming in and going out; each is told who acts and when."""

from egide.accounts.services.entries import (
    AccountClosed,
    NotADemo,
    TooManyTries,
    count_try,
    enter_as_persona,
)
from egide.accounts.services.links import (
    LinkRefused,
    Proof,
    ask_for_link,
    count_code,
    make_demo_link,
    people_behind,
    prepare_letter,
    use_link,
)
from egide.accounts.services.passwords import (
    PasswordRefused,
    WrongPassword,
    check_password,
    prove_by_password,
    remove_password,
    set_password,
)
from egide.accounts.services.sessions import (
    SessionUnknown,
    end_other_sessions,
    end_session,
    forget_ended,
    record_sign_out,
)

__all__ = [
    "AccountClosed",
    "LinkRefused",
    "NotADemo",
    "PasswordRefused",
    "Proof",
    "SessionUnknown",
    "TooManyTries",
    "WrongPassword",
    "ask_for_link",
    "check_password",
    "count_code",
    "count_try",
    "end_other_sessions",
    "end_session",
    "enter_as_persona",
    "forget_ended",
    "make_demo_link",
    "people_behind",
    "prepare_letter",
    "prove_by_password",
    "record_sign_out",
    "remove_password",
    "set_password",
    "use_link",
]
