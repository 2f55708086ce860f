"""Pictures of former events leave the booth when their time is over, unless somebody still waits for them."""

from datetime import timedelta
from pathlib import Path

import pytest

from contract.sync import GenerationChanged, GenerationState
from kiosk.domain.model import PrintState, Request
from kiosk.store import Store
from kiosk.store.reports import kept_pictures
from tests.kiosk.store.test_erasures import Guest, everything, files, settle_all
from tests.kiosk.worlds import WHEN, Clock, answer, config, enrolled, event, named, signed

ENDS = event().ends_at
OVER = ENDS + timedelta(days=31)


@pytest.fixture
def store(tmp_path: Path):
    made = Store(tmp_path, Clock())
    made.enrollment.keep(enrolled())
    made.configs.keep(*signed(config(retention_days=30)))
    yield made
    made.close()


def one_guest(store: Store) -> tuple[Guest, Request]:
    """A picture with its result, a printed sheet and a look; everything is sent."""
    guest = Guest(store)
    request = guest.asks(shot := guest.shot())
    guest.receives(request)
    [sheet] = guest.prints(request)
    store.prints.moved(sheet.id, PrintState.PRINTED, "")
    (store.folders.data / "looks").mkdir(exist_ok=True)
    (store.folders.data / "looks" / f"{shot.sha256[:32]}-ink-ff.jpg").write_bytes(b"x")
    store.uploads.sent(shot.sha256)
    store.sessions.end(guest.id, "finished", WHEN)
    settle_all(store)
    return guest, request


def move_on(store: Store) -> None:
    """The booth works for another event, whose period is a longer one."""
    store.configs.keep(*signed(config(event=event(id=named("next")), retention_days=3650)))


def expire(store: Store, at=OVER) -> int:
    store.sync_results.settle(answer(server_time=at))
    forgotten = store.retention.expire()
    store.erasures.carry_out()
    return forgotten


def test_of_a_former_event_nothing_is_left_after_its_own_period(store):
    guest, request = one_guest(store)
    [picture] = [line for line in kept_pictures(store) if line.path.parent.name == "photos"]
    move_on(store)
    assert expire(store, ENDS + timedelta(days=29, hours=23)) == 0
    assert len(files(store)) == 4
    assert expire(store) == 1
    assert files(store) == set()
    dump = everything(store)
    for secret in (request.claim_code, picture.sha256):
        assert secret not in dump
    assert store.database.read(_row_of(guest)) is None
    assert kept_pictures(store) == []
    assert expire(store) == 0


def test_a_hosts_copy_on_a_drive_is_not_taken_back(store):
    one_guest(store)
    [shot] = store.database.read(lambda rows: rows.execute("SELECT sha256 FROM shots").fetchall())
    move_on(store)
    assert expire(store) == 1
    assert store.erasures.gone([shot["sha256"]]) == set()


def test_the_present_event_keeps_its_pictures_however_long_ago_it_ended(store):
    one_guest(store)
    assert expire(store) == 0
    assert len(files(store)) == 4


def test_an_event_of_which_no_end_is_known_ends_with_its_last_guest(store):
    one_guest(store)
    move_on(store)
    store.configs.keep(*signed(config(event=event(id=named("next")), retention_days=40)))
    store.database.write(lambda transaction: transaction.execute("DELETE FROM event_periods"))
    assert expire(store, WHEN + timedelta(days=39)) == 0
    assert expire(store, WHEN + timedelta(days=41)) == 1


def test_a_clock_that_the_platform_has_not_put_right_deletes_nothing(store, tmp_path):
    one_guest(store)
    move_on(store)
    clock = Clock("boot-2")
    clock.wall = OVER + timedelta(days=3650)
    store.close()
    again = Store(tmp_path, clock)
    assert again.retention.expire() == 0
    again.close()


def _row_of(guest: Guest):
    return lambda rows: rows.execute("SELECT * FROM sessions WHERE id = ?", (str(guest.id),)).fetchone()


def _unsent(store: Store, guest: Guest, request: Request) -> None:
    """The platform waits for the photo, and has said so."""

    def change(transaction):
        shot = (str(request.shot_id),)
        photo = "(SELECT sha256 FROM shots WHERE id = ?)"
        transaction.execute(f"UPDATE uploads SET sent = 0 WHERE sha256 = {photo}", shot)
        transaction.execute("UPDATE requests SET state = 'awaiting_photo' WHERE shot_id = ?", shot)

    store.database.write(change)


def _untold(store: Store, guest: Guest, request: Request) -> None:
    [sheet] = guest.prints(request)
    store.prints.moved(sheet.id, PrintState.PRINTED, "")


def _waiting(store: Store, guest: Guest, request: Request) -> None:
    guest.prints(request)


def _in_doubt(store: Store, guest: Guest, request: Request) -> None:
    store.prints.moved(guest.prints(request)[0].id, PrintState.IN_DOUBT, "")


def _there(store: Store, guest: Guest, request: Request) -> None:
    sql, of = "UPDATE sessions SET ended_at = NULL WHERE id = ?", (str(guest.id),)
    store.database.write(lambda transaction: transaction.execute(sql, of))


@pytest.mark.parametrize("still", [_unsent, _untold, _waiting, _in_doubt, _there])
def test_what_is_unsent_unprinted_or_in_doubt_stays_however_old(store, still):
    guest, request = one_guest(store)
    one_guest(store)
    still(store, guest, request)
    move_on(store)
    assert expire(store) == 1, "the other guest's"
    assert store.database.read(_row_of(guest)) is not None
    left = kept_pictures(store)
    assert len(left) == 2 and all(picture.path.exists() for picture in left)


def test_a_photo_that_nobody_will_ever_take_does_not_keep_its_picture(store):
    """Refused requests are ended, so their photos are not waited for."""
    guest = Guest(store)
    request = guest.asks()
    settle_all(store)
    failed = GenerationChanged(generation_id=request.generation_id, state=GenerationState.FAILED)
    store.sync_results.settle(answer(changes=(failed,)))
    store.sessions.end(guest.id, "failed", WHEN)
    settle_all(store)
    move_on(store)
    assert expire(store) == 1
    assert files(store) == set()


def test_many_sessions_go_in_small_transactions(store):
    for _ in range(45):
        guest = Guest(store)
        guest.shot()
        store.sessions.end(guest.id, "abandoned", WHEN)
    settle_all(store)
    move_on(store)
    assert expire(store) == 45
    assert files(store) == set()
