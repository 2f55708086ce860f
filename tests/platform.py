"""The real platform for tests of several folders: `central run` with sample data, once a session.

`tests/conftest.py` makes `live_platform` known to all tests. Tests share it: each enrols a booth of its own.
"""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo.platform import Platform, platform


@dataclass(frozen=True)
class LivePlatform:
    """A platform that runs, with the sample partner, client and live event."""

    process: Platform

    @property
    def url(self) -> str:
        return self.process.url

    def pairing(self) -> dict[str, Any]:
        """What `central demo-data` says, with a pairing code that nobody has used."""
        told: dict[str, Any] = self.process.command("demo-data")
        return told


@pytest.fixture(scope="session")
def live_platform() -> Iterator[LivePlatform]:
    """Not below pytest's own folder: that is closed to the user whom an embedded database runs as."""
    folder = Path(tempfile.mkdtemp(prefix="cabina-live-"))
    try:
        with platform(folder) as process:
            yield LivePlatform(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
