"""Fixtures for tests of every folder; with `CABINA_COVERAGE` set, which lines of the product they run."""

import os
from typing import Any

import pytest

from tests import lines
from tests.platform import SharingOnePlatform, live_platform

__all__ = ["live_platform"]

if os.environ.get("CABINA_COVERAGE"):
    lines.note()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharingOnePlatform | None:
    return SharingOnePlatform(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_sessionfinish() -> None:
    if lines.NotingLoader.lines:
        lines.keep()
