"""The embedded database: a real PostgreSQL, installed by pip, started and stopped by this program.

Used while `DATABASE_URL` is not set. It listens on a socket in its own folder and nowhere else. Several
commands may use one data folder at the same time; the last one to leave stops the server. As root it runs
as a system user of its own, because PostgreSQL refuses to be root.
"""

import fcntl
import os
import pwd
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote

import psycopg

from central.server.postgres_folder import (
    HERE,
    VERSION,
    DatabaseError,
    claim,
    close_to_others,
    database_folder,
    programs,
    run,
    socket_folder,
    versions,
)

__all__ = ["DatabaseError", "claim", "close_to_others", "programs"]

DATABASE = "cabina"
MAX_CONNECTIONS = 250
_START_SECONDS = 120
_PROCESSES = Path("/proc")
_DISCREET = ("log_error_verbosity=terse", "log_min_error_statement=panic")
"""Its log has neither refused rows nor their statements: guests' codes, addresses, hashes of passwords."""
FIRST_LOG: Final = "log"
"""What it says before its own log is open."""
LOGS: Final = "logs"
_LOG = (
    "logging_collector=on", f"log_directory={LOGS}", "log_filename=postgresql-%a.log", "log_rotation_age=1d",
    "log_rotation_size=0", "log_truncate_on_rotation=on",
)  # fmt: skip
"""A file for each day of the week, which the next week overwrites."""
_LONGEST_FIRST_LOG = 1_000_000


def address(data: Path) -> str:
    """The URL of the embedded database of this data folder, whether it runs or not."""
    return _url(data, DATABASE)


@contextmanager
def running(data: Path, options: Sequence[str] = ()) -> Iterator[str]:
    """Run the embedded database during the block; yields its URL. `options`: server settings, `a=b`."""
    folder = database_folder(data)
    folder.mkdir(parents=True, exist_ok=True)
    with (data / "postgres.users").open("a+") as users:
        _enter(data, folder, users, options)
        try:
            yield address(data)
        finally:
            _leave(data, folder, users)


def _enter(data: Path, folder: Path, users: IO[str], options: Sequence[str]) -> None:
    with turn(data):
        fcntl.flock(users, fcntl.LOCK_SH)
        _prepare(folder)
        _ensure_running(folder, options)
        _ensure_database(data)


def _ensure_running(folder: Path, options: Sequence[str]) -> None:
    if not lives(folder):
        _forget_dead(folder)
        start(folder, options)


def start(folder: Path, options: Sequence[str] = ()) -> None:
    """Start the server of this folder. Raises DatabaseError."""
    settings = [f"max_connections={MAX_CONNECTIONS}", "listen_addresses=", *_DISCREET, *_LOG, *options]
    arguments = " ".join(shlex.quote(f"-c{setting}") for setting in settings)
    with suppress(FileNotFoundError):
        if (folder / FIRST_LOG).stat().st_size > _LONGEST_FIRST_LOG:
            (folder / FIRST_LOG).unlink()
    control(folder, "start", "-l", FIRST_LOG, "-t", str(_START_SECONDS), "-o", f"{arguments} -k .")


def logs(folder: Path) -> str:
    """All that the server's logs say, the oldest first."""
    files = [folder / FIRST_LOG, *(folder / LOGS).glob("*")]
    read = [file for file in files if file.exists()]
    return "".join(
        file.read_text(errors="replace") for file in sorted(read, key=lambda each: each.stat().st_mtime)
    )


def _leave(data: Path, folder: Path, users: IO[str]) -> None:
    with turn(data):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # Another process still uses it, and will stop it.
        control(folder, "stop", "-m", "fast", check=False)


def start_again(data: Path) -> None:
    """Start the server of a block of `running`, because it has died. Raises DatabaseError."""
    with turn(data):
        _ensure_running(database_folder(data), ())


def lives(folder: Path) -> bool:
    """Whether the server's first process runs; without it nobody is let in, though others may linger."""
    pid = _number_in(folder)
    if pid is None:
        return False
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # As the first process of a container we inherit it, dead or alive.
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # It is there, and another user's.
    return not _is_dead(pid)


def _number_in(folder: Path) -> int | None:
    try:
        return int((folder / "postmaster.pid").read_text().partition("\n")[0])
    except (FileNotFoundError, ValueError):
        return None


def _is_dead(pid: int) -> bool:
    """Whether it is gone, a zombie that nobody has reaped yet, or another program by now (Linux)."""
    if not _PROCESSES.is_dir():
        return False
    try:
        name, state = (_PROCESSES / str(pid) / "stat").read_text().partition("(")[2].rsplit(") ", 1)
    except OSError:
        return True
    return name != "postgres" or state[0] in "ZX"


def _forget_dead(folder: Path) -> None:
    """Remove the dead server's lock file where its number is still, or again, in use: none would start.

    Not while a process works in the folder: it is the file by which a new server finds what it shares.
    """
    in_use = (_PROCESSES / str(_number_in(folder))).is_dir()
    if in_use and not any(_works_in(process, folder) for process in _PROCESSES.glob("[0-9]*")):
        (folder / "postmaster.pid").unlink(missing_ok=True)


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").readlink() == folder
    except OSError:
        return False


@contextmanager
def turn(data: Path) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    with (data / "postgres.turn").open("a+") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _prepare(folder: Path) -> None:
    claim(folder)
    made_by = version_of(folder)
    if made_by is None:
        initdb = ("--auth=peer", "--encoding=utf8", "--locale=C.UTF-8", "-U", "postgres", "-D", HERE)
        run(folder, "initdb", *initdb)
    elif made_by != VERSION:
        raise DatabaseError(other_version(folder, made_by))
    close_to_others(folder)


def version_of(folder: Path) -> int | None:
    """The major version of PostgreSQL that made the folder; None: it is empty."""
    try:
        return int((folder / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def other_version(folder: Path, made_by: int) -> str:
    """What to do about a folder that another major version made."""
    said = f"the database in {folder} was made by PostgreSQL {made_by}, and this is {VERSION}: "
    if made_by in versions():
        return f"{said}run `central upgrade-database --data {folder.parent}`, which keeps the old one"
    return (
        f"{said}with the version of Cabina that made it, run `central backup FILE --data {folder.parent}`; "
        f"rename {folder}; then, with this one, run `central restore FILE --data {folder.parent}`"
    )


def control(folder: Path, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    """Run pg_ctl on the server of this folder. Raises DatabaseError."""
    version = version_of(folder) or VERSION
    return run(folder, "pg_ctl", "-w", "-D", HERE, *arguments, version=version, check=check)


def _url(data: Path, database: str) -> str:
    """`requirepeer`: a server that anybody else started in its place is not talked to."""
    url = f"postgresql://postgres@/{database}?host={quote(str(socket_folder(data)), safe='')}"
    folder = database_folder(data)
    with suppress(FileNotFoundError, KeyError):
        url += f"&requirepeer={quote(pwd.getpwuid(folder.stat().st_uid).pw_name, safe='')}"
    return url


def _ensure_database(data: Path) -> None:
    with psycopg.connect(_url(data, "postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')
