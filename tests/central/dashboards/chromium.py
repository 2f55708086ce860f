"""Debian's Chromium, driven by Playwright: started once for a file's tests, as it takes a second."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, without its sandbox: tests often run as root."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program is not None, "install the Debian package chromium"
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, which never runs while a test asks the database.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
