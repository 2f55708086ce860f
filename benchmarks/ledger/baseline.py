"""The usual way: one row, one atomic UPDATE per deduction, called by 100 connections (pgbench)."""

import os
import re
import subprocess
from pathlib import Path

import psycopg

from central.server import postgres

CONNECTIONS = 100

_TABLES = """
CREATE TABLE events (id integer PRIMARY KEY, allocated bigint NOT NULL, used bigint NOT NULL DEFAULT 0);
CREATE TABLE op_log (
  id uuid PRIMARY KEY, event_id integer NOT NULL, recorded_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO events VALUES (1, 1000000000);
CREATE FUNCTION deduct(event integer) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE events SET used = used + 1 WHERE id = event AND allocated - used > 0;
  RETURN FOUND;
END $$;
CREATE FUNCTION deduct_and_log(event integer, op uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE events SET used = used + 1 WHERE id = event AND allocated - used > 0;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO op_log (id, event_id) VALUES (op, event);
  RETURN true;
END $$;
"""

WITH_LOG = "A: UPDATE and op log in one function"
WITHOUT_LOG = "B: the same without the op log"
BY_STATEMENTS = "A': function, then op log, in one transaction"
"""What one meets most: the application calls, and then writes its log, while it holds the row."""

_SCRIPTS = {
    WITH_LOG: "SELECT deduct_and_log(1, gen_random_uuid());",
    WITHOUT_LOG: "SELECT deduct(1);",
    BY_STATEMENTS: (
        "BEGIN;\nSELECT deduct(1);\nINSERT INTO op_log (id, event_id) VALUES (gen_random_uuid(), 1);\nCOMMIT;"
    ),
}

VARIANTS = tuple(_SCRIPTS)


def install(url: str) -> None:
    """Make its tables and functions."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_TABLES)


def deductions_a_second(folder: Path, url: str, variant: str, seconds: float) -> float:
    """What pgbench counts, the time to connect left out; statements are prepared once."""
    script = folder / "baseline.sql"
    script.write_text(_SCRIPTS[variant] + "\n")
    command = [str(_pgbench()), "--no-vacuum", "--client", str(CONNECTIONS), "--jobs", "2"]
    command += ["--time", str(round(seconds)), "--file", str(script), "--protocol", "prepared", url]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"PGOPTIONS": ""}
    )
    counted = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if done.returncode or counted is None:
        raise SystemExit(f"pgbench failed: {done.stderr.strip()}")
    return float(counted[1])


def _pgbench() -> Path:
    return postgres.programs() / "pgbench"
