"""Fixtures for tests of every folder; with `CABINA_COVERAGE` set, which lines of the product they run."""

import gc
import os
from pathlib import Path
from typing import Any

import pytest

from tests import lines, once
from tests.platform import SharingOnePlatform, live_platform

__all__ = ["live_platform"]

_LONGEST_WORD = 24

# What collecting the tests makes is there until the end; looking for garbage in it, again and again, took a
# tenth of all time.
gc.disable()

os.environ["SSL_CERT_FILE"] = str(Path(__file__).with_name("nobody.pem"))
"""The one authority that is trusted; nobody has its key. Everything is on loopback, but every new HTTP client
reads all authorities of the machine, which takes longer than most of the tests."""

if os.environ.get("CABINA_COVERAGE"):
    lines.note()


def pytest_configure(config: pytest.Config) -> None:
    once.make_folder(config)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharingOnePlatform | None:
    return SharingOnePlatform(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Codes, ids and tokens are others in each process, but all have to call a test by the same name."""
    return argname if isinstance(val, str | bytes) and len(val) > _LONGEST_WORD else None


def pytest_sessionfinish() -> None:
    if lines.NotingLoader.lines:
        lines.keep()
