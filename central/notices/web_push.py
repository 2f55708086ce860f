"""A message for one browser: encrypted so that its push service cannot read it (RFC 8291, RFC 8188), and
signed so that the service knows the sender (VAPID, RFC 8292).

Written here on `cryptography`, which we need anyway: the usual library for it brings two HTTP clients.
"""

import base64
import json
import os
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MOST_BYTES: Final = 3000
"""Of a message before it is encrypted; services take 4,096 bytes of what comes out."""
SIGNED_FOR: Final = timedelta(hours=12)
"""Services refuse more than a day."""
_RECORD: Final = 4096
_LAST_RECORD: Final = b"\x02"


class BadKeys(ValueError):
    """Keys that no browser made."""


@dataclass(frozen=True, slots=True)
class BrowserKeys:
    """What a browser's subscription brings: its public key, as an uncompressed point, and a secret."""

    public_key: bytes
    auth: bytes

    def point(self) -> EllipticCurvePublicKey:
        """The public key. Raises BadKeys."""
        if len(self.auth) != 16 or len(self.public_key) != 65:
            raise BadKeys("a key of another length")
        try:
            return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), self.public_key)
        except ValueError as error:
            raise BadKeys("no point of the curve") from error


def encrypted(
    message: bytes, browser: BrowserKeys, once: EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """The body of a push request. `once`, `salt`: new for each message, unless given by a test."""
    if len(message) > MOST_BYTES:
        raise ValueError("too long for a push message")
    once, salt = once or generate_private_key(SECP256R1()), salt or os.urandom(16)
    ours, theirs = point_of(once), browser.point()
    info = b"WebPush: info\0" + browser.public_key + ours
    secret = _derived(once.exchange(ECDH(), theirs), browser.auth, info, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + struct.pack("!IB", _RECORD, len(ours)) + ours
    return header + AESGCM(key).encrypt(nonce, message + _LAST_RECORD, None)


def authorization(endpoint: str, key: EllipticCurvePrivateKey, contact: str, now: datetime) -> str:
    """The `Authorization` header by which the push service at `endpoint` knows us."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + SIGNED_FOR).timestamp()),
        "sub": contact,
    }
    signed = f"{_encoded({'typ': 'JWT', 'alg': 'ES256'})}.{_encoded(claims)}"
    first, second = decode_dss_signature(key.sign(signed.encode(), ECDSA(hashes.SHA256())))
    signature = first.to_bytes(32, "big") + second.to_bytes(32, "big")
    return f"vapid t={signed}.{to_base64(signature)}, k={to_base64(point_of(key))}"


def point_of(key: EllipticCurvePrivateKey) -> bytes:
    """Its public key, as an uncompressed point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def to_base64(content: bytes) -> str:
    """As the web writes it: URL-safe, without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """Back. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _encoded(claims: object) -> str:
    return to_base64(json.dumps(claims, separators=(",", ":")).encode())


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
