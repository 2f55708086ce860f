"""All workers together, on threads, against a platform that comes and goes."""

import hashlib
import threading
from uuid import UUID

import pytest

from contract.heartbeat import CommandOutcome
from contract.ids import new_id
from contract.problem import Code
from contract.sync import GenerationState, OpResult, OpStatus
from kiosk.domain.model import Link, Progress
from kiosk.sync.listeners import BoothHealth
from kiosk.sync.transport.connection import Connection
from tests.kiosk.sync import loopback
from tests.kiosk.sync.loopback import Server
from tests.kiosk.worlds import WHEN, config, enrolled, event

RESULT = b"\xff\xd8 an AI picture \xff\xd9"
SYNC = "POST /kiosk/sync"


def digest(blob):
    return hashlib.sha256(blob).hexdigest()


def sync_threads():
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("sync-")]


def change(generation_id: UUID, state: str, **more):
    return {"kind": "generation", "generation_id": str(generation_id), "state": state} | more


def await_stream(platform):
    with platform.lock:
        assert platform.stream_opened.wait_for(lambda: platform.streams, 60)


@pytest.fixture
def running(booth, platform):
    service = booth.service()
    service.start()
    booth.heard.until(lambda heard: heard.statuses and heard.statuses[-1].lease_left == 450)
    await_stream(platform)
    return service


def test_a_picture_goes_all_its_way_and_each_step_is_told(booth, platform, running):
    platform.blobs[digest(RESULT)] = RESULT
    request = booth.request()
    running.wake()
    booth.heard.until(lambda heard: (request.generation_id, Progress.SENT, 1.0) in heard.steps)
    platform.changes.append(change(request.generation_id, "queued"))
    platform.tell("generation")
    booth.heard.until(lambda heard: (request.generation_id, Progress.MAKING, 0.0) in heard.steps)
    ready = change(request.generation_id, "ready", result_sha256=digest(RESULT))
    platform.changes.append(ready)
    platform.tell("generation")
    booth.heard.until(lambda heard: heard.generations)
    [(generation_id, state, path, _)] = booth.heard.generations
    assert (generation_id, state) == (request.generation_id, GenerationState.READY)
    assert path.read_bytes() == RESULT
    steps = [step for picture, step, _ in booth.heard.steps if picture == request.generation_id]
    assert steps == sorted(steps, key=[Progress.SENT, Progress.MAKING, Progress.FETCHING].index)
    assert (request.generation_id, Progress.FETCHING, 1.0) in booth.heard.steps


def test_the_pool_and_the_queue_are_in_the_status(booth, platform, running):
    platform.pool = 777
    booth.request()
    running.wake()
    booth.heard.until(lambda heard: (heard.statuses[-1].pool, heard.statuses[-1].queue.ops) == (777, 0))
    assert Link.ONLINE in {status.link for status in booth.heard.statuses}


def test_a_refused_request_is_told_as_failed(booth, platform, running):
    request = booth.request()
    [op] = booth.store.outbox.pending(1, 10_000)
    platform.fates[op.op_id] = OpResult(
        op_id=op.op_id, seq=op.seq, status=OpStatus.REJECTED, code=Code.CREDITS_EXHAUSTED
    )
    running.wake()
    booth.heard.until(lambda heard: heard.generations)
    refused = (GenerationState.FAILED, None, Code.CREDITS_EXHAUSTED)
    assert booth.heard.generations == [(request.generation_id, *refused)]


def test_ops_do_not_wait_for_a_large_photo(booth, platform, running):
    over, began = threading.Event(), threading.Event()

    def stuck(exchange):
        began.set()
        over.wait(60)
        return False

    platform.break_next("PUT /blobs/", stuck)
    booth.request()
    running.wake()
    assert began.wait(60)
    request = booth.request()
    running.wake()
    booth.heard.until(lambda heard: (request.generation_id, Progress.SENT, 0.0) in heard.steps)
    over.set()


def test_a_key_on_the_stream_wakes_who_is_concerned(booth, platform, running):
    booth.heard.until(lambda heard: heard.configs == 1)
    platform.publish(config(version="2").model_dump_json().encode())
    platform.tell("config")
    booth.heard.until(lambda heard: heard.configs == 2)
    assert booth.store.configs.current().version == "2"


