"""A browser for the files that look at pages as people do, and a phone in it for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.central.dashboards.chromium import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Ended with its file: while it runs, no other event loop can in this thread."""
    with chromium() as started:
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that nobody has used."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="es-AR", reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()
