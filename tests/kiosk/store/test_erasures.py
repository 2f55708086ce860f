"""What is left at the booth of a picture that its guest erased, or took again: nothing."""

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from contract.config import PrintLayout
from contract.ids import new_id
from contract.sync import GenerationChanged, GenerationState, OpKind, OpStatus
from kiosk.domain.errors import DiskError, SetupError
from kiosk.domain.model import BlobFetch, PrintState, Request, Shot
from kiosk.store import Store, erasures
from kiosk.store.reports import kept_pictures
from tests.kiosk.worlds import JPEG, WHEN, Clock, answer, config, enrolled, named, signed

RESULT = "e" * 64


@pytest.fixture
def store(tmp_path: Path):
    made = Store(tmp_path, Clock())
    made.enrollment.keep(enrolled())
    made.configs.keep(*signed(config()))
    yield made
    made.close()


class Guest:
    """One session at the booth, without an engine."""

    def __init__(self, store: Store) -> None:
        self.store, self.at, self.id = store, WHEN, new_id()
        store.sessions.begin(self.id, named("event"), "es", WHEN)
        store.sessions.record_consent(self.id, "7", WHEN)
        store.sessions.choose_style(self.id, named("ink"), PrintLayout.SINGLE)

    def shot(self, jpeg: bytes | None = None) -> Shot:
        photo = jpeg or JPEG + new_id().bytes
        return self.store.shots.add(self.id, 0, photo, (600, 800), self.at)

    def asks(self, shot: Shot | None = None) -> Request:
        return self.store.requests.make(self.id, shot or self.shot(), named("ink"), 100, self.at)

    def receives(self, request: Request, result: str = RESULT) -> Path:
        self.store.sync_results.settle(answer(changes=(ready(request, result),)))
        incoming = self.store.folders.data / "incoming"
        incoming.write_bytes(b"a result")
        kept = self.store.downloads.fetched(BlobFetch(result, request.generation_id, 0), incoming)
        assert kept is not None
        return kept

    def prints(self, request: Request, copies: int = 1):
        sheet = self.store.folders.data / "prints" / f"{new_id()}.jpg"
        sheet.parent.mkdir(exist_ok=True)
        sheet.write_bytes(b"a sheet")
        return self.store.prints.add(self.id, request.generation_id, sheet, copies)


def ready(request: Request, result: str = RESULT) -> GenerationChanged:
    return GenerationChanged(
        generation_id=request.generation_id, state=GenerationState.READY, result_sha256=result
    )


def erase(store: Store, *requests: Request, carry_out: bool = True) -> None:
    """The platform says that their guests erased them."""
    settle_all(store)
    words = tuple(
        GenerationChanged(generation_id=each.generation_id, state=GenerationState.ERASED) for each in requests
    )
    store.sync_results.settle(answer(changes=words))
    if carry_out:
        store.erasures.carry_out()


def in_another_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def settle_all(store: Store) -> None:
    store.sync_results.settle(answer(store.outbox.pending(500, 1_000_000)))


def ops(store: Store, kind: OpKind) -> list[sqlite3.Row]:
    sql = "SELECT * FROM outbox WHERE kind = ? ORDER BY seq"
    return store.database.read(lambda rows: rows.execute(sql, (kind,)).fetchall())


def everything(store: Store) -> str:
    """All rows of the database, as text."""
    return store.database.read(lambda rows: "\n".join(map(str, rows.iterdump())))


def files(store: Store) -> set[str]:
    folders = ("photos", "results", "looks", "prints", "printed")
    return {f"{folder}/{path.name}" for folder in folders for path in (store.folders.data / folder).glob("*")}


def test_nothing_of_an_erased_picture_is_left_and_the_platform_hears_of_it(store):
    guest = Guest(store)
    request = guest.asks(shot := guest.shot())
    guest.receives(request)
    sheet = guest.prints(request)[0]
    store.prints.moved(sheet.id, PrintState.PRINTED, "")
    for folder, name in (("looks", f"{shot.sha256[:32]}-ink-ff.jpg"), ("printed", f"{sheet.id}.jpg")):
        (store.folders.data / folder).mkdir()
        (store.folders.data / folder / name).write_bytes(b"x")
    assert len(files(store)) == 5

    erase(store, request)

    assert files(store) == set()
    dump = everything(store)
    for secret in (request.claim_code, shot.sha256, str(shot.id), RESULT):
        assert secret not in dump
    assert kept_pictures(store) == []
    [said] = ops(store, OpKind.PHOTO_ERASED)
    assert str(request.generation_id) in said["payload"] and str(named("event")) in said["payload"]


def test_a_photo_that_another_request_shows_stays_until_that_one_is_erased_too(store):
    guest = Guest(store)
    first = guest.asks(shot := guest.shot())
    second = guest.asks(shot)
    guest.receives(first)
    guest.receives(second)

    erase(store, first)
    assert files(store) == {f"photos/{shot.sha256}.jpg", f"results/{RESULT}.jpg"}
    assert store.requests.get(second.generation_id) is not None
    assert [upload.sha256 for upload in store.uploads.due(9)] == [shot.sha256]

    erase(store, second)
    assert files(store) == set()
    assert store.uploads.due(9) == []


def test_the_same_bytes_of_another_guest_stay(store):
    alike = JPEG + b"alike"
    erased, other = Guest(store), Guest(store)
    request = erased.asks(erased.shot(alike))
    kept = other.shot(alike)
    erase(store, request)
    assert kept.path.read_bytes() == alike