def test_a_command_is_carried_out_once_and_reported(booth, platform, running):
    platform.commands = [{"id": str(new_id()), "kind": "pause"}, {"id": str(new_id()), "kind": "sync"}]
    asked = platform.commands[-1]["id"]
    platform.tell("command")
    booth.heard.until(lambda heard: heard.commands)
    platform.tell("command")
    platform.publish(config(version="3").model_dump_json().encode())
    platform.tell("config")
    booth.heard.until(lambda _: booth.store.configs.current().version == "3")
    answer_to(platform, asked)
    running.stop(give_back=False)
    assert booth.heard.commands == ["pause"]
    assert platform.commands == []


def answer_to(platform, command_id):
    """What a booth answers to this command, once it does."""
    with platform.answered:
        assert platform.answered.wait_for(lambda: command_id in platform.results, 60)
        return platform.results[command_id]


def told(platform, kind, **command):
    """What a running booth answers to this command."""
    command_id = str(new_id())
    platform.commands = [{"id": command_id, "kind": kind} | command]
    platform.tell("command")
    return answer_to(platform, command_id)


def test_a_booth_says_which_commands_it_carries_out_and_refuses_the_others(booth, platform, running):
    answer = told(platform, "collect_logs", arguments={"since": WHEN.isoformat()})
    assert (answer.outcome, booth.heard.commands) == (CommandOutcome.UNSUPPORTED, [])
    assert "collect_logs" in answer.sentence
    said = platform.beats[-1]
    assert said.carries_out == ("pause", "resume", "switch_event", "sync")
    assert said.done_commands == (answer.id,), "all that an older platform looks at"


def test_a_sync_is_answered_when_it_is_done_and_with_what_came_of_it(booth, platform, running):
    request = booth.request()
    assert told(platform, "sync").outcome is CommandOutcome.DONE
    asked = [payload["generation_id"] for kind, payload in platform.applied.values() if "requested" in kind]
    assert asked == [str(request.generation_id)] and len(platform.blobs) == 1
    platform.break_next("GET /kiosk/config", loopback.says(500))
    failed = told(platform, "sync")
    assert failed.outcome is CommandOutcome.FAILED
    assert failed.sentence == "the platform failed: status 500"


def test_a_sync_is_not_answered_while_a_part_of_it_runs(booth, platform, running):
    held, go_on = threading.Event(), threading.Event()

    def slow(exchange):
        held.set()
        go_on.wait(60)
        return False

    platform.break_next("GET /kiosk/config", slow)
    command_id = str(new_id())
    platform.commands = [{"id": command_id, "kind": "sync"}]
    platform.tell("command")
    assert held.wait(60)
    beats = len(platform.beats)
    running.workers["heartbeat"].wake()
    with platform.answered:
        assert platform.answered.wait_for(lambda: len(platform.beats) > beats, 60)
    assert command_id not in platform.results
    go_on.set()
    assert answer_to(platform, command_id).outcome is CommandOutcome.DONE


def test_a_switch_is_answered_by_the_snapshot_that_the_booth_has_then(booth, platform, running):
    other_id = new_id()
    other = config(version="2", event=event().model_copy(update={"id": other_id}))
    platform.publish(other.model_dump_json().encode())
    wanted = {"event_id": str(other_id)}
    assert told(platform, "switch_event", arguments=wanted).outcome is CommandOutcome.DONE
    assert booth.store.configs.current() == other
    for arguments in ({"event_id": str(new_id())}, {}, {"event_id": ["?"]}):
        answer = told(platform, "switch_event", arguments=arguments)
        assert (answer.outcome, event().name in answer.sentence) == (CommandOutcome.FAILED, True)


def test_a_restart_is_reported_by_the_next_run_and_by_no_other(booth, platform, server):
    command = new_id()
    platform.commands = [{"id": str(command), "kind": "restart"}]
    booth.store.settings.restart_for(command)
    platform.break_next("POST /kiosk/heartbeat", loopback.cut)
    heartbeat = booth.service(health=lambda: BoothHealth(disk_free_bytes=7)).workers["heartbeat"]
    heartbeat.step()
    assert (platform.beats, booth.store.settings.restarted_for()) == ([], command), "nobody was told"
    heartbeat.step()
    assert answer_to(platform, str(command)).outcome is CommandOutcome.DONE
    assert (booth.heard.commands, platform.commands) == ([], [])
    assert platform.beats[0].disk_free_bytes == 7
    assert booth.store.settings.restarted_for() is None
    booth.service().workers["heartbeat"].step()
    assert platform.beats[-1].results == ()


