"""The command line, as a technician types it: real store, a platform on loopback."""

import json
from hashlib import sha256

import pytest

from contract.problem import Code
from contract.sync import GenerationRequested, OpResult, OpStatus
from kiosk.__main__ import main
from kiosk.domain.model import PrintState
from kiosk.store import Store
from tests.kiosk.engine.headless import pair
from tests.kiosk.sync.loopback import Platform, Server
from tests.kiosk.worlds import JPEG, answer, config, named, signed


@pytest.fixture
def server():
    platform = Platform()
    platform.publish(config(packs=()).model_dump_json().encode())
    made = Server(platform)
    yield made
    made.stop()


def kiosk(folder, *words):
    return main([words[0], "--data", str(folder), "--camera", "simulated", "--printer", "file", *words[1:]])


def guest(folder):
    store = Store(folder)
    at = store.server_time.now()
    store.sessions.begin(named("guest"), named("event"), "es", at)
    store.sessions.record_consent(named("guest"), "7", at)
    shot = store.shots.add(named("guest"), 0, JPEG, (10, 10), at)
    store.requests.make(named("guest"), shot, named("ink"), 100, at)
    store.close()


def test_pair_sync_and_look_at_the_queue(tmp_path, server, capsys):
    code = server.platform.pairing_code
    assert kiosk(tmp_path, "enroll", "--server", server.address, "--code", code.lower()) == 0
    assert "enrolled at" in capsys.readouterr().out
    assert (tmp_path / "token").stat().st_mode & 0o777 == 0o600
    assert kiosk(tmp_path, "sync", "--once") == 0
    guest(tmp_path)
    assert kiosk(tmp_path, "queue") == 0
    shown = capsys.readouterr().out
    assert "generation.requested" in shown and "1 ops and 1 pictures wait" in shown
    assert kiosk(tmp_path, "sync", "--once") == 0
    assert "0 ops and 0 photos wait" in capsys.readouterr().out
    assert len(server.platform.applied) == 1
    assert sha256(JPEG).hexdigest() in server.platform.blobs


def test_the_queue_shows_a_print_in_doubt_until_it_is_known(tmp_path, capsys):
    pair(tmp_path, "http://platform.example")
    guest(tmp_path)
    store = Store(tmp_path)
    requests = store.database.read(lambda rows: store.requests.of_session(rows, named("guest")))
    [request] = requests
    [sheet] = store.prints.add(named("guest"), request.generation_id, tmp_path / "sheet.jpg", 1)
    store.prints.moved(sheet.id, PrintState.IN_DOUBT, "the printer was switched off")
    assert kiosk(tmp_path, "queue") == 0
    shown = capsys.readouterr().out
    assert "in_doubt" in shown and "the printer was switched off" in shown
    store.prints.moved(sheet.id, PrintState.PRINTED, "")
    store.close()
    assert kiosk(tmp_path, "queue") == 0
    assert "in_doubt" not in capsys.readouterr().out


def test_a_wrong_code_is_said_and_nothing_is_kept(tmp_path, server, capsys):
    assert kiosk(tmp_path, "enroll", "--server", server.address, "--code", "WRONG234") == 1
    assert capsys.readouterr().err.startswith("kiosk: ")
    assert not (tmp_path / "token").exists()


def test_sync_before_pairing_says_what_to_do(tmp_path, capsys):
    assert kiosk(tmp_path, "sync", "--once") == 1
    assert "kiosk enroll" in capsys.readouterr().err


def test_export_is_verified_and_may_be_repeated(tmp_path, capsys):
    folder, target = tmp_path / "booth", tmp_path / "usb"
    pair(folder, "http://platform.example")
    guest(folder)
    for _ in range(2):
        assert kiosk(folder, "export", str(target)) == 0
    assert sorted(path.name for path in target.iterdir()) == ["0001-photo-1.jpg", "SHA256SUMS"]
    assert (target / "0001-photo-1.jpg").read_bytes() == JPEG
    (target / "0001-photo-1.jpg").write_bytes(b"bad")
    assert kiosk(folder, "export", str(target)) == 0
    assert (target / "0001-photo-1.jpg").read_bytes() == JPEG
    next((folder / "photos").iterdir()).write_bytes(b"rotten")
    (target / "0001-photo-1.jpg").unlink()
    assert kiosk(folder, "export", str(target)) == 1
    assert "damaged" in capsys.readouterr().err


