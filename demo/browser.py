"""The guest's phone: fetches a page as it is, and photographs it in Chromium."""

import os
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path

PHONE = (390, 844)


class BrowserError(Exception):
    """Chromium is missing or gave no picture."""


def fetch(url: str, language: str = "es") -> tuple[int, str, bytes]:
    """Status, content type and body of a page."""
    request = urllib.request.Request(url, headers={"Accept-Language": language})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, answer.headers.get_content_type(), answer.read()


def photograph(url: str, target: Path, language: str = "es", size: tuple[int, int] = PHONE) -> None:
    """Open the page in headless Chromium at a phone's size and write what it shows as PNG."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise BrowserError("Chromium is missing: install the Debian package chromium")
    with tempfile.TemporaryDirectory(prefix="cabina-browser-") as profile:
        command = [chromium, *_QUIET, f"--user-data-dir={profile}", f"--lang={language}"]
        command += [f"--accept-lang={language}", f"--window-size={size[0]},{size[1]}", "--hide-scrollbars"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")
        command += ["--virtual-time-budget=3000", f"--screenshot={target}", url]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    if done.returncode or not target.exists():
        raise BrowserError(f"Chromium gave no picture of {url}: {done.stderr[-500:]}")


_QUIET = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
