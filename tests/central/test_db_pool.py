"""What happens to those who wait for a connection while there is no database."""

import time
from pathlib import Path

import pytest
from psycopg_pool import ConnectionPool, PoolTimeout

from central.server.db_pool_settings import pool_options


def test_whoever_waits_is_told_once_an_attempt_has_failed(tmp_path: Path) -> None:
    """With a release of psycopg_pool that works in another way they would wait for the whole minute."""
    began = time.monotonic()
    with (
        ConnectionPool(f"host={tmp_path} dbname=none", open=True, **pool_options(2)) as pool,
        pytest.raises(PoolTimeout),
    ):
        pool.getconn(timeout=60)
    assert time.monotonic() - began < 30
