"""Dumps of the database, and their restoration into an empty one, by PostgreSQL's own programs.

A dump is whole or not there, and a restoration is one transaction. Pictures and keys are not in it.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from central.server.postgres import DatabaseError, programs

_UNKNOWN_BEFORE_17: Final = b"SET transaction_timeout = 0;\n"
_FORGET_THE_SERVER: Final = b"""
DO $$ BEGIN
  IF to_regclass('base_incarnation') IS NOT NULL THEN
    UPDATE base_incarnation SET server = '' WHERE number = (SELECT max(number) FROM base_incarnation);
  END IF;
END $$;
"""
"""So that the next `central migrate` takes the server for another one, even if it is not."""


def dump(url: str, file: Path) -> None:
    """Write the database to `file`. Raises DatabaseError, as for an empty database: there is no file then."""
    if file.exists():
        raise DatabaseError(f"{file} exists already")
    if not file.parent.is_dir():
        raise DatabaseError(f"there is no folder {file.parent}")
    if not _has_tables(url):
        raise DatabaseError("the database is empty: there is nothing to back up")
    unfinished = file.with_name(f"{file.name}.part")
    try:
        with unfinished.open("wb") as output:
            _run("pg_dump", url, ("--format=custom", "--no-owner", "--no-privileges"), output=output)
            os.fsync(output.fileno())
        unfinished.rename(file)
    except OSError as error:
        raise DatabaseError(f"{file} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def restore(url: str, file: Path) -> None:
    """Restore a dump into an empty database, as a whole or not at all. Raises DatabaseError.

    The program that uses it next must begin a new incarnation (`central.operations.incarnations`).
    """
    if not file.is_file():
        raise DatabaseError(f"there is no file {file}")
    if _has_tables(url):
        raise DatabaseError("the database is not empty; restore into a new one, or with another --data")
    with tempfile.TemporaryFile() as script:
        _write_script(file, script)
        script.seek(0)
        _run("psql", url, ("--no-psqlrc", "--quiet", "--single-transaction", "-v", "ON_ERROR_STOP=1"), script)


def psql(url: str, arguments: Sequence[str]) -> int:
    """Let a person or a script talk to the database by PostgreSQL's own client; its exit status."""
    command, environment = _client("psql", url, arguments)
    return subprocess.run(command, env=environment, check=False).returncode


def _has_tables(url: str) -> bool:
    try:
        with psycopg.connect(url) as connection:
            found = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1")
            return found.fetchone() is not None
    except psycopg.OperationalError as error:
        raise DatabaseError(f"the database cannot be reached: {str(error).strip()}") from error


def _write_script(file: Path, script: IO[bytes]) -> None:
    arguments = ["--no-owner", "--no-privileges", "--file=-", str(file)]
    program = [str(programs() / "pg_restore"), *arguments]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=said) as running:
            assert running.stdout is not None
            for line in running.stdout:
                if line != _UNKNOWN_BEFORE_17:
                    script.write(line)
                if line.startswith((b"CREATE ", b"COPY ")):
                    break  # Settings are at the head; a row of data may be anything.
            shutil.copyfileobj(running.stdout, script)
        _raise_if(running.returncode, "pg_restore", said)
    script.write(_FORGET_THE_SERVER)


def _run(
    program: str,
    url: str,
    arguments: Sequence[str],
    given: IO[bytes] | None = None,
    output: IO[bytes] | None = None,
) -> None:
    command, environment = _client(program, url, arguments)
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command,
            env=environment,
            stdin=given or subprocess.DEVNULL,
            stdout=output or subprocess.DEVNULL,
            stderr=said,
            check=False,
        )
        _raise_if(done.returncode, program, said)


def _client(program: str, url: str, arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """A client's command and environment."""
    parts: dict[str, Any] = conninfo_to_dict(url)
    password = parts.pop("password", None)
    # Arguments are seen by everybody on the machine.
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    return [str(programs() / program), f"--dbname={make_conninfo(**parts)}", *arguments], environment


def _raise_if(status: int, program: str, said: IO[bytes]) -> None:
    if status:
        said.seek(0)
        sentence = said.read()[-1000:].decode(errors="replace").strip()
        raise DatabaseError(f"{program} failed: {sentence}")
