"""Reports of delivery (DSN, RFC 3464), as the servers of others send them back."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

_NAMED = ("Original-Message-ID", "Message-ID", "X-Original-Message-ID")


@dataclass(frozen=True, kw_only=True)
class DeliveryReport:
    """What one report says: of which letter, and what became of it."""

    message_id: str
    action: str
    status: str


def report_in(content: bytes) -> DeliveryReport | None:
    """Return what a message reports about a letter of ours; nothing when it reports nothing.

    An answer of a person, an absence, a report without the head of the letter: none of them says
    which letter came back.
    """
    message = message_from_bytes(content, policy=policy.compat32)
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    action, status, identity = "", "", ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            action, status = _outcome(part)
        elif kind == "text/rfc822-headers":
            identity = identity or _identity(message_from_bytes(_payload(part)))
        elif part is not message and kind == "message/rfc822":
            for inner in _parts(part)[:1]:
                identity = identity or _identity(inner)
    if not identity or not action:
        return None
    return DeliveryReport(message_id=identity, action=action, status=status)


def _outcome(part: Message) -> tuple[str, str]:
    """Return the action and the status of the first recipient: a letter of ours has only one."""
    for block in _parts(part):
        action = str(block.get("Action", "")).strip().lower()
        if action:
            said = str(block.get("Diagnostic-Code", "")).partition(";")[2].strip()
            return action, f"{str(block.get('Status', '')).strip()} {said}".strip()
    return "", ""


def _parts(part: Message) -> list[Message]:
    inside: Any = part.get_payload()
    return inside if isinstance(inside, list) else []


def _identity(head: Message) -> str:
    for name in _NAMED:
        if head.get(name):
            return str(head[name]).strip()
    return ""


def _payload(part: Message) -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""
