"""What a booth keeps is its own user's alone, whatever the umask of whoever starts it."""

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

import pytest
from keyring.backends.fail import Keyring as NoKeyring

from kiosk.__main__ import main
from kiosk.domain.model import BlobFetch
from kiosk.engine.export import export
from kiosk.printer.file import FilePrinter
from kiosk.store import Store
from kiosk.sync.transport.token_store import TokenStore
from tests.kiosk.store.conftest import Booth
from tests.kiosk.worlds import JPEG, Clock, named


@pytest.fixture(autouse=True)
def _generous() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> dict[str, str]:
    """What others may do anything with."""
    found = {folder, *folder.rglob("*")}
    modes = {
        str(path.relative_to(folder)): S_IMODE(path.lstat().st_mode)
        for path in found
        if not path.is_symlink()
    }
    return {name: oct(mode) for name, mode in modes.items() if mode & 0o077}


def test_nothing_of_a_new_booth_is_anybody_elses(tmp_path: Path) -> None:
    data = tmp_path / "booth"
    store = Store(data, Clock(), owner=True)
    with_a_guest(store)
    TokenStore(data, NoKeyring()).save("token")
    FilePrinter(data / "printed").status()
    FilePrinter(data / "printed").submit(named("print"), next((data / "photos").iterdir()), cut=False)
    assert open_to_others(data) == {}
    store.close()
    assert open_to_others(data) == {}


def with_a_guest(store: Store) -> None:
    at = Clock().now()
    store.sessions.begin(named("session"), named("event"), "es", at)
    store.shots.add(named("session"), 0, JPEG, (1920, 1080), at)


def test_a_picture_that_came_down_is_closed_though_its_file_was_not(booth: Booth) -> None:
    coming = booth.folder / "coming"
    coming.write_bytes(b"asset")
    booth.store.database.write(lambda rows: booth.store.downloads.want_asset(rows, "a" * 64))
    kept = booth.store.downloads.fetched(BlobFetch("a" * 64, None, 0), coming)
    assert kept is not None and S_IMODE(kept.stat().st_mode) == 0o600


def test_an_earlier_versions_folder_is_closed_at_the_start(tmp_path: Path) -> None:
    data, outside = tmp_path / "booth", tmp_path / "outside"
    store = Store(data, Clock())
    with_a_guest(store)
    store.close()
    outside.write_text("somebody else's")
    outside.chmod(0o644)
    (data / "results").mkdir()
    (data / "results" / "link.jpg").symlink_to(outside)
    for path in (data, *data.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o777 if path.is_dir() else 0o666)
    Store(data, Clock()).close()
    assert open_to_others(data) == {}
    assert S_IMODE(outside.stat().st_mode) == 0o644


def test_a_folder_with_other_things_in_it_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("not ours")
    (tmp_path / "letter.txt").chmod(0o644)
    tmp_path.chmod(0o755)
    store = Store(tmp_path, Clock())
    with_a_guest(store)
    store.close()
    assert open_to_others(tmp_path) == {".": "0o755", "letter.txt": "0o644"}


def test_what_is_exported_is_for_all(booth: Booth) -> None:
    booth.request()
    drive = booth.folder.parent / "drive"
    export(booth.store, drive, lambda *_: None)
    modes = {S_IMODE(path.stat().st_mode) for path in drive.iterdir()}
    assert (S_IMODE(drive.stat().st_mode), modes) == (0o755, {0o644})


def test_whatever_else_the_program_writes_is_its_users(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["queue", "--data", str(tmp_path)])
    assert os.umask(0o022) == 0o077
