"""A push service on loopback, over TLS, and its browsers: it checks who sends, and they decrypt."""

import json
import ssl
import threading
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID

from central.notices import outgoing
from central.notices.subscriptions import Keys, NewSubscription
from central.notices.web_push import point_of, to_base64

HOST = "localhost"


class Browser:
    """A subscription, and what its service worker gets to see."""

    def __init__(self, origin: str, name: str = "one") -> None:
        self.endpoint = f"{origin}/send/{name}"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"0123456789abcdef"

    def subscription(self) -> NewSubscription:
        keys = Keys(p256dh=to_base64(point_of(self.key)), auth=to_base64(self.auth))
        return NewSubscription(endpoint=self.endpoint, keys=keys, label="Firefox")

    def decrypted(self, body: bytes) -> Any:
        """RFC 8291 from the browser's side."""
        salt, size, ours = body[:16], body[20], body[21 : 21 + body[20]]
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), ours)
        info = b"WebPush: info\0" + point_of(self.key) + ours
        secret = HKDF(hashes.SHA256(), 32, self.auth, info).derive(self.key.exchange(ec.ECDH(), sender))
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        padded = AESGCM(key).decrypt(nonce, body[21 + size :], None)
        message, delimiter = padded.rstrip(b"\0")[:-1], padded.rstrip(b"\0")[-1:]
        assert delimiter == b"\2"
        return json.loads(message)


@dataclass
class PushService:
    """`answers`: what an endpoint is answered: status, headers, body. Every message taken is kept."""

    origin: str = ""
    received: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    on_message: Any = None

    def bodies(self) -> list[bytes]:
        return [body for _, _, body in self.received]

    def claims_of(self, headers: dict[str, str]) -> tuple[dict[str, Any], str]:
        """Who signed, and what; None of it is believed before it was verified. Raises InvalidSignature."""
        scheme, _, rest = headers["Authorization"].partition(" ")
        assert scheme == "vapid"
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        signed, _, signature = parts["t"].rpartition(".")
        raw = _decoded(signature)
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(parts["k"]))
        both = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        key.verify(both, signed.encode(), ec.ECDSA(hashes.SHA256()))
        head, claims = (json.loads(_decoded(part)) for part in signed.split("."))
        assert head == {"typ": "JWT", "alg": "ES256"}
        return claims, parts["k"]

    def refusal_of(self, headers: dict[str, str]) -> int:
        """As a real service answers; 201 if there is nothing to say against it."""
        try:
            claims, _ = self.claims_of(headers)
        except (InvalidSignature, KeyError, ValueError):
            return 401
        now = datetime.now(UTC).timestamp()
        if claims["aud"] != self.origin or not now < claims["exp"] <= now + 86_400:
            return 403
        return 201


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class _Handler(BaseHTTPRequestHandler):
    service: PushService

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = dict(self.headers.items())
        status, more, said = self.service.answers.get(self.path, (0, {}, b""))
        if not status:
            status = self.service.refusal_of(headers)
        if status == 201:
            self.service.received.append((self.path, headers, body))
        if self.service.on_message is not None:
            self.service.on_message()
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Quietly."""


@contextmanager
def push_service(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """One that this process reaches, although it is on loopback and nobody vouches for it."""
    certificate = _certificate(folder)
    service = PushService()
    handler = type("Handler", (_Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    port = server.server_address[1]
    service.origin = f"https://{HOST}:{port}"
    patch.setattr(outgoing, "PORTS", (None, 443, port))
    patch.setattr(outgoing, "is_public", lambda address: address in ("127.0.0.1", "::1"))
    patch.setattr(outgoing, "_trusted", lambda: ssl.create_default_context(cafile=str(certificate)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _certificate(folder: Path) -> Path:
    """Its key and certificate, in one file."""
    path = folder / "push.pem"
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
            .sign(key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
