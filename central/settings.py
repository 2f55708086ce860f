"""Every setting of the platform, by environment.

| variable | what it is | default |
|---|---|---|
| `CABINA_DATA` | the folder for all that is written; `--data` sets it | `~/.local/share/cabina/central` |
| `DATABASE_URL` | `postgresql://user:password@host:port/name?option=value` | PostgreSQL in the data folder |
| `DATABASE_POOL` | connections that one process holds at most; 0: one per thread | `20` |
| `DATABASE_PREPARE` | after so many uses a statement is prepared; 0: never, as some poolers need | `5` |
| `PUBLIC_URL` | the address under which guests' phones reach the platform | `http://127.0.0.1:8000` |
| `ALLOWED_HOSTS` | more host names that are answered than that of `PUBLIC_URL`, separated by commas | none |
| `SECRET_KEY` | Django's secret | made once, in the data folder |
| `SERVER_KEY` | base64 of the Ed25519 private key that signs snapshots | made once, in the data folder |
| `VAPID_KEY` | base64 (URL-safe) of the private key that push services know | made once, in the data folder |
| `EMAIL_URL` | the mail server: `smtp+tls://user:password@host:587` | files in the data folder |
| `MAIL_FROM` | the sender of all mail | `Cabina <no-reply@` and the host of `PUBLIC_URL`, `>` |
| `MAIL_PROVIDER` | a provider that django-anymail knows, such as `postmark`, instead | none |
| `MAIL_PROVIDER_KEY` | its key | none |
| `MAIL_WEBHOOK_SECRET` | `user:password` by which it says what came back; without it nobody may | none |
| `DNS_SERVER` | the name server, with its port, to ask about partners' domains | those of the machine |
| `TIME_ZONE` | the platform's time zone, where its days begin | `America/Argentina/Buenos_Aires` |
| `LOG_LEVEL` | what is logged | `INFO` |
| `TRUSTED_PROXIES` | the proxies in front: their addresses and networks, or how many there are | `0` |
| `METRICS_TOKEN` | who brings it as a bearer token is told the numbers at `/metrics` | none: there are none |
| `MERCADOPAGO_TOKEN` | the MercadoPago account's access token; without it no payment is credited | none |
| `MERCADOPAGO_WEBHOOK_SECRET` | what its webhooks are signed with; without it all are refused | none |
| `MERCADOPAGO_URL` | where MercadoPago's API answers | `https://api.mercadopago.com` |
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from central.server import environment, keys, postgres
from central.server.addresses import Proxies
from central.server.db_pool_settings import pool_options
from central.server.environment import read
from central.server.log_lines import without_traceback
from central.server.mail import mail_settings
from central.server.paths import data_folder


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    pool = read("DATABASE_POOL", "20", environment.count, "a number of connections")
    if pool:
        options["pool"] = pool_options(pool)
    prepared_after = read("DATABASE_PREPARE", "5", environment.count, "a number of uses")
    # Parameters apart from the statement, which is planned once: half the database's work in a sync.
    options["server_side_binding"] = True
    options["prepare_threshold"] = prepared_after or None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


DATA = data_folder()
DATABASE_URL = os.environ.get("DATABASE_URL") or postgres.address(DATA)
DATABASES = {"default": _database(DATABASE_URL)}
PUBLIC_URL = read(
    "PUBLIC_URL", "http://127.0.0.1:8000", environment.web_address, "an address like https://cabina.example"
)
ALLOWED_HOSTS = environment.hosts()
SECRET_KEY = os.environ.get("SECRET_KEY") or keys.secret_key(DATA)
SERVER_KEY = os.environ.get("SERVER_KEY", "")
VAPID_KEY = os.environ.get("VAPID_KEY", "")
TRUSTED_PROXIES = read(
    "TRUSTED_PROXIES", "0", Proxies.of, "addresses or networks like 127.0.0.1, 10.0.0.0/8, or a number"
)
DNS_SERVER = os.environ.get("DNS_SERVER", "")
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
SECURE = PUBLIC_URL.startswith("https://")
MERCADOPAGO_TOKEN = os.environ.get("MERCADOPAGO_TOKEN", "")
MERCADOPAGO_WEBHOOK_SECRET = os.environ.get("MERCADOPAGO_WEBHOOK_SECRET", "")
MERCADOPAGO_URL = os.environ.get("MERCADOPAGO_URL", "https://api.mercadopago.com").rstrip("/")

INSTALLED_APPS = [
    "central.dashboards.kit",
    "central.dashboards.account",
    "central.dashboards.bell",
    "central.dashboards.event_pages",
    "central.dashboards.client",
    "central.dashboards.partner",
    "central.dashboards.master",
    "central.dashboards.user",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "central.base",
    "central.tenants",
    "central.changefeed",
    "central.idempotency",
    "central.incidents",
    "central.notices",
    "central.ledger",
    "central.events",
    "central.fleet",
    "central.sync",
    "central.catalogue",
    "central.blobs",
    "central.generations",
    "central.guests",
    "central.analytics",
    "central.gallery",
    "central.payments",
]
MIDDLEWARE = [
    "central.server.observed.note_route",
    "central.server.origins.note_request",
    "central.server.conditional.not_twice",
    "central.server.arrivals.ReceiveHere",
    "central.api.problems.ProblemDocuments",
    "central.gallery.outage.OutagePages",
    "central.tenants.hosts.know_host",
    "django.middleware.security.SecurityMiddleware",
    "central.server.static_files.PackedFiles",
    "django.middleware.common.CommonMiddleware",
    "central.dashboards.kit.middleware.Pages",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "central.urls"
AUTH_USER_MODEL = "tenants.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False
DEBUG = False
USE_TZ = True
TIME_ZONE = read(
    "TIME_ZONE", "America/Argentina/Buenos_Aires", environment.time_zone, "the name of a time zone"
)
LANGUAGE_CODE = "es-ar"
LANGUAGES = [("es-ar", "Español"), ("en", "English"), ("pt-br", "Português")]
LOCALE_PATHS = [Path(__file__).parent / "dashboards" / "locale"]
USE_THOUSAND_SEPARATOR = True
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
LANGUAGE_COOKIE_NAME = "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(PUBLIC_URL))]
CSRF_FAILURE_VIEW = "central.dashboards.kit.access.stale_form"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "central.dashboards.account.adapter.AccountAdapter"
ACCOUNT_FORMS = {"reauthenticate": "central.dashboards.account.forms.ReauthenticateForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = False  # Those of `tenants.attempts`, which all processes share.
MFA_ADAPTER = "central.dashboards.account.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
_SECOND_FACTORS = "central.dashboards.account.second_factors"
MFA_FORMS = {
    "authenticate": f"{_SECOND_FACTORS}.AuthenticateForm",
    "reauthenticate": f"{_SECOND_FACTORS}.ReauthenticateForm",
    "activate_totp": f"{_SECOND_FACTORS}.ActivateForm",
    "add_webauthn": f"{_SECOND_FACTORS}.AddKeyForm",
    "edit_webauthn": f"{_SECOND_FACTORS}.EditKeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
EMAIL_SETTINGS = mail_settings(DATA)
EMAIL_BACKEND = EMAIL_SETTINGS.pop("EMAIL_BACKEND")
globals().update(EMAIL_SETTINGS)
if "ANYMAIL" in EMAIL_SETTINGS:
    INSTALLED_APPS.append("anymail")
GUEST_LETTER = "central.dashboards.event_pages.letters.writer_of"
NOTICE_LETTER = "central.dashboards.bell.letters.letter_of"
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM") or f"Cabina <no-reply@{urlsplit(PUBLIC_URL).hostname}>"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_100_000
"""Above the largest sync body, so that its own limit answers; blobs are streamed past it."""

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
PROCRASTINATE_IMPORT_PATHS = ["central.operations.schedule", "central.dashboards.account.mail"]
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}
UPLOADS_DIR = DATA / "uploads"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "blobs": {"BACKEND": "central.blobs.folder.DurableFolder", "OPTIONS": {"location": DATA / "blobs"}},
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "central.dashboards.kit.header.header",
            ]
        },
    }
]
PASSWORD_HASHERS = ["central.server.hashing.SmallArgon2"]
_QUIETER = {"procrastinate": "WARNING", "httpx": "WARNING", "django.request": "ERROR"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "central.server.log_lines.LineFormatter",
            "format": "{asctime} {levelname} {origin}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": read("LOG_LEVEL", "INFO", environment.log_level, "DEBUG, INFO, WARNING or ERROR"),
    },
    "filters": {"short": {"()": "django.utils.log.CallbackFilter", "callback": without_traceback}},
    "loggers": {
        "django.security.DisallowedHost": {"filters": ["short"]},
        **{name: {"level": level} for name, level in _QUIETER.items()},
    },
}