def test_doctor_tells_and_repairs(tmp_path, capsys):
    (tmp_path / "cabina.sqlite").write_bytes(b"not a database" * 1000)
    assert kiosk(tmp_path, "doctor", "--json") == 1
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert checks["camera"]["ok"] and checks["printer"]["ok"]
    assert "damaged" in checks["enrolment"]["sentence"]
    assert kiosk(tmp_path, "doctor", "--repair") == 1
    told = capsys.readouterr()
    assert "kept as" in told.err and "not enrolled" in told.out
    assert len(list(tmp_path.glob("cabina.sqlite.damaged-*"))) >= 1


@pytest.mark.parametrize(
    "words", [("queue",), ("sync", "--once"), ("retry", "1"), ("export", "out"), ("doctor", "--repair")]
)
def test_a_mistyped_folder_is_an_error_and_no_new_booth(tmp_path, capsys, words):
    assert kiosk(tmp_path / "cabnia", *words) == 1
    assert "there is no booth in" in capsys.readouterr().err
    assert not (tmp_path / "cabnia" / "cabina.sqlite").exists()


def test_a_booth_is_not_run_in_a_folder_that_is_not_there(tmp_path, capsys):
    assert kiosk(tmp_path / "cabnia", "run") == 1
    assert "there is no folder" in capsys.readouterr().err
    assert not (tmp_path / "cabnia").exists()


@pytest.mark.parametrize(
    ("session", "said"),
    [
        ({}, "there is no screen in this session"),
        ({"DISPLAY": ":4711"}, "does not answer"),
        ({"WAYLAND_DISPLAY": "wayland-4711", "XDG_RUNTIME_DIR": "/nowhere"}, "does not answer"),
    ],
)
def test_a_booth_without_a_screen_says_so_in_a_sentence(tmp_path, capsys, monkeypatch, session, said):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in session.items():
        monkeypatch.setenv(name, value)
    assert kiosk(tmp_path, "run") == 1
    told = capsys.readouterr().err
    assert said in told and len(told.splitlines()) == 1


def test_the_queue_names_styles_and_what_pays(tmp_path, capsys):
    pair(tmp_path, "http://platform.example")
    guest(tmp_path)
    assert kiosk(tmp_path, "queue") == 0
    shown = capsys.readouterr().out
    assert " ink " in shown and "event, if it has credits" in shown
    assert str(named("ink")) not in shown


@pytest.mark.parametrize(
    "words", [[], ["run", "--portrait", "big"], ["sync"], ["enroll", "--code", "X"], ["dance"]]
)
def test_what_is_no_command_is_usage(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_refused_ticket_is_asked_for_again_from_the_command_line(tmp_path, capsys):
    pair(tmp_path, "http://platform.example")
    store = Store(tmp_path)
    store.configs.keep(*signed(config()))
    store.close()
    guest(tmp_path)
    assert kiosk(tmp_path, "retry", "001") == 1
    assert "no refused picture has the ticket 001" in capsys.readouterr().err
    store = Store(tmp_path)
    [op] = store.outbox.pending(9, 10_000)
    [code] = claim_codes(store)
    no = OpResult(op_id=op.op_id, seq=op.seq, status=OpStatus.REJECTED, code=Code.EVENT_PAUSED)
    store.sync_results.settle(answer(results=(no,)))
    assert kiosk(tmp_path, "queue") == 0
    assert "event_paused" in capsys.readouterr().out
    for label in ("001", "1"):
        assert kiosk(tmp_path, "queue", label) == 0
        found = capsys.readouterr().out
        assert "event_paused" in found and "REFUSED PHOTOS" not in found
    for label in ("002", "B-001"):
        assert kiosk(tmp_path, "queue", label) == 0
        assert capsys.readouterr().out.count("(none)") == 4, "nothing is about that guest"
    assert kiosk(tmp_path, "queue", "tomorrow") == 1
    assert "no ticket number" in capsys.readouterr().err
    assert kiosk(tmp_path, "retry", "1") == 0, "beside a running booth"
    told = capsys.readouterr().out
    assert "ticket 001 is asked for again, for 100 credits" in told and code in told
    assert claim_codes(store) == [code]
    store.close()


def claim_codes(store):
    """Those of the requests that wait."""
    ops = store.outbox.pending(9, 10_000)
    return [op.payload.claim_code for op in ops if isinstance(op.payload, GenerationRequested)]
