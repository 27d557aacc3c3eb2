"""Letters reach the mail server encrypted, and only the one whose certificate says its name."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured

from egide.config.settings import _smtp_security
from egide.kernel.outbox.smtp import EmailBackend
from tests.harness.mail import free_port

pytestmark = pytest.mark.proves("G24")


def certificate(folder: Path) -> Path:
    """Write a certificate that « localhost » signed for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    place = folder / "relay.pem"
    place.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return place


@pytest.fixture
def relay(tmp_path):
    """A mail server that takes letters after STARTTLS only, and its certificate."""
    place = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(place)
    server = Controller(
        Sink(),
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
    )
    server.start()
    yield server, place
    server.stop()


def test_a_relay_whose_certificate_nobody_signed_gets_no_letter(relay):
    server, _place = relay
    backend = EmailBackend(host="localhost", port=server.port, use_tls=True, timeout=20)

    with pytest.raises(ssl.SSLCertVerificationError, match="self-signed certificate"):
        backend.open()


def test_a_relay_that_is_trusted_under_another_name_gets_none_either(relay, monkeypatch):
    server, place = relay
    monkeypatch.setenv("SSL_CERT_FILE", str(place))
    other = EmailBackend(host="127.0.0.1", port=server.port, use_tls=True, timeout=20)

    with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
        other.open()

    named = EmailBackend(host="localhost", port=server.port, use_tls=True, timeout=20)
    assert named.open() is True
    named.close()


def test_nothing_goes_in_clear_to_another_machine():
    assert _smtp_security("none", "127.0.0.1") == "none"
    assert _smtp_security("starttls", "relay.example") == "starttls"
    with pytest.raises(ImproperlyConfigured, match=r"letters would go to relay\.example in clear"):
        _smtp_security("none", "relay.example")
