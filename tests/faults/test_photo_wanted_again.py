"""A photo that the platform forgot, with a refused request of it that staff ask for again: it comes again.

The booth's own store and sync workers, and the real web server.
"""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.utils import timezone
from keyring.backends.fail import Keyring as NoKeyring

from central.blobs.models import Holding
from central.events.models import Event
from central.fleet.enrolment import new_code
from central.fleet.models import Kiosk
from central.generations.erasure import remove_due
from central.generations.models import Generation
from central.operations.missing_photos import PATIENCE, ask_for_photos
from contract.ids import new_id
from kiosk.domain.clock import SystemClock
from kiosk.domain.model import Request
from kiosk.store import Store
from kiosk.sync.context import SyncContext
from kiosk.sync.enroll import enroll
from kiosk.sync.transport.connection import Connection
from kiosk.sync.transport.token_store import TokenStore
from kiosk.sync.workers.leases import LeaseKeeper
from kiosk.sync.workers.ops import OpSender
from kiosk.sync.workers.snapshot import SnapshotFetcher
from kiosk.sync.workers.uploads import PhotoUploader
from tests.central.pictures import jpeg
from tests.central.world import World


class RealBooth:
    """A booth's workers without their threads."""

    def __init__(self, folder: Path, server: str, code: str) -> None:
        self.clock = SystemClock()
        self.store = Store(folder, self.clock)
        tokens = TokenStore(folder, NoKeyring())
        enroll(server, code, store=self.store, tokens=tokens, clock=self.clock, app_version="0.1.0")
        self.connection = Connection(self.store, tokens, self.clock)
        context = SyncContext(self.store, self.connection, self.clock, lambda: 0.0)
        self.ops = OpSender(context, lambda *_: None)
        self.photos = PhotoUploader(context, lambda *_: None)
        SnapshotFetcher(context).fetch()
        LeaseKeeper(context).keep()

    def ask_twice(self) -> tuple[Request, Request]:
        """Two pictures of one photo: one that is made, and one that is refused for its price."""
        session_id, at, config = new_id(), self.clock.now(), self.store.configs.current()
        assert config is not None and config.event is not None
        self.store.sessions.begin(session_id, config.event.id, "es", at, config.ticket_prefix)
        self.store.sessions.record_consent(session_id, config.consent.version, at)
        shot = self.store.shots.add(session_id, 0, jpeg(seed=91), (900, 1200), at)
        style, other, *_ = config.styles().values()
        return (
            self.store.requests.make(session_id, shot, style.id, style.price, at),
            self.store.requests.make(session_id, shot, other.id, other.price + 1, at),
        )

    def close(self) -> None:
        self.connection.close()
        self.store.close()


@pytest.fixture
def event(world: World) -> Event:
    return world.event()


@pytest.fixture
def booth(world: World, event: Event, server: str, tmp_path: Path) -> Iterator[RealBooth]:
    made = RealBooth(tmp_path, server, new_code(world.tenant_id, "Booth", event.id).code)
    yield made
    made.close()


@pytest.mark.parametrize("photo_first", [True, False], ids=["its photo first", "its op first"])
def test_a_refused_request_is_served_though_its_photo_was_erased_with_another_picture(
    booth: RealBooth, server: str, photo_first: bool
) -> None:
    erased, refused = booth.ask_twice()
    assert booth.ops.drain().rejected == 1
    assert booth.photos.send_all() == 1
    assert httpx.post(f"{server}/g/{erased.claim_code}/erase").status_code == 302
    assert remove_due() == 1
    assert not Holding.objects.exists()

    again = booth.store.refused.ask_again(refused.ticket_label, booth.clock.now())
    if photo_first:
        booth.photos.send_all()
        assert booth.store.queue_depth().blobs == 0, "the platform wants it no more, as far as it knows"
        assert not Holding.objects.exists()
    booth.ops.drain()
    assert state_of(again) == "awaiting_photo"
    if photo_first:
        later = timezone.now() + PATIENCE * 2
        Kiosk.objects.update(last_seen_at=later)
        assert ask_for_photos(later) == 1
        booth.ops.drain()
    booth.photos.send_all()
    assert state_of(again) == "queued"
    assert state_of(erased) == "erased"


def state_of(request: Request) -> str:
    return str(Generation.objects.get(id=request.generation_id).state)
