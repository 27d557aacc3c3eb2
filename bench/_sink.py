"""A mail server that takes everything and notes to whom and under which identity: one line each."""

from __future__ import annotations

import re
import socket
import socketserver
import sys
from pathlib import Path
from typing import BinaryIO

END = b"\r\n.\r\n"
HEADS = re.compile(rb"^(To|Message-ID): <?([^>\r]+)", re.MULTILINE | re.IGNORECASE)
COMMANDS = (b"HELO", b"MAIL", b"RCPT", b"RSET", b"NOOP")
READ_BYTES = 1 << 16


class Dialogue(socketserver.BaseRequestHandler):
    """One connection of a sender."""

    def handle(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request.sendall(b"220 sink\r\n")
        held = b""
        while received := self.request.recv(READ_BYTES):
            held += received
            while b"\r\n" in held:
                line, held = held.split(b"\r\n", 1)
                if line[:4].upper() == b"DATA":
                    self.request.sendall(b"354 go\r\n")
                    while END not in held:
                        held += self.request.recv(READ_BYTES)
                    letter, held = held.split(END, 1)
                    self.note(letter)
                    self.request.sendall(b"250 taken\r\n")
                elif line[:4].upper() == b"QUIT":
                    self.request.sendall(b"221 bye\r\n")
                    return
                elif line[:4].upper() == b"EHLO":
                    self.request.sendall(b"250-sink\r\n250 PIPELINING\r\n")
                else:
                    known = line[:4].upper() in COMMANDS
                    self.request.sendall(b"250 sink\r\n" if known else b"502 no\r\n")

    def note(self, letter: bytes) -> None:
        found = {name.lower(): value for name, value in HEADS.findall(letter[:4_000])}
        # One write for a line: whoever reads the file meanwhile reads whole lines.
        line = b"%s %s %d\n" % (found[b"to"], found[b"message-id"], len(letter))
        self.server.notes.write(line)  # type: ignore[attr-defined]


class Server(socketserver.ThreadingTCPServer):
    """Tells on its output on which port it listens."""

    notes: BinaryIO
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    with (
        Path(sys.argv[1]).open("ab", buffering=0) as kept,
        Server(("127.0.0.1", 0), Dialogue) as server,
    ):
        server.notes = kept
        print(server.server_address[1], flush=True)
        server.serve_forever()
