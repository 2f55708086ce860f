"""Fixtures for tests of every folder; with `CABINA_COVERAGE` set, which lines of the product they run."""

import os
from typing import Any

import pytest

from tests import lines
from tests.platform import SharingOnePlatform, live_platform

__all__ = ["live_platform"]

_LONGEST_WORD = 24

if os.environ.get("CABINA_COVERAGE"):
    lines.note()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharingOnePlatform | None:
    return SharingOnePlatform(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Codes, ids and tokens are others in each process, but all have to call a test by the same name."""
    return argname if isinstance(val, str | bytes) and len(val) > _LONGEST_WORD else None


def pytest_sessionfinish() -> None:
    if lines.NotingLoader.lines:
        lines.keep()
