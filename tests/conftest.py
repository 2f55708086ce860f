"""Fixtures for tests of every folder; with `CABINA_COVERAGE` set, which lines of the product they run."""

import os

from tests import lines
from tests.platform import live_platform

__all__ = ["live_platform"]

if os.environ.get("CABINA_COVERAGE"):
    lines.note()


def pytest_sessionfinish() -> None:
    if lines.NotingLoader.lines:
        lines.keep()
