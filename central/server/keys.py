"""The platform's secrets: generated once into the data folder, unless the environment provides them."""

import base64
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from central.base.durable import discard_unfinished, write_once

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def secret_key(data: Path) -> str:
    """Django's secret key; one of the moment while there is no data folder yet."""
    if not data.is_dir():
        return secrets.token_urlsafe(48)
    return _kept(data / "secret_key", lambda: secrets.token_urlsafe(48))


@cache
def server_key() -> "Ed25519PrivateKey":
    """The key that signs config snapshots (Y2). If it is lost, every kiosk has to be enrolled again."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from django.conf import settings

    text = settings.SERVER_KEY or _kept(settings.DATA / "server_key", _new_server_key)
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text, validate=True))


def _new_server_key() -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


@cache
def vapid_key() -> "EllipticCurvePrivateKey":
    """The key that push services know us by. If it is lost, every browser has to subscribe again."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
    from django.conf import settings

    text = settings.VAPID_KEY or _kept(settings.DATA / "vapid_key", _new_vapid_key)
    number = int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return derive_private_key(number, SECP256R1())


def _new_vapid_key() -> str:
    """Its number in base64, as the usual tools for such keys write it."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    number = generate_private_key(SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The file's text, generated if missing. Of two processes at once, one writes and both read the same."""
    if not path.exists():
        write_once(path, [make().encode()])
    discard_unfinished(path)
    return path.read_text().strip()
