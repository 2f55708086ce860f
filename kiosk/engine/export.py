"""An event's pictures on a drive: there when the drive is pulled, and nothing but them."""

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from stat import S_ISREG

from kiosk.domain.errors import DiskError
from kiosk.domain.words import words_for
from kiosk.store import Store
from kiosk.store.errors import disk_errors
from kiosk.store.reports import KeptPicture, kept_pictures

SUMS = "SHA256SUMS"
"""What an export put on the drive; `sha256sum --check` reads it, and so does the next export."""
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


@dataclass(frozen=True, slots=True)
class Exported:
    """How many pictures are on the drive, how many went from it, and what was wrong with the others."""

    pictures: int
    removed: int
    bad: tuple[str, ...]


def export(
    store: Store, target: Path, progress: Callable[[int, int], None], *, all_events: bool = False
) -> Exported:
    """Copy the present event's pictures, each read back from the drive; one that is bad stops no other.

    May be repeated, for several events and by several booths: what is there already is not copied again, and
    nothing that an earlier export put there goes but what this booth knows to be erased or taken again.
    No link on the drive is followed. Raises DiskError for the drive.
    """
    pictures = kept_pictures(store, "" if all_events else _event(store))
    with disk_errors(target):
        if not target.exists():
            target.mkdir(parents=True)
            target.chmod(0o755)
        folder = os.open(target, os.O_RDONLY | os.O_DIRECTORY)
        try:
            return _Drive(folder, store.erasures.gone).take(pictures, progress)
        finally:
            os.close(folder)


def _event(store: Store) -> str:
    """The event that the booth works for, else the one that it worked for last."""
    config = store.configs.current()
    if config is not None and config.event is not None:
        return str(config.event.id)
    sql = "SELECT event_id FROM sessions ORDER BY id DESC LIMIT 1"
    last = store.database.read(lambda rows: rows.execute(sql).fetchone())
    return str(last["event_id"]) if last else "none"


class _Drive:
    """The folder on the drive, by its descriptor: nobody can put another one in its place meanwhile."""

    def __init__(self, folder: int, gone: Callable[[Iterable[str]], set[str]]) -> None:
        self._folder = folder
        self._gone = gone

    def take(self, pictures: list[KeptPicture], progress: Callable[[int, int], None]) -> Exported:
        before, there, bad = self._sums(), dict[str, str](), list[str]()
        for number, found in enumerate(pictures, start=1):
            picture = self._beside(before, found)
            if self._digest(picture.name) == picture.sha256 or self._copy(picture, bad):
                there[picture.name] = picture.sha256
            progress(number, len(pictures))
        others = {name: before[name] for name in before.keys() - there.keys() if self._has(name)}
        removed = self._remove_gone(others)
        kept = {name: sha256 for name, sha256 in others.items() if name not in removed}
        self._write_sums(kept | there)
        return Exported(len(there), len(removed), tuple(bad))

    def _beside(self, before: dict[str, str], picture: KeptPicture) -> KeptPicture:
        """Under another name, if its own is that of another event's or booth's picture."""
        if before.get(picture.name, picture.sha256) == picture.sha256:
            return picture
        if self._digest(picture.name) != before[picture.name]:
            return picture
        return replace(picture, name=f"{Path(picture.name).stem}-{picture.sha256[:8]}.jpg")

    def _remove_gone(self, others: dict[str, str]) -> set[str]:
        gone = self._gone(others.values())
        names = {name for name, sha256 in others.items() if sha256 in gone and self._digest(name) == sha256}
        for name in names:
            os.unlink(name, dir_fd=self._folder)
        return names

    def _write_sums(self, of: dict[str, str]) -> None:
        sums = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(of.items())).encode()
        self._write(SUMS, [sums])
        if self._digest(SUMS) != hashlib.sha256(sums).hexdigest():
            raise DiskError("the drive does not give back what was written to it")

    def _has(self, name: str) -> bool:
        try:
            return S_ISREG(os.stat(name, dir_fd=self._folder, follow_symlinks=False).st_mode)
        except OSError:
            return False

    def _copy(self, picture: KeptPicture, bad: list[str]) -> bool:
        """Whether it is on the drive now; what is wrong with the original goes to `bad`."""
        try:
            content = picture.path.read_bytes()
        except OSError as error:
            bad.append(f"{picture.name}: it cannot be read at the booth ({words_for(error)})")
            return False
        if hashlib.sha256(content).hexdigest() != picture.sha256:
            bad.append(f"{picture.name}: it is damaged at the booth")
            return False
        self._write(picture.name, [content])
        if self._digest(picture.name) != picture.sha256:
            raise DiskError(f"{picture.name} differs from its original: the drive is damaged")
        return True

    def _write(self, name: str, parts: Iterable[bytes]) -> None:
        """Whole under its name, on the drive itself; whatever had that name is replaced, not followed."""
        unfinished = f".{name}.part"
        with suppress(FileNotFoundError):
            os.unlink(unfinished, dir_fd=self._folder)
        descriptor = os.open(unfinished, _NEW_FILE, 0o666, dir_fd=self._folder)
        with os.fdopen(descriptor, "wb") as file:
            with suppress(OSError):  # A drive that knows no users gives it to all by itself.
                os.fchmod(descriptor, 0o644)
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        os.rename(unfinished, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        os.fsync(self._folder)

    def _digest(self, name: str) -> str:
        """Of the file as the drive gives it, not as the memory remembers it; empty if it is none."""
        try:
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=self._folder)
        except OSError:
            return ""
        with os.fdopen(descriptor, "rb") as file:
            if not S_ISREG(os.fstat(file.fileno()).st_mode):
                return ""
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _sums(self) -> dict[str, str]:
        """What an earlier export says that it put there; names that lead elsewhere are not believed."""
        try:
            descriptor = os.open(SUMS, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=self._folder)
        except OSError:
            return {}
        with os.fdopen(descriptor, "rb") as file:
            lines = file.read(10_000_000).decode(errors="replace").splitlines()
        pairs = [line.split("  ", 1) for line in lines if "  " in line]
        return {name: sha256 for sha256, name in pairs if name == Path(name).name}
