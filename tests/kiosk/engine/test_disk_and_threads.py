"""The disk as the running booth meets it: looked at before the first guest."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from contract.config import PrintLayout
from contract.sync import GenerationChanged, GenerationState, OpKind
from kiosk.session import events as ev
from kiosk.session.state import ClosedReason, Screen
from tests.kiosk.engine.headless import QUICK, Headless, pair
from tests.kiosk.sync.loopback import Platform, Server
from tests.kiosk.worlds import config, endless, named

pytestmark = pytest.mark.slow

PARTY = config(QUICK, event=endless())


@pytest.fixture
def platform() -> Platform:
    made = Platform()
    made.publish(PARTY.model_dump_json().encode())
    return made


@pytest.fixture
def booth(tmp_path: Path, platform: Platform) -> Iterator[Headless]:
    server = Server(platform)
    pair(tmp_path, server.address, PARTY)
    made = Headless(tmp_path)
    yield made
    made.engine.stop()
    server.stop()


def test_a_disk_without_room_is_seen_before_the_first_guest(booth, monkeypatch):
    monkeypatch.setattr("kiosk.store.store.DISK_FULL_BYTES", 1 << 60)
    booth.start()
    assert booth.session.closed is ClosedReason.DISK
    booth.engine.dispatch(ev.Touched())
    assert booth.session.screen is Screen.CLOSED


def test_a_picture_that_its_guest_erases_leaves_booth_and_screen_and_the_platform_hears_it(
    booth, platform, tmp_path
):
    booth.start()
    booth.to_review(ev.StyleChosen(named("ink"), PrintLayout.SINGLE))
    booth.touch(ev.MakeItAsked(), Screen.PROCESSING, Screen.TICKET)
    request = booth.session.request
    assert request is not None
    booth.until(lambda: bool(platform.blobs), "the photo at the platform")
    erased = GenerationChanged(generation_id=request.generation_id, state=GenerationState.ERASED)
    with platform.lock:
        platform.changes.append(erased.model_dump())
    platform.tell("generation")
    booth.until(lambda: booth.session.screen is Screen.GOODBYE, "a farewell")
    assert booth.session.request is None, "no code that opens nothing"

    def confirmed() -> list[UUID]:
        with platform.lock:
            told = [payload for kind, payload in platform.applied.values() if kind == OpKind.PHOTO_ERASED]
        return [UUID(str(each["generation_id"])) for each in told]

    booth.until(lambda: confirmed() == [request.generation_id], "photo.erased")
    assert not list((tmp_path / "photos").iterdir())
    assert not list((tmp_path / "looks").glob("*"))
