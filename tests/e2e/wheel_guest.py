"""A guest at a booth that came from the wheel, away from the checkout: `python wheel_guest.py DATA`.

Prints, as JSON, what the test wants to know of it.
"""

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontDatabase
from PySide6.QtTest import QTest

from contract.config import PrintLayout
from contract.sync import GenerationState
from kiosk.app import App
from kiosk.domain.machine import Event
from kiosk.domain.model import Language, PrintState, Request
from kiosk.engine.settings import Settings
from kiosk.session import events as ev
from kiosk.session.state import Screen, SessionState

PACKAGES = ("assets", "contract", "kiosk", "looks", "pictures")


def until(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Let the booth run until `condition`."""
    deadline = monotonic() + seconds
    while not condition():
        if monotonic() > deadline:
            raise SystemExit(f"waited {seconds:.0f} s for {what}")
        QTest.qWait(20)


def one_session(app: App) -> str:
    """One photo, from the first touch to the print and the platform's picture. The guest's page."""
    until(lambda: app.ready, "the first page")
    engine = app.engine

    def touch(event: Event, screen: Screen) -> None:
        engine.dispatch(event)
        until(lambda: engine.session.screen is screen and not engine.session.busy, f"{event} -> {screen}")

    until(lambda: engine.session.screen is Screen.ATTRACT, "an open booth")
    until(lambda: engine.booth_state.sync.lease_left > 0, "a lease")
    engine.dispatch(ev.LanguageChosen(Language.PT))
    touch(ev.Touched(), Screen.CONSENT)
    touch(ev.ConsentGiven(), Screen.GALLERY)
    assert engine.booth_state.config is not None
    style = next(each for each in engine.booth_state.config.styles().values() if each.look == "noir")
    touch(ev.StyleChosen(style.id, PrintLayout.SINGLE), Screen.CAMERA)
    until(lambda: engine.booth_state.camera.state == "live", "a live camera")
    touch(ev.ShutterPressed(), Screen.REVIEW)
    engine.dispatch(ev.MakeItAsked())
    until(lambda: _has_something_to_print(engine.session), "a picture or a ticket")
    engine.dispatch(ev.PrintAsked())
    until(lambda: [state for _, state in engine.session.prints] == [PrintState.PRINTED], "the print")
    request = engine.session.request
    assert request is not None
    until(lambda: _state(app, request) is GenerationState.READY, "the picture")
    return request.claim_url


def _has_something_to_print(session: SessionState) -> bool:
    """A result; or, where the platform took its time, a ticket with the booth's own look."""
    on_ticket = session.screen is Screen.TICKET and session.look_path is not None
    return session.screen is Screen.RESULT or on_ticket


def _state(app: App, request: Request) -> GenerationState | None:
    kept = app.engine.request_of(request.generation_id)
    return kept.state if kept else None


def main(data: Path) -> None:
    """Open the booth, be its guest, close it."""
    logging.basicConfig(level=logging.WARNING)
    app = App(Settings(data=data, camera="simulated", printer="file"), size=(540, 960))
    app.start()
    try:
        page = one_session(app)
        screen = app.window.grabWindow().scaled(64, 64)
        found = {
            "page": page,
            "words": QCoreApplication.translate("StillThere", "¿Seguís ahí?"),
            "fonts": sorted({"Sora", "Manrope"} & set(QFontDatabase.families())),
            "colours": len(set(screen.constBits())),
            "prints": [str(file) for file in sorted((data / "printed").glob("*.jpg"))],
        }
    finally:
        app.stop()
    ours = (module.__file__ for name, module in sys.modules.items() if name.partition(".")[0] in PACKAGES)
    sys.stdout.write(json.dumps(found | {"modules": sorted(filter(None, ours))}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
