"""Asks the machine's antivirus about a received file, where the society has one.

``EGIDE_ANTIVIRUS`` names ClamAV's door: ``unix:/run/clamav/clamd.ctl`` or ``tcp:127.0.0.1:3310``.
Configured, it must answer: a file that could not be examined is not taken (ASVS 5.4.3).
"""

from __future__ import annotations

import socket
import struct

from django.conf import settings

PATIENCE = 20  # seconds
PIECE = 64 * 1024


class Unanswered(Exception):  # noqa: N818 - the caller turns it into a refusal
    """The antivirus is not there, or did not say clearly that the file is clean."""


def is_infected(content: bytes) -> bool:
    """Tell whether the antivirus knows this file as harmful; ``False`` where there is none.

    :raises Unanswered: if one is configured and gives no clear answer.
    """
    if not settings.ANTIVIRUS:
        return False
    try:
        with _door(settings.ANTIVIRUS) as door:
            door.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                door.sendall(struct.pack("!I", len(piece)) + piece)
            door.sendall(struct.pack("!I", 0))
            answer = _answer(door)
    except OSError as error:
        raise Unanswered(str(error)) from error
    if answer.endswith(b"FOUND"):
        return True
    if answer == b"stream: OK":
        return False
    raise Unanswered(answer.decode(errors="replace"))


def _door(address: str) -> socket.socket:
    kind, _, place = address.partition(":")
    if kind == "unix":
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        door.settimeout(PATIENCE)
        try:
            door.connect(place)
        except OSError:
            door.close()
            raise
        return door
    host, _, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def _answer(door: socket.socket) -> bytes:
    answer = b""
    while b"\0" not in answer and len(answer) < 4096:
        more = door.recv(4096)
        if not more:
            break
        answer += more
    return answer.split(b"\0")[0].strip()
