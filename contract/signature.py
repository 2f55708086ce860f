"""The signature that lets a booth trust a snapshot which it stored before the internet went away.

Ed25519 over the exact bytes of the response body, in a header: nothing has to be canonicalised, and
what is verified is what is parsed.
"""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE_HEADER = "Cabina-Signature"


class SignatureError(Exception):
    """The bytes are not what the server signed."""


def sign(private_key: Ed25519PrivateKey, body: bytes) -> str:
    """The header's value for this body."""
    return base64.b64encode(private_key.sign(body)).decode()


def public_key_text(private_key: Ed25519PrivateKey) -> str:
    """The server's public key as it travels in an enrolment: base64 of the 32 raw bytes."""
    return base64.b64encode(private_key.public_key().public_bytes_raw()).decode()


def verify(public_key: str, body: bytes, signature: str) -> None:
    """Return if `signature` is the server's over `body`; raise SignatureError otherwise."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), body)
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise SignatureError("the snapshot's signature does not match its bytes") from error
