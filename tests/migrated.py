"""A database that is migrated, as `central migrate` leaves it: made once for a whole run, then copied."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from central.server import postgres
from central.server.postgres_folder import database_folder
from tests import once

QUICK: Final = (
    "fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off",
)  # fmt: skip
"""For databases that go with their tests: a commit outlasts a crash of the server, not of the machine."""
_THEIRS: Final = ("CABINA_DATA", "DATABASE_URL", "DATABASE_POOL", "PUBLIC_URL", "SECRET_KEY", "SERVER_KEY")


def begin_migrated(data: Path) -> None:
    """Give this new data folder such a database; it is started by whoever uses it."""
    with once.turn("database") as made:
        if not made.exists():
            _make(made)
    _copy(made, database_folder(data))


def _make(made: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="cabina-migrated-") as folder:
        data = Path(folder)
        with postgres.running(data, options=QUICK):
            subprocess.run(
                [sys.executable, "-m", "central", "migrate", "--data", str(data)],
                env={name: text for name, text in os.environ.items() if name not in _THEIRS},
                check=True,
            )
        _copy(database_folder(data), made)


def _copy(database: Path, to: Path) -> None:
    """It is another user's, and stays so."""
    subprocess.run(["cp", "-a", "--reflink=auto", database, to], check=True)
