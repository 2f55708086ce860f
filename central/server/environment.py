"""Settings as the environment has them: read by `central.settings`, and refused with a sentence."""

import logging
import os
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

_Value = TypeVar("_Value")


class SettingError(Exception):
    """An environment variable has a value that makes no sense; the sentence names it."""


def read(name: str, default: str, parse: Callable[[str], _Value], expected: str) -> _Value:
    """The variable's value, parsed. Raises SettingError, if `parse` raises ValueError."""
    text = os.environ.get(name) or default
    try:
        return parse(text)
    except ValueError as error:
        raise SettingError(f"{name} is {text!r}, and should be {expected}.") from error


def count(text: str) -> int:
    """A number from 0 up. Raises ValueError."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def web_address(text: str) -> str:
    """The beginning of addresses on the web, without a slash at its end. Raises ValueError."""
    parts = urlsplit(text)
    _ = parts.port
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(text)
    return text.rstrip("/")


def time_zone(text: str) -> str:
    """The name of a time zone. Raises ValueError."""
    try:
        return ZoneInfo(text).key
    except (LookupError, OSError) as error:
        raise ValueError(text) from error


def log_level(text: str) -> str:
    """The name of a level. Raises ValueError."""
    if text.upper() not in logging.getLevelNamesMapping():
        raise ValueError(text)
    return text.upper()


def hosts() -> list[str]:
    """The host names that are answered: those given, that of `PUBLIC_URL`, and this machine's for itself.

    Any, as long as `PUBLIC_URL` is not set, or names all addresses of this machine and so no host.
    """
    own = urlsplit(os.environ.get("PUBLIC_URL", "")).hostname or ""
    given = [each.strip() for each in os.environ.get("ALLOWED_HOSTS", "").split(",") if each.strip()]
    if own in ("", "0.0.0.0", "::"):  # noqa: S104 - compared
        return given or ["*"]
    return [*given, f"[{own}]" if ":" in own else own, "localhost", "127.0.0.1", "[::1]"]
