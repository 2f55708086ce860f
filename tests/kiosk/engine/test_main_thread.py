"""The main thread never asks the database anything: another program may hold it for seconds.

Seen at each SQLite statement, not by a clock.
"""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.config import PrintLayout
from contract.sync import GenerationState
from kiosk.domain.model import Language, PrintState
from kiosk.session import events as ev
from kiosk.session.state import ClosedReason, Screen
from kiosk.store.database import Database
from tests.e2e.guest import SkippingClock
from tests.kiosk.engine.headless import QUICK, Headless, pair
from tests.kiosk.sync.loopback import Platform, Server
from tests.kiosk.worlds import config, endless, named

pytestmark = pytest.mark.slow

PARTY = config(QUICK, event=endless())
TURNS = 30
"""Of the main thread's loop while another program holds the database."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Each statement, and the thread that it was carried out on."""
    asked: list[tuple[str, str]] = []
    connect = Database._connect

    def watched(database: Database) -> sqlite3.Connection:
        connection = connect(database)
        connection.set_trace_callback(lambda sql: asked.append((threading.current_thread().name, sql)))
        return connection

    monkeypatch.setattr(Database, "_connect", watched)
    return asked


def by_main(asked: list[tuple[str, str]]) -> list[str]:
    assert len(asked) > 5, "the statements are seen"
    return [sql for thread, sql in asked if thread == threading.main_thread().name]


@pytest.fixture
def server() -> Iterator[Server]:
    platform = Platform()
    platform.publish(PARTY.model_dump_json().encode())
    made = Server(platform)
    yield made
    made.stop()


def hold(database: Path) -> sqlite3.Connection:
    """As another program holds it; roll it back to let go."""
    other = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_nowhere_on_a_guests_way(tmp_path: Path, server: Server, asked: list[tuple[str, str]]) -> None:
    pair(tmp_path, server.address, PARTY)
    asked.clear()
    booth = Headless(tmp_path)
    booth.start()
    booth.touch(ev.LanguageChosen(Language.EN), Screen.ATTRACT)
    booth.to_review(ev.StyleChosen(named("ink"), PrintLayout.SINGLE))
    booth.touch(ev.RetakeAsked(), Screen.CAMERA)
    booth.touch(ev.ShutterPressed(), Screen.REVIEW)
    assert by_main(asked) == []
    booth.engine.stop()  # Whoever stops the program may wait.
    asked.clear()
    booth = Headless(tmp_path)
    booth.start()
    booth.touch(ev.ContinueAsked(), Screen.REVIEW)
    booth.touch(ev.MakeItAsked(), Screen.PROCESSING, Screen.TICKET)
    if booth.session.screen is Screen.PROCESSING:
        booth.touch(ev.LeaveAsked(), Screen.TICKET)
    booth.until(lambda: booth.session.look_path is not None, "a look")
    booth.engine.dispatch(ev.PrintAsked())
    booth.until(lambda: [state for _, state in booth.session.prints] == [PrintState.PRINTED], "a print")
    request = booth.session.request
    assert request is not None
    booth.engine.dispatch(ev.GenerationMoved(request.generation_id, GenerationState.FAILED))
    booth.touch(ev.AnotherAsked(), Screen.GALLERY)
    booth.touch(ev.LeaveAsked(), Screen.ATTRACT)
    assert by_main(asked) == []
    booth.engine.stop()


def test_nor_at_a_start_while_another_program_holds_it(
    tmp_path: Path, server: Server, asked: list[tuple[str, str]]
) -> None:
    pair(tmp_path, server.address, PARTY)
    asked.clear()
    other = hold(tmp_path / "cabina.sqlite")
    booth = Headless(tmp_path)
    booth.engine.start()
    for _ in range(TURNS):
        booth.pump(0.001)
        booth.engine.tick()
    assert booth.session.closed is None, "it is still opening"
    other.execute("ROLLBACK")
    booth.until(lambda: booth.session.screen is Screen.ATTRACT and booth.engine.booth_state.enrolled)
    assert by_main(asked) == []
    booth.engine.stop()
    other.close()


def test_nor_when_it_is_opened_again_after_damage_while_another_program_holds_it(
    tmp_path: Path, server: Server, asked: list[tuple[str, str]]
) -> None:
    pair(tmp_path, server.address, PARTY)
    asked.clear()
    database = tmp_path / "cabina.sqlite"
    sound = database.read_bytes()
    database.write_bytes(b"not a database" * 1000)
    clock = SkippingClock()
    booth = Headless(tmp_path, clock)
    booth.start()
    booth.until(lambda: booth.session.closed is ClosedReason.DISK)
    database.write_bytes(sound)
    other = hold(database)
    clock.skip(60)
    for _ in range(TURNS):
        booth.pump(0.001)
        booth.engine.tick()
    assert booth.session.closed is ClosedReason.DISK
    other.execute("ROLLBACK")
    booth.until(lambda: booth.session.screen is Screen.ATTRACT)
    assert by_main(asked) == []
    booth.engine.stop()
    other.close()


def test_nor_when_its_file_was_replaced_under_the_booth_while_another_program_holds_it(
    tmp_path: Path, server: Server, asked: list[tuple[str, str]]
) -> None:
    pair(tmp_path, server.address, PARTY)
    asked.clear()
    booth = Headless(tmp_path)
    booth.start()
    other = hold(tmp_path / "cabina.sqlite")
    (tmp_path / "cabina.sqlite").unlink()
    booth.engine.dispatch(ev.Touched())
    for _ in range(TURNS):
        booth.pump(0.001)
        booth.engine.tick()
    assert by_main(asked) == []
    other.execute("ROLLBACK")
    booth.until(lambda: booth.session.screen is Screen.CONSENT and not booth.session.busy)
    assert by_main(asked) == []
    booth.engine.stop()
    other.close()
