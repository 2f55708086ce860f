"""People's phones: Chromium, started once, by which pages are opened, used and photographed."""

import os
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

PHONE = (390, 844)
PATIENCE_MS = 120_000
"""Only for giving up, as the booth's."""
_QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class BrowserError(Exception):
    """Chromium is missing."""


def fetch(url: str, language: str = "es") -> tuple[int, str, bytes]:
    """Status, content type and body of a page."""
    request = urllib.request.Request(url, headers={"Accept-Language": language})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, answer.headers.get_content_type(), answer.read()


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium, until the block ends."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise BrowserError("Chromium is missing: install the Debian package chromium")
    arguments = [*_QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=arguments)
        yield running
        running.close()


def phone(of: Browser, language: str = "es-AR") -> BrowserContext:
    """A phone that has been nowhere yet."""
    width, height = PHONE
    context = of.new_context(locale=language, viewport={"width": width, "height": height}, has_touch=True)
    context.set_default_timeout(PATIENCE_MS)
    return context


def photograph(of: Browser, url: str, target: Path) -> None:
    """Open the page on a phone, and write what it shows as PNG."""
    with phone(of) as context:
        page = context.new_page()
        page.goto(url, wait_until="networkidle")
        page.screenshot(path=target)
