"""Each op names the event at which it happened, each ticket has its booth's letters, whatever comes later."""

import sqlite3
from datetime import timedelta

from contract.config import PrintLayout
from contract.sync import OpKind
from kiosk.domain.model import PrintState
from kiosk.store import Store
from kiosk.store.migrations import STEPS
from tests.kiosk.worlds import config, named, signed


def stamps(booth):
    return {op.kind: op.payload.event_id for op in booth.store.outbox.pending(500, 1_000_000)}


def test_ops_name_the_event_of_their_session_though_the_booth_has_moved(booth, tmp_path):
    booth.lend()
    request = booth.request()
    moved = config()
    assert moved.event is not None
    elsewhere = moved.event.model_copy(update={"id": named("another event")})
    booth.store.configs.keep(*signed(moved.model_copy(update={"event": elsewhere, "ticket_prefix": "Z"})))
    booth.clock.wall += timedelta(days=1)
    [sheet] = booth.store.prints.add(request.session_id, request.generation_id, tmp_path / "x.jpg", 1)
    booth.store.prints.moved(sheet.id, PrintState.PRINTED, "")
    booth.store.sessions.end(request.session_id, "finished", booth.clock.now())
    for held in booth.store.leases.held():
        booth.store.leases.close(held.id)
    kinds = (OpKind.GENERATION_REQUESTED, OpKind.PRINT_COMPLETED, OpKind.SESSION_ENDED, OpKind.LEASE_RETURNED)
    assert stamps(booth) == dict.fromkeys(kinds, named("event"))


def test_a_ticket_has_the_prefix_with_which_its_session_began(booth):
    session_id = named("guest")
    booth.store.sessions.begin(session_id, named("event"), "es", booth.clock.now(), "B")
    booth.store.sessions.record_consent(session_id, "7", booth.clock.now())
    booth.store.configs.keep(*signed(config().model_copy(update={"ticket_prefix": "Z"})))
    request = booth.request(session_id)
    assert (request.ticket_label, booth.request().ticket_label) == ("B-001", "002")
    assert [op.payload.ticket_prefix for op in booth.store.outbox.pending(9, 10_000)] == ["B", ""]


def test_requests_of_an_older_version_have_the_layout_that_their_shots_make(booth):
    single, strip = booth.request(), booth.request()
    for index in range(2):
        shot = booth.shot(strip.session_id, index, b"shot %d" % index)
        values = (str(strip.generation_id), str(shot.id))
        booth.store.database.write(
            lambda rows, values=values: rows.execute("INSERT INTO request_shots VALUES (?, ?)", values)
        )
    booth.store.database.write(lambda rows: rows.execute("UPDATE requests SET layout = ''"))
    booth.store.database.write(lambda rows: rows.execute(STEPS[3][1]))
    found = [booth.store.requests.get(each.generation_id).layout for each in (single, strip)]
    assert found == [PrintLayout.SINGLE, PrintLayout.STRIP]


def test_what_an_older_version_kept_is_still_there(tmp_path):
    database = sqlite3.connect(tmp_path / "cabina.sqlite")
    for statement in STEPS[0]:
        database.execute(statement)
    database.execute(
        "INSERT INTO sessions (id, event_id, language, started_at)"
        " VALUES (?, ?, 'es', '2026-01-01T00:00:00Z')",
        (str(named("guest")), str(named("event"))),
    )
    database.execute("PRAGMA user_version = 1")
    database.commit()
    database.close()
    store = Store(tmp_path)
    rows = store.database.read(lambda rows: rows.execute("SELECT id, ticket_prefix FROM sessions").fetchall())
    assert [tuple(row) for row in rows] == [(str(named("guest")), "")]
    store.close()
