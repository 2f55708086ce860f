"""Database servers of a test's own, beside the one that all tests share."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

from central.server import postgres, postgres_folder
from central.settings import _database
from tests.migrated import QUICK, begin_migrated


@contextmanager
def a_folder() -> Iterator[Path]:
    """A data folder that the server's own user can reach; pytest's own is closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="cabina-cluster-"))
    (folder / "static").mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def a_cluster(folder: Path, first_xid: int | None = None, migrated: bool = False) -> Iterator[str]:
    """A database server, new if the folder is; its URL. Its transactions begin with `first_xid`."""
    if migrated:
        begin_migrated(folder)
    if first_xid is not None:
        with postgres.running(folder):
            pass
        cluster = folder.resolve() / "postgres"
        postgres_folder.run(cluster, "pg_resetwal", "-x", str(first_xid), "-D", postgres_folder.HERE)
    with postgres.running(folder, options=QUICK) as url:
        yield url


@contextmanager
def on(url: str) -> Iterator[None]:
    """Everything that this process does in the block, it does in this database."""
    settings = connections["default"].settings_dict
    usual = dict(settings)
    connections.close_all()
    settings.update({name: _database(url)[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
    try:
        yield
    finally:
        connections.close_all()
        settings.update(usual)
