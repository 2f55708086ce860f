"""A remote restart waits for the sheet in the printer."""

import pytest

from kiosk.engine.observer import RestartAsked
from kiosk.printer import PrintQueue
from tests.kiosk.engine.headless import QUICK, Headless, pair
from tests.kiosk.worlds import config, endless

pytestmark = pytest.mark.slow


def test_the_program_does_not_begin_anew_while_a_sheet_is_printed(tmp_path, monkeypatch):
    pair(tmp_path, "http://127.0.0.1:9", config(QUICK, event=endless()))
    booth = Headless(tmp_path)
    booth.start()
    restarts: list[None] = []
    booth.engine.on_restart(lambda: restarts.append(None))
    with monkeypatch.context() as printing:
        printing.setattr(PrintQueue, "has_sheet", lambda _: True)
        booth.engine.dispatch(RestartAsked())
        booth.engine.tick()
        assert restarts == []
    booth.engine.tick()
    assert restarts == [None]
    booth.engine.stop()