def test_it_is_said_once_however_often_the_platform_says_it(store):
    request = Guest(store).asks()
    for _ in range(3):
        erase(store, request)
    assert len(ops(store, OpKind.PHOTO_ERASED)) == 1


def test_a_picture_that_this_disk_does_not_know_is_confirmed_too(store):
    strange = GenerationChanged(generation_id=named("strange"), state=GenerationState.ERASED)
    for _ in range(2):
        store.sync_results.settle(answer(changes=(strange,)))
    [said] = ops(store, OpKind.PHOTO_ERASED)
    assert str(named("strange")) in said["payload"]


@pytest.mark.parametrize("failing", ["unlink", "fsync"])
def test_what_a_disk_in_trouble_leaves_is_removed_later_and_only_then_confirmed(store, monkeypatch, failing):
    request = Guest(store).asks()

    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as trouble:
        trouble.setattr(*((Path, "unlink") if failing == "unlink" else (os, "fsync")), broken)
        erase(store, request, carry_out=False)
        with pytest.raises(DiskError):
            store.erasures.carry_out()
    assert ops(store, OpKind.PHOTO_ERASED) == []
    store.erasures.carry_out()
    assert files(store) == set()
    assert len(ops(store, OpKind.PHOTO_ERASED)) == 1


def test_one_that_begins_between_the_last_file_and_the_word_is_not_confirmed_with_the_others(
    store, monkeypatch
):
    """The platform's word may come in the moment when the list has just been found empty."""
    first, guest = Guest(store).asks(), Guest(store)
    late = guest.asks(shot := guest.shot())
    look = erasures._listed

    def looks(rows):
        found = look(rows)
        if not found:
            monkeypatch.undo()
            in_another_thread(lambda: erase(store, late, carry_out=False))
        return found

    erase(store, first, carry_out=False)
    monkeypatch.setattr(erasures, "_listed", looks)
    assert store.erasures.carry_out() == 1
    assert files(store) == {f"photos/{shot.sha256}.jpg"}
    [said] = ops(store, OpKind.PHOTO_ERASED)
    assert str(first.generation_id) in said["payload"]

    assert store.erasures.carry_out() == 1
    assert files(store) == set()


def test_a_sheet_that_the_printer_has_is_followed_to_its_end_first(store):
    guest = Guest(store)
    request = guest.asks()
    first, _ = guest.prints(request, copies=2)
    assert store.prints.claim_next() is not None
    store.prints.submitted(first.id, "job-1")

    erase(store, request)
    assert [job.id for job in store.prints.unfinished()] == [first.id]
    assert ops(store, OpKind.PHOTO_ERASED) == []
    assert store.prints.claim_next() is None, "a queued sheet of an erased picture is printed no more"

    store.prints.moved(first.id, PrintState.PRINTED, "")
    store.erasures.carry_out()
    assert len(ops(store, OpKind.PRINT_COMPLETED)) == 1
    assert len(ops(store, OpKind.PHOTO_ERASED)) == 1
    assert files(store) == set()


def test_a_result_that_arrives_after_the_erasure_is_not_kept(store, tmp_path):
    request = Guest(store).asks()
    store.sync_results.settle(answer(changes=(ready(request),)))
    erase(store, request)
    incoming = tmp_path / "incoming"
    incoming.write_bytes(b"a result")
    assert store.downloads.fetched(BlobFetch(RESULT, request.generation_id, 0), incoming) is None
    assert files(store) == set()


def test_a_sheet_that_is_composed_after_the_erasure_is_not_queued(store):
    guest = Guest(store)
    request = guest.asks()
    erase(store, request)
    with pytest.raises(SetupError, match="erased"):
        guest.prints(request)
    assert store.prints.claim_next() is None


def test_a_refused_request_that_is_erased_waits_for_nobody(store):
    request = Guest(store).asks()
    op = store.outbox.pending(1, 1_000_000)
    store.sync_results.settle(answer(op, OpStatus.REJECTED))
    assert store.queue_depth().dead_letters == 1
    erase(store, request)
    assert store.queue_depth().dead_letters == 0
    assert request.claim_code not in everything(store)
    with pytest.raises(SetupError):
        store.refused.ask_again(request.ticket_label, WHEN)


def test_shots_that_were_taken_again_go_with_their_session(store):
    guest = Guest(store)
    retaken = guest.shot()
    store.shots.discard(guest.id)
    request = guest.asks(kept := guest.shot())
    assert retaken.path.exists(), "until the guest has gone"
    store.sessions.end(guest.id, "finished", guest.at)
    store.erasures.carry_out()
    assert files(store) == {f"photos/{kept.sha256}.jpg"}
    assert retaken.sha256 not in everything(store)
    [ended] = ops(store, OpKind.SESSION_ENDED)
    assert '"shots":2' in ended["payload"]
    assert store.requests.get(request.generation_id) is not None


def test_a_strips_other_shots_go_with_their_picture(store):
    guest = Guest(store)
    guest.shot()
    guest.shot()
    request = guest.asks()
    erase(store, request)
    assert files(store) == set()


def test_many_erasures_are_carried_out_in_bounded_transactions(store):
    requests = [Guest(store).asks() for _ in range(60)]
    erase(store, *requests)
    assert files(store) == set()
    assert len(ops(store, OpKind.PHOTO_ERASED)) == 60
