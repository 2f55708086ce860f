"""How the platform sends mail: by SMTP, by a provider that django-anymail knows, or into files."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from central.server.environment import SettingError

_SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_settings(data: Path) -> dict[str, Any]:
    """Django's settings, as the environment has them. Raises SettingError."""
    provider, url = os.environ.get("MAIL_PROVIDER"), os.environ.get("EMAIL_URL")
    if provider:
        return _by_provider(provider)
    return _by_smtp(url) if url else _into_files(data)


def _by_provider(name: str) -> dict[str, Any]:
    key = os.environ.get("MAIL_PROVIDER_KEY", "")
    keys = {f"{name.upper()}_{kind}": key for kind in ("API_KEY", "SERVER_TOKEN", "API_TOKEN")}
    secret = os.environ.get("MAIL_WEBHOOK_SECRET", "")
    if secret and not all(secret.partition(":")):
        raise SettingError("MAIL_WEBHOOK_SECRET should be like user:password.")
    told = {"WEBHOOK_SECRET": secret} if secret else {}
    return {
        "EMAIL_BACKEND": f"anymail.backends.{name.lower()}.EmailBackend",
        "ANYMAIL": keys | told,
        "MAIL_PROVIDER": name.lower(),
    }


def _by_smtp(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _SCHEMES[parts.scheme]
    except (KeyError, ValueError) as error:
        raise SettingError("EMAIL_URL should be like smtp+tls://user:password@host:587.") from error
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host or "localhost",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def _into_files(data: Path) -> dict[str, Any]:
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": data / "mail",
    }
