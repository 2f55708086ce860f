"""`central upgrade-database`: an embedded database of an older major version, read into a new one.

The old one is only read, and stays beside the new one. Whatever stops the command, it can be run again.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from central.server import backups, postgres
from central.server.postgres_folder import VERSION, DatabaseError, database_folder, versions


def upgrade(data: Path) -> Path | None:
    """Read the database into one of this version; where the old one is now. None: nothing was to be done.

    The program that uses it next must begin a new incarnation (`central.operations.incarnations`).
    Raises DatabaseError.
    """
    old = database_folder(data)
    with postgres.turn(data):
        made_by = postgres.version_of(old)
        if made_by is None:
            raise DatabaseError(f"there is no database in {data}")
        if made_by == VERSION:
            return None
        if made_by not in versions():
            raise DatabaseError(postgres.other_version(old, made_by))
        if postgres.lives(old):
            raise DatabaseError("the old database is running; stop what uses it")
        return _upgraded(data, old, made_by)


def _upgraded(data: Path, old: Path, made_by: int) -> Path:
    dump, beside = data / "postgres.dump", data / "postgres.upgrade"
    kept = _free(data, made_by)
    dump.unlink(missing_ok=True)
    with _serving(old) as url:
        backups.dump(url, dump)
    new = beside / "postgres"
    shutil.rmtree(beside, ignore_errors=True)
    with postgres.running(beside) as url:
        backups.restore(url, dump)
    old.rename(kept)
    new.rename(old)
    dump.unlink()
    shutil.rmtree(beside)
    os.sync()
    return kept


def _free(data: Path, made_by: int) -> Path:
    kept = data / f"postgres.{made_by}"
    if kept.exists():
        raise DatabaseError(f"{kept} is in the way: an older database that was kept; move it elsewhere")
    return kept


@contextmanager
def _serving(old: Path) -> Iterator[str]:
    postgres.claim(old)
    postgres.close_to_others(old)
    postgres.start(old)
    try:
        yield postgres.address(old.parent)
    finally:
        postgres.control(old, "stop", "-m", "fast", check=False)
