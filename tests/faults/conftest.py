"""The platform's database and web server, for the tests that need them in this very process."""

from tests.central.conftest import database, embedded_database, quick, server, world

__all__ = ["database", "embedded_database", "quick", "server", "world"]
