"""What an export leaves on a drive: this event's pictures, whole, and nothing that was erased."""

import os
from pathlib import Path

import pytest

from contract.ids import new_id
from contract.sync import GenerationChanged, GenerationState
from kiosk.domain.errors import DiskError
from kiosk.domain.model import Request, Shot
from kiosk.engine.export import SUMS, Exported, export
from kiosk.store import Store
from tests.kiosk.worlds import JPEG, WHEN, Clock, answer, config, enrolled, event, named, signed


@pytest.fixture
def store(tmp_path: Path):
    made = Store(tmp_path / "booth", Clock())
    made.enrollment.keep(enrolled())
    made.configs.keep(*signed(config()))
    yield made
    made.close()


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    (tmp_path / "drive").mkdir()
    return tmp_path / "drive"


def picture(store: Store, of: str = "event", content: bytes = b"") -> tuple[Shot, Request]:
    session_id = new_id()
    store.sessions.begin(session_id, named(of), "es", WHEN)
    store.sessions.record_consent(session_id, "7", WHEN)
    photo = JPEG + (content or session_id.bytes)
    shot = store.shots.add(session_id, 0, photo, (600, 800), WHEN)
    return shot, store.requests.make(session_id, shot, named("ink"), 100, WHEN)


def run(store: Store, drive: Path, **options):
    return export(store, drive, lambda *_: None, **options)


def erase(store: Store, request: Request) -> None:
    store.sync_results.settle(answer(store.outbox.pending(9, 99_999)))
    gone = GenerationChanged(generation_id=request.generation_id, state=GenerationState.ERASED)
    store.sync_results.settle(answer(changes=(gone,)))
    store.erasures.carry_out()


def names(drive: Path) -> list[str]:
    return sorted(path.name for path in drive.iterdir() if path.name != SUMS)


def test_only_this_events_pictures_unless_all_are_asked_for(store, drive):
    picture(store, "another event")
    picture(store)
    assert run(store, drive).pictures == 1
    assert run(store, drive, all_events=True).pictures == 2
    store.configs.keep(*signed(config(event=event(id=named("another event")), version="2")))
    assert run(store, drive).pictures == 1


def test_what_was_taken_again_is_not_exported(store, drive):
    session_id = new_id()
    store.sessions.begin(session_id, named("event"), "es", WHEN)
    store.shots.add(session_id, 0, JPEG, (600, 800), WHEN)
    store.shots.discard(session_id)
    assert (run(store, drive).pictures, names(drive)) == (0, [])


def test_what_was_erased_since_goes_from_the_drive_and_what_is_anothers_stays(store, drive):
    _, request = picture(store)
    picture(store)
    (drive / "holiday.jpg").write_bytes(b"not ours")
    assert run(store, drive).pictures == 2
    erase(store, request)
    done = run(store, drive)
    assert (done.pictures, done.removed) == (1, 1)
    assert names(drive) == ["0002-photo-1.jpg", "holiday.jpg"]


def test_a_drive_that_has_been_at_another_party_keeps_what_it_has(store, drive, tmp_path):
    """The tickets of both parties begin with the same number."""
    before = [picture(store)[0].path.read_bytes() for _ in range(2)]
    run(store, drive)
    other = Store(tmp_path / "other booth", Clock())
    try:
        other.enrollment.keep(enrolled())
        other.configs.keep(*signed(config()))
        shot, _ = picture(other)
        for _ in range(2):
            assert run(other, drive) == Exported(pictures=1, removed=0, bad=())
    finally:
        other.close()
    found = [(drive / name).read_bytes() for name in names(drive)]
    assert sorted(found) == sorted([*before, shot.path.read_bytes()])
    listed = [line.split("  ")[1] for line in (drive / SUMS).read_text().splitlines()]
    assert listed == names(drive)


def test_one_bad_original_is_named_and_stops_no_other(store, drive):
    garbled, lost, good = (picture(store)[0] for _ in range(3))
    garbled.path.write_bytes(b"garbled")
    lost.path.unlink()
    done = run(store, drive)
    assert done.pictures == 1
    assert [words.split(":")[0] for words in done.bad] == ["0001-photo-1.jpg", "0002-photo-1.jpg"]
    assert (drive / "0003-photo-1.jpg").read_bytes() == good.path.read_bytes()


def test_a_link_on_the_drive_is_replaced_and_not_followed(store, drive, tmp_path):
    shot, _ = picture(store)
    victim = tmp_path / "victim"
    victim.write_bytes(shot.path.read_bytes())
    for name in ("0001-photo-1.jpg", ".0001-photo-1.jpg.part", SUMS):
        (drive / name).symlink_to(victim)
    assert run(store, drive).pictures == 1
    assert victim.read_bytes() == shot.path.read_bytes()
    assert all(path.is_file() and not path.is_symlink() for path in drive.iterdir())


def test_sums_that_lead_elsewhere_remove_nothing(store, drive, tmp_path):
    """Not even what has been erased: only what lies on the drive was put there by an export."""
    shot, request = picture(store)
    victim = tmp_path / "victim"
    victim.write_bytes(shot.path.read_bytes())
    (drive / SUMS).write_text(f"{shot.sha256}  ../victim\n")
    erase(store, request)
    assert run(store, drive).removed == 0
    assert victim.exists()


def test_what_somebody_put_in_an_erased_pictures_place_stays(store, drive):
    _, request = picture(store)
    run(store, drive)
    (drive / "0001-photo-1.jpg").write_bytes(b"a picture of somebody's own")
    erase(store, request)
    assert run(store, drive).removed == 0
    assert (drive / "0001-photo-1.jpg").read_bytes() == b"a picture of somebody's own"


def test_all_is_on_the_drive_itself_before_it_is_said_and_read_back_from_there(store, drive, monkeypatch):
    """Every file and the folder are synced, and the memory's copies dropped before the comparison."""
    picture(store)
    deeds: list[str] = []

    def noted(name: str) -> None:
        work = getattr(os, name)

        def deed(*words, **named_words):
            is_folder = isinstance(words[0], int) and Path(f"/proc/self/fd/{words[0]}").is_dir()
            deeds.append(f"{name} folder" if is_folder else name)
            return work(*words, **named_words)

        monkeypatch.setattr(os, name, deed)

    for name in ("fsync", "rename", "posix_fadvise"):
        noted(name)
    run(store, drive)
    assert deeds == ["fsync", "rename", "fsync folder", "posix_fadvise"] * 2


def test_a_drive_that_gives_back_something_else_is_an_error(store, drive, monkeypatch):
    picture(store)
    write = os.fsync

    def rotten(descriptor: int) -> None:
        write(descriptor)
        for path in drive.glob(".*.part"):
            path.write_bytes(b"rot")

    monkeypatch.setattr(os, "fsync", rotten)
    with pytest.raises(DiskError, match="drive"):
        run(store, drive)
