"""A transaction is whole, and nothing slips another one into it."""

import errno
import subprocess
import sys
from datetime import timedelta

import pytest

from contract.sync import GenerationChanged, GenerationState
from kiosk.domain.errors import BugError, DiskError
from tests.kiosk.worlds import answer


def test_a_transaction_inside_a_transaction_is_a_bug_and_undoes_both(booth):
    def pause(_):
        booth.store.settings.pause(True)

    with pytest.raises(BugError, match="transaction"):
        booth.store.database.write(pause)
    assert not booth.store.settings.paused()


def test_reading_aside_inside_a_transaction_is_a_bug(booth):
    with pytest.raises(BugError, match="transaction"):
        booth.store.database.write(lambda _: booth.store.configs.current())


def test_an_error_that_ended_the_snapshot_is_the_one_that_is_raised(booth):
    def broken(transaction):
        transaction.execute("ROLLBACK")  # SQLite does so by itself after an I/O error
        raise OSError(errno.EIO, "input/output error")

    with pytest.raises(DiskError, match="does not read or write"):
        booth.store.database.read(broken)


def test_an_answer_that_breaks_half_way_leaves_nothing(booth, monkeypatch):
    request = booth.request()
    sent = booth.store.outbox.pending(10, 10_000)
    change = GenerationChanged(generation_id=request.generation_id, state=GenerationState.RUNNING)

    put, before = booth.store.settings.put, booth.store.server_time.now()

    def broken(transaction, name, value):
        if name == "clock_offset":
            raise BugError("cut")
        put(transaction, name, value)

    monkeypatch.setattr(booth.store.settings, "put", broken)
    with pytest.raises(BugError, match="cut"):
        booth.store.sync_results.settle(
            answer(sent, changes=(change,), server_time=before + timedelta(days=1))
        )
    assert booth.store.server_time.now() == before
    assert booth.store.outbox.pending(10, 10_000) == sent
    assert booth.store.requests.get(request.generation_id).state is GenerationState.AWAITING_PHOTO
    assert booth.store.sync_results.cursor() == ""


def test_a_running_booth_never_imports_the_support_commands_library():
    program = (
        "import sys, kiosk.booth, kiosk.sync.service, kiosk.printer, kiosk.camera;"
        "print({'numpy', 'sqlite_utils', 'cv2', 'httpx', 'keyring'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
