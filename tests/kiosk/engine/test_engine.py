"""The booth without a screen: real store, real workers, simulated camera, prints as files."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest
import zxingcpp
from PIL import Image

from contract.config import PrintLayout
from contract.heartbeat import CommandKind
from contract.ids import new_id
from kiosk.domain.errors import SetupError
from kiosk.domain.machine import Machine
from kiosk.domain.model import Funding, Link, PrintState
from kiosk.engine import core
from kiosk.engine.commands import with_store
from kiosk.engine.container import Container, build
from kiosk.engine.effects import EffectRunner
from kiosk.engine.settings import Settings
from kiosk.session import events as ev
from kiosk.session.effects import TakeShot
from kiosk.session.state import ClosedReason, Screen
from kiosk.store import Store
from kiosk.store.reports import print_lines
from tests.kiosk.engine.headless import QUICK, Headless, pair
from tests.kiosk.sync.loopback import Platform, Server
from tests.kiosk.worlds import answer, config, endless, named

pytestmark = pytest.mark.slow

PARTY = config(QUICK, event=endless())


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@contextmanager
def running(folder: Path, server: str) -> Iterator[Headless]:
    """A booth that is paired with `server`."""
    if not (folder / "cabina.sqlite").exists():
        pair(folder, server, PARTY)
    booth = Headless(folder)
    booth.start()
    try:
        yield booth
    finally:
        booth.engine.stop()


@pytest.fixture
def offline(tmp_path: Path, nobody: str) -> Iterator[Headless]:
    with running(tmp_path, nobody) as booth:
        yield booth


def test_a_fresh_booth_says_that_it_is_not_enrolled(tmp_path):
    booth = Headless(tmp_path)
    booth.start()
    booth.until(lambda: booth.session.screen is Screen.CLOSED)
    assert booth.session.closed is ClosedReason.NOT_ENROLLED
    booth.engine.stop()
    booth.engine.stop()  # may be called again


def test_memory_goes_back_behind_the_pictures_that_are_being_made(offline, monkeypatch):
    threads: SimpleQueue[str] = SimpleQueue()
    monkeypatch.setattr(core, "give_back_memory", lambda: threads.put(threading.current_thread().name))
    offline.engine.give_back_memory()
    assert threads.get(timeout=60).startswith("imaging")


def test_offline_a_guest_leaves_with_a_ticket_and_a_print(offline, tmp_path):
    offline.to_review(ev.StyleChosen(named("ink")))
    offline.touch(ev.MakeItAsked(), Screen.TICKET, Screen.PROCESSING)
    offline.until(lambda: offline.session.screen is Screen.TICKET and offline.session.look_path is not None)
    request = offline.session.request
    assert (request.ticket, request.funding) == (1, Funding.UNFUNDED)
    offline.engine.dispatch(ev.PrintAsked(2))
    offline.until(lambda: [state for _, state in offline.session.prints] == [PrintState.PRINTED] * 2)
    sheets = sorted((tmp_path / "printed").glob("*.jpg"))
    assert len(sheets) == 2
    with Image.open(sheets[0]) as sheet:
        assert sheet.size == (1200, 1800)
        assert [code.text for code in zxingcpp.read_barcodes(sheet)] == [request.claim_url]
    offline.touch(ev.LeaveAsked(), Screen.GOODBYE)
    offline.touch(ev.LeaveAsked(), Screen.ATTRACT)
    assert offline.frames > 0
    assert offline.sounds.count("shutter") == 1
    offline.engine.stop()
    store = Store(tmp_path)
    kinds = [str(op.kind) for op in store.outbox.pending(50, 1_000_000)]
    store.close()
    assert sorted(kinds) == ["generation.requested", "print.completed", "print.completed", "session.ended"]


def test_a_strip_is_printed_with_three_different_pictures(offline, tmp_path):
    offline.to_review(ev.StyleChosen(named("ink"), PrintLayout.STRIP))
    assert [shot.index for shot in offline.session.shots] == [0, 1, 2]
    assert len({shot.sha256 for shot in offline.session.shots}) == 3
    offline.touch(ev.MakeItAsked(), Screen.TICKET, Screen.PROCESSING)
    offline.until(lambda: offline.session.screen is Screen.TICKET and offline.session.look_path is not None)
    offline.engine.dispatch(ev.PrintAsked(1))
    offline.until(lambda: [state for _, state in offline.session.prints] == [PrintState.PRINTED])
    assert len(list((tmp_path / "looks").glob("*.jpg"))) == 3


def test_a_print_that_fails_is_told_to_the_guest_and_to_staff(offline, tmp_path):
    offline.to_review(ev.StyleChosen(named("ink")))
    offline.touch(ev.MakeItAsked(), Screen.TICKET, Screen.PROCESSING)
    offline.until(lambda: offline.session.screen is Screen.TICKET and offline.session.look_path is not None)
    look = offline.session.look_path
    whole = look.read_bytes()
    look.write_bytes(whole[:2000])
    offline.engine.dispatch(ev.PrintAsked(1))
    offline.until(lambda: offline.session.print_failed)
    [line] = with_store(Settings(data=tmp_path), print_lines)
    assert (line.state, line.ticket) == ("failed", offline.session.request.ticket_label)
    assert look.name in line.sentence
    look.write_bytes(whole)
    offline.engine.dispatch(ev.PrintAsked(1))
    offline.until(lambda: [state for _, state in offline.session.prints] == [PrintState.PRINTED])
    assert not offline.session.print_failed


def test_online_the_result_arrives(tmp_path):
    platform = Platform()
    platform.publish(PARTY.model_dump_json().encode())
    server = Server(platform)
    pair(tmp_path, server.address, PARTY)
    booth = Headless(tmp_path)
    booth.start()
    try:
        booth.until(lambda: booth.engine.booth_state.sync.link is Link.ONLINE)
        booth.until(lambda: booth.engine.booth_state.sync.lease_left > 0)
        booth.to_review(ev.StyleChosen(named("ink")))
        booth.touch(ev.MakeItAsked(), Screen.PROCESSING)
        request = booth.session.request
        assert request.funding is Funding.LEASED
        photo = booth.session.hero.sha256
        booth.until(lambda: photo in platform.blobs and bool(platform.applied))
        with platform.lock:
            platform.changes.append(
                {"kind": "generation", "generation_id": request.generation_id, "state": "ready",
                 "result_sha256": photo}
            )  # fmt: skip
            platform.tell("generation")
        booth.until(lambda: booth.session.screen is Screen.RESULT)
        assert booth.session.result_path.read_bytes() == platform.blobs[photo]
        booth.engine.dispatch(ev.PrintAsked(1))
        booth.until(lambda: [state for _, state in booth.session.prints] == [PrintState.PRINTED])
        booth.until(lambda: "print.completed" in [kind for kind, _ in platform.applied.values()])
    finally:
        booth.engine.stop()
        server.stop()


def test_a_shot_that_is_kept_while_the_booth_stops_has_the_platforms_time(tmp_path, monkeypatch):
    pair(tmp_path, "http://127.0.0.1:9", PARTY)
    store = Store(tmp_path)
    store.sync_results.settle(answer(server_time=store.server_time.now() + timedelta(days=1)))
    store.close()
    stopping, containers, ran = threading.Event(), [], []
    stop, run = Container.stop, EffectRunner.run

    def watched_stop(container):
        stopping.set()
        stop(container)

    def seen(container, *_):
        containers.append(container)
        return {}

    def watched_run(runner, worker, effect, work):
        run(runner, worker, effect, work)
        ran.append(type(effect))

    monkeypatch.setattr(Container, "stop", watched_stop)
    monkeypatch.setattr(EffectRunner, "run", watched_run)
    booth = Headless(tmp_path)
    spy = Machine("spy", None, frozenset(), lambda *_: (None, ()))
    booth.engine.host(spy, seen)
    booth.start()
    booth.touch(ev.Touched(), Screen.CONSENT)
    booth.touch(ev.ConsentGiven(), Screen.GALLERY)
    booth.touch(ev.StyleChosen(named("ink")), Screen.CAMERA)
    booth.until(lambda: booth.engine.booth_state.camera.state == "live")
    containers[0].imaging_worker.submit(stopping.wait)
    booth.engine.dispatch(ev.ShutterPressed())
    booth.until(lambda: TakeShot in ran)
    booth.engine.stop()
    store = Store(tmp_path)
    found = store.recovery.interrupted_session()
    assert found is not None
    [shot] = found.shots
    assert abs(shot.taken_at - store.server_time.now()) < timedelta(hours=1)
    store.close()


def test_a_session_that_was_cut_short_is_offered_at_the_next_start(offline, tmp_path):
    offline.to_review(ev.StyleChosen(named("ink")))
    shots = offline.session.shots
    offline.engine.stop()
    again = Headless(tmp_path)
    again.start()
    try:
        assert again.session.screen is Screen.RESUME
        again.touch(ev.ContinueAsked(), Screen.REVIEW)
        assert again.session.shots == shots
    finally:
        again.engine.stop()


def test_two_booths_do_not_share_a_folder(offline, tmp_path):
    other = Headless(tmp_path)
    with pytest.raises(SetupError, match="already"):
        other.start()
    offline.engine.stop()
    other.start()
    other.engine.stop()


def test_a_damaged_database_closes_the_booth_until_it_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.engine.core._REOPEN_SECONDS", 0.05)
    database = tmp_path / "cabina.sqlite"
    database.write_bytes(b"not a database" * 1000)
    booth = Headless(tmp_path)
    booth.start()
    booth.until(lambda: booth.session.closed is ClosedReason.DISK)
    booth.engine.dispatch(ev.Touched())
    assert booth.session.screen is Screen.CLOSED
    database.rename(tmp_path / "aside")
    booth.until(lambda: booth.session.closed is ClosedReason.NOT_ENROLLED)
    booth.engine.stop()


def test_a_full_disk_closes_the_booth_and_room_opens_it(tmp_path, nobody, monkeypatch):
    monkeypatch.setattr("kiosk.engine.disk._WELL_SECONDS", 0.05)
    monkeypatch.setattr("kiosk.engine.disk._ILL_SECONDS", 0.05)
    with monkeypatch.context() as full, running(tmp_path, nobody) as booth:
        full.setattr("kiosk.store.store.DISK_FULL_BYTES", 1 << 60)
        booth.until(lambda: booth.session.closed is ClosedReason.DISK)
        full.undo()
        booth.until(lambda: booth.session.screen is Screen.ATTRACT)


def test_a_camera_that_is_none_is_told_at_the_start(tmp_path):
    booth = Headless(tmp_path, camera="a-toaster")
    with pytest.raises(SetupError, match="toaster"):
        booth.start()
    booth.engine.stop()


def test_a_booth_that_is_stopped_while_it_opens_lets_go_of_its_folder(tmp_path, nobody):
    pair(tmp_path, nobody, PARTY)
    booth = Headless(tmp_path)
    booth.engine.start()
    booth.engine.stop()
    assert booth.session.screen is Screen.ATTRACT  # nothing of it was shown
    with running(tmp_path, nobody) as again:
        assert again.session.screen is Screen.ATTRACT


def test_the_main_thread_goes_on_while_the_booth_opens(tmp_path, monkeypatch):
    opening, waited = threading.Event(), list[bool]()

    def slow(*words):
        waited.append(opening.wait(20))
        return build(*words)

    monkeypatch.setattr("kiosk.engine.core.build", slow)
    booth = Headless(tmp_path)
    booth.engine.start()
    booth.engine.tick()
    assert booth.session.closed is None  # not known yet, so it is not said
    opening.set()
    booth.until(lambda: booth.session.closed is ClosedReason.NOT_ENROLLED)
    assert waited == [True], "the start did not wait for it to be open"
    booth.engine.stop()


def test_a_remote_restart_waits_for_the_guest_and_the_next_run_reports_it(tmp_path):
    platform = Platform()
    platform.publish(PARTY.model_dump_json().encode())
    server, restarts = Server(platform), []
    command = str(new_id())

    def noted(store):
        return store.settings.restarted_for()

    try:
        with running(tmp_path, server.address) as booth:
            booth.engine.on_restart(lambda: restarts.append(booth.session.session_id))
            booth.until(lambda: booth.session.screen is Screen.ATTRACT and bool(platform.streams))
            booth.touch(ev.Touched(), Screen.CONSENT)
            platform.commands = [{"id": command, "kind": CommandKind.RESTART}]
            platform.tell("command")
            booth.until(lambda: with_store(Settings(data=tmp_path), noted) is not None)
            booth.engine.tick()
            assert (restarts, platform.results) == ([], {})
            booth.touch(ev.ConsentRefused(), Screen.DECLINED, Screen.ATTRACT)
            booth.until(lambda: restarts != [])
        assert restarts == [None]
        with running(tmp_path, server.address) as again:
            again.engine.on_restart(lambda: restarts.append(None))
            again.until(lambda: command in platform.results)
            assert (platform.results[command].outcome, restarts) == ("done", [None])
    finally:
        server.stop()


def test_a_remote_pause_holds_over_a_restart(tmp_path):
    platform = Platform()
    platform.publish(PARTY.model_dump_json().encode())
    server = Server(platform)
    platform.commands = [{"id": str(new_id()), "kind": CommandKind.PAUSE}]
    try:
        with running(tmp_path, server.address) as booth:
            booth.until(lambda: booth.session.closed is ClosedReason.PAUSED)
        with running(tmp_path, server.address) as again:
            assert again.session.closed is ClosedReason.PAUSED
            platform.commands = [{"id": str(new_id()), "kind": CommandKind.RESUME}]
            again.until(lambda: again.session.screen is Screen.ATTRACT, seconds=60)
    finally:
        server.stop()
