"""People with a browser: logged in without a password's hash, as fast as a row is written."""

from importlib import import_module
from time import time
from typing import Any

from django.conf import settings
from django.test import Client as Browser

from central.dashboards.kit.persons import TOKEN
from central.tenants.logins import open_login, user_of
from central.tenants.models import User


def session_of(user: User) -> str:
    """A new session that this person is logged in by: its cookie."""
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    session[TOKEN] = open_login(user).token
    session.create()
    return str(session.session_key)


def visitor(user: User | None = None, language: str = "es") -> Browser:
    """A browser in this process, of this person; without one of nobody."""
    browser = Browser(headers={"Accept-Language": language}, raise_request_exception=False)
    if user is not None:
        browser.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
    return browser


def proven(browser: Browser) -> Browser:
    """The same browser, as if whoever is logged in had just proven who they are."""
    session: Any = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time()}]
    session["account_authentication_methods_user"] = str(user_of(session[TOKEN]).id)  # type: ignore[union-attr]
    session.save()
    return browser