def test_the_network_goes_and_comes_back_and_nothing_is_lost(booth, platform, server, running):
    server.stop()
    request = booth.request()
    running.wake()
    booth.heard.until(lambda heard: heard.statuses[-1].link is Link.OFFLINE)
    booth.heard.until(lambda heard: heard.statuses[-1].queue.ops == 1)
    assert "127.0.0.1" in running.status().sentence
    back = Server(platform)
    booth.store.enrollment.keep(enrolled(server=back.address))
    booth.jitter = 0.0
    running.wake()
    booth.heard.until(lambda heard: heard.statuses[-1].link is Link.ONLINE)
    booth.heard.until(lambda heard: (request.generation_id, Progress.SENT, 1.0) in heard.steps)
    booth.heard.until(lambda heard: heard.statuses[-1].sentence == "")
    assert platform.blobs
    running.stop()
    back.stop()


def test_a_copied_disk_is_refused_and_does_not_hammer(booth, platform):
    platform.epoch = 5
    booth.request()
    service = booth.service()
    service.start()
    booth.heard.until(lambda heard: heard.statuses and heard.statuses[-1].link is Link.REFUSED)
    assert service.status().sentence == "refused: epoch_mismatch"
    before = platform.count(SYNC)
    for _ in range(20):
        service.wake()
    service.workers["ops"].step()
    assert platform.count(SYNC) == before
    assert booth.store.queue_depth().ops == 1


def test_enrolling_anew_ends_the_refusal(booth, platform, server):
    platform.epoch = 5
    request = booth.request()
    service = booth.service()
    service.start()
    booth.heard.until(lambda heard: heard.statuses and heard.statuses[-1].link is Link.REFUSED)
    booth.store.enrollment.keep(enrolled(epoch=5, server=server.address))
    service.wake()
    booth.heard.until(lambda heard: heard.statuses[-1].link is Link.ONLINE)
    booth.heard.until(lambda heard: any(picture == request.generation_id for picture, *_ in heard.steps))


def test_a_booth_that_is_not_enrolled_waits_without_a_request(tmp_path, booth, platform):
    booth.store.database.write(lambda rows: rows.execute("DELETE FROM enrollment"))
    service = booth.service()
    service.start()
    booth.heard.until(lambda heard: heard.statuses and "not enrolled" in heard.statuses[-1].sentence)
    service.stop()
    assert platform.seen == []


def test_stopping_gives_the_lease_back_and_leaves_no_thread(booth, platform, running):
    running.stop()
    assert sync_threads() == []
    assert platform.pool == 10_000
    assert booth.store.leases.held() == []


def test_stopping_while_offline_keeps_the_lease(booth, server, running):
    server.stop()
    running.wake()
    booth.heard.until(lambda heard: heard.statuses[-1].link is Link.OFFLINE)
    running.stop()
    assert sync_threads() == []
    assert [held.left for held in booth.store.leases.held()] == [450]


def test_stopping_does_not_wait_for_a_platform_that_says_nothing(booth, platform):
    over, began = threading.Event(), threading.Event()

    def silent(exchange):
        began.set()
        return loopback.silent(over)(exchange)

    platform.break_next(SYNC, silent)
    service = booth.service()
    service.start()
    assert began.wait(60)
    service.stop()
    over.set()
    assert sync_threads() == []


def test_one_pass_without_threads(booth, platform):
    platform.blobs[digest(RESULT)] = RESULT
    request = booth.request()
    platform.changes.append(change(request.generation_id, "ready", result_sha256=digest(RESULT)))
    summary = booth.service().sync_once()
    assert (summary.ops_settled, summary.ops_rejected, summary.photos_sent) == (1, 0, 1)
    assert summary.blobs_fetched == 1 and summary.config_changed and summary.sentence == ""
    assert (summary.queue.ops, summary.queue.blobs) == (0, 0)
    assert sync_threads() == []


def test_one_pass_without_a_network_says_why(booth, server):
    server.stop()
    booth.request()
    summary = booth.service().sync_once()
    assert (summary.ops_settled, summary.queue.ops) == (0, 1)
    assert "no server answers" in summary.sentence


def test_a_worker_that_begins_while_all_are_stopped_reaches_nothing(booth, platform):
    """It had looked at its end before the end came, and would listen to the stream for ever."""
    stopped, entered = threading.Event(), threading.Event()
    enrolled_here = booth.store.enrollment.current

    def late():
        if threading.current_thread().name == "sync-stream":
            entered.set()
            stopped.wait(60)
        return enrolled_here()

    booth.store.enrollment.current = late

    class TellsWhenShut(Connection):
        def shut(self):
            super().shut()
            stopped.set()

    connection = TellsWhenShut(booth.store, booth.tokens, booth.clock, booth.client)
    service = booth.service(connection=connection)
    service.start()
    assert entered.wait(60)
    service.stop()
    assert sync_threads() == []
