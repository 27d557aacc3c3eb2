"""The documented proxy file, tried with a certificate of its own: what passes and what does not.

Needs nginx and openssl on this machine. The site is played by two small servers, blue and green.
"""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from harness import Measure, finish, options

NEEDS_NO_DATABASE = True
FILE = Path(__file__).resolve().parent.parent / "docs" / "proxy" / "nginx.conf"
NAME, TLS, PLAIN, BLUE, GREEN = "society.example", 8173, 8174, 8175, 8176
FORGED = ("X-Forwarded-Host: evil", "X-Forwarded-Proto: http", "X-Real-IP: 6.6.6.6",
          "Forwarded: for=6.6.6.6", "X-Forwarded-For: 6.6.6.6")  # fmt: skip


class Told(BaseHTTPRequestHandler):
    """Answers with the headers that came."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        said = json.dumps(dict(self.headers.items())).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *given: object) -> None:
        pass


def site(port: int) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", port), Told)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def prepared(folder: Path) -> Path:
    """Write the file with its ports and its certificate, inside a whole configuration."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         f"/CN={NAME}", "-keyout", folder / "key.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = FILE.read_text(encoding="utf-8")
    for before, after in {
        "/etc/ssl/society.example": str(folder),
        "/var/log/nginx/egide.log": str(folder / "egide.log"),
        "443 ssl": f"{TLS} ssl",
        "listen 80 ": f"listen {PLAIN} ",
        "[::]:80 ": f"[::]:{PLAIN} ",
        "127.0.0.1:8001": f"127.0.0.1:{BLUE}",
        "127.0.0.1:8002": f"127.0.0.1:{GREEN}",
        "rate=20r/s": "rate=2000r/s",
    }.items():
        text = text.replace(before, after)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\nclient_body_temp_path {folder}/body;\nproxy_temp_path {folder}/temp;\n"
        f"access_log off;\n{text}}}\n"
    )
    return whole


def asked(request: str, *, version: ssl.TLSVersion | None = None, name: str = NAME) -> str:
    """Send a request as it is over TLS and return all that came back; nothing when refused."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if version is not None:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
    try:
        with (
            socket.create_connection(("127.0.0.1", TLS), timeout=10) as wire,
            context.wrap_socket(wire, server_hostname=name) as safe,
        ):
            safe.sendall(request.encode())
            received = b""
            while piece := safe.recv(65_536):
                received += piece
    except (ssl.SSLError, ConnectionError):
        return ""
    return received.decode("latin-1")


def get(path: str, *lines: str) -> str:
    head = (f"GET {path} HTTP/1.1", f"Host: {NAME}", "Connection: close", *lines)
    return asked("\r\n".join(head) + "\r\n\r\n")


def status(answer: str) -> int:
    return int(answer.split(" ", 2)[1]) if answer.startswith("HTTP/") else 0


def tried(blue: ThreadingHTTPServer) -> list[Measure]:
    """Return what the proxy did, each as one or nothing."""
    told = json.loads(get("/", *FORGED).rpartition("\r\n\r\n")[2])
    evil = [value for value in told.values() if "evil" in value or "6.6.6.6" in value]
    smuggled = asked(
        f"POST / HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"
        "Connection: close\r\n\r\n0\r\n\r\nGET /secret HTTP/1.1\r\n\r\n"
    )
    twice = asked(
        f"POST / HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 5\r\nContent-Length: 6\r\n"
        "Connection: close\r\n\r\nabcdef"
    )
    heavy = asked(
        f"POST / HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n"
    )
    both = (get("/"), heavy)
    hsts = "strict-transport-security: max-age=31536000"
    found = [
        Measure(
            "page answered over TLS 1.2", status(asked_plainly()), "", at_least=200, at_most=200
        ),
        Measure("TLS 1.1 refused", not asked_old(), "", at_least=1),
        Measure("another name refused", not asked(OTHER, name="else"), "", at_least=1),
        Measure(
            "HSTS on a page and an error", all(hsts in one.lower() for one in both), "", at_least=1
        ),
        Measure("forged headers that reach the site", len(evil), "", at_most=0),
        Measure("length said in two ways", status(smuggled), "", at_least=400, at_most=400),
        Measure("length said twice", status(twice), "", at_least=400, at_most=400),
        Measure("13 MB refused", status(heavy), "", at_least=413, at_most=413),
    ]
    failed = 0
    for number in range(200):
        if number == 50:
            blue.shutdown()
            blue.server_close()
        failed += status(get("/")) != 200
    return [*found, Measure("failed of 200 while blue stops", failed, "", at_most=0)]


OTHER = "GET / HTTP/1.0\r\n\r\n"


def asked_plainly() -> str:
    request = f"GET / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n"
    return asked(request, version=ssl.TLSVersion.TLSv1_2)


def asked_old() -> str:
    request = f"GET / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n"
    return asked(request, version=ssl.TLSVersion.TLSv1_1)


def main() -> None:
    options(__file__, __doc__).parse_args()
    if not (shutil.which("nginx") and shutil.which("openssl")):
        sys.exit("nginx or openssl is missing: on Debian, apt-get install nginx-light openssl")
    folder = Path(tempfile.mkdtemp(prefix="egide-proxy-"))
    folder.chmod(0o755)
    blue, green = site(BLUE), site(GREEN)
    whole = prepared(folder)
    subprocess.run(["nginx", "-t", "-q", "-c", whole], check=True)
    proxy = subprocess.Popen(["nginx", "-c", whole, "-g", "daemon off; master_process off;"])
    try:
        time.sleep(1)
        finish("The documented proxy", tried(blue))
    finally:
        proxy.terminate()
        proxy.wait()
        green.shutdown()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
