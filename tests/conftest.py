"""Fixtures for tests of every folder."""

from tests.platform import live_platform

__all__ = ["live_platform"]
