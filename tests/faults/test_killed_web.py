"""The web process killed, or the connection reset, anywhere between a photo's first byte and its answer.

A real web server on a real database, whose process kills itself at the n-th step of taking an upload; a booth
that does what a booth does; the worker's task. Afterwards every picture has its photo without anybody's
help.
`CABINA_KILLS=300` makes it a campaign, and `CABINA_KILLS_SEED` another one.
"""

import contextlib
import hashlib
import io
import os
import random
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PIL import Image

from central.blobs.uploads import Upload
from central.generations.models import Generation
from central.generations.whole_uploads import IDLE_SECONDS, take_whole_uploads
from contract.ids import new_id
from demo.platform import free_port
from kiosk.domain.errors import NetworkError
from kiosk.domain.model import Shot
from kiosk.store import Store
from kiosk.store.uploads import Uploads
from kiosk.sync.context import SyncContext
from kiosk.sync.transport.client import Client
from kiosk.sync.transport.connection import Connection
from kiosk.sync.transport.token_store import TokenStore
from kiosk.sync.workers.uploads import RANGE_BYTES, PhotoUploader
from tests.central.pictures import jpeg
from tests.central.world import Booth, World
from tests.kiosk.worlds import Clock, enrolled

KILLS = int(os.environ.get("CABINA_KILLS", "6"))
SEED = int(os.environ.get("CABINA_KILLS_SEED", "20261126"))
pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.timeout(60 + KILLS * 20)]


class Life(NamedTuple):
    """Whether the web server killed itself as it was told, and how many steps it made."""

    died: int
    steps: int


class WebServer:
    """A web server with one life after another, each of which may end at a step of taking an upload."""

    def __init__(self, database: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.mortal_web", str(self.port)],
            env=os.environ | {"DATABASE_URL": database, "PUBLIC_URL": self.address},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def live(self) -> Life:
        """Another life; how it was before."""
        before = self._tell("live")
        pause = threading.Event()
        for _ in range(1200):
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.address}/healthz", timeout=20).status_code == 200:
                    return before
            pause.wait(0.02)
        pytest.fail("the web server does not answer")

    def arm(self, kill_at: int) -> Life:
        """It kills itself at this step from now; how it was before."""
        return self._tell(str(kill_at))

    def _tell(self, line: str) -> Life:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return Life(*map(int, self._process.stdout.readline().split()))

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture
def web(database: str) -> Iterator[WebServer]:
    server = WebServer(database)
    server.live()
    yield server
    server.close()


class Sender:
    """The booth's real upload thread, on its own store, for a kiosk that the platform knows."""

    def __init__(self, folder: Path, address: str, booth: Booth) -> None:
        self.clock = Clock()
        self.store = Store(folder, self.clock)
        self.folder = folder
        tokens = TokenStore(folder, NoKeyring())
        tokens.save(booth.token)
        self.store.enrollment.keep(enrolled(server=address))
        self.connection = Connection(self.store, tokens, self.clock, self.client)
        context = SyncContext(self.store, self.connection, self.clock, lambda: 1.0)
        self.uploader = PhotoUploader(context, lambda *_: None)

    def client(self, server: str, token: str) -> Client:
        return Client(server, self.clock, token, answer_seconds=20.0)

    def queue(self, photo: bytes) -> None:
        path = self.folder / f"{digest(photo)}.jpg"
        path.write_bytes(photo)
        shot = Shot(new_id(), new_id(), 0, path, digest(photo), 900, 1200, datetime.now(UTC))
        uploads: Uploads = self.store.uploads
        self.store.database.write(lambda rows: uploads.queue(rows, shot, len(photo)))

    def send(self) -> int:
        """As often as a booth would by itself in some minutes."""
        sent = 0
        for _ in range(4):
            with contextlib.suppress(NetworkError):
                sent += self.uploader.send_all()
            self.clock.advance(400)
        return sent

    def close(self) -> None:
        self.connection.close()
        self.store.close()


def digest(photo: bytes) -> str:
    return hashlib.sha256(photo).hexdigest()


def photo_of(seed: int) -> bytes:
    """A photo of two parts, small in everything but its bytes."""
    noise = np.random.default_rng(seed).integers(0, 256, (700, 500, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG", quality=90, subsampling=0)
    assert RANGE_BYTES < len(buffer.getvalue()) < 2 * RANGE_BYTES
    return buffer.getvalue()


def state_of(photo: bytes) -> str:
    return str(Generation.objects.get(photo_sha256=digest(photo)).state)


def test_a_photo_survives_the_web_server_at_every_step(web: WebServer, tmp_path: Path) -> None:
    world = World()
    event = world.event(credits=100_000)
    booth = world.booth(event)
    sender = Sender(tmp_path, web.address, booth)

    def ask(seed: int) -> bytes:
        photo = photo_of(seed)
        booth.sync(booth.request_op(event, world.style, photo_sha256=digest(photo)))
        sender.queue(photo)
        return photo

    try:
        web.arm(0)
        whole = ask(SEED)
        sender.send()
        assert state_of(whole) == "queued"
        met = [killed_at(step, web, sender, ask(SEED + step * 1000 + number))
               for number, step in enumerate(steps_to_die_at(web.arm(0).steps))]  # fmt: skip
    finally:
        sender.close()
    sys.stdout.write(f"seed {SEED}: {sum(met)} of {KILLS} uploads met a kill\n")
    assert sum(met) >= KILLS * 3 // 4, (SEED, met)


def steps_to_die_at(last: int) -> list[int]:
    """Some of those that an upload takes; how many there are depends on how its bytes arrive."""
    assert last > 10, "there was something to kill"
    if last > KILLS:
        return [1 + number * last // KILLS for number in range(KILLS)]
    chance = random.Random(SEED)
    return [chance.randint(1, last) for _ in range(KILLS)]


def killed_at(step: int, web: WebServer, sender: Sender, photo: bytes) -> bool:
    """Whether the server met its end at this step; either way the picture has its photo afterwards."""
    web.arm(step)
    with contextlib.suppress(NetworkError):
        sender.uploader.send_all()
    died = bool(web.arm(0).died)
    if died:
        web.live()
    sender.send()
    assert state_of(photo) == "queued", (SEED, step)
    assert sender.store.queue_depth().blobs == 0, (SEED, step)
    return died


def test_a_connection_that_is_reset_behind_the_last_byte_costs_nothing(web: WebServer) -> None:
    world = World()
    event = world.event(credits=100_000)
    booth = world.booth(event)
    headers = {"Authorization": f"Bearer {booth.token}"}
    photos = [jpeg(seed=SEED % 1000 + number) for number in range(KILLS)]
    for photo in photos:
        booth.sync(booth.request_op(event, world.style, photo_sha256=digest(photo)))
        send_and_reset(web.address, headers["Authorization"], photo)
    with httpx.Client(base_url=f"{web.address}/api/v1", headers=headers) as client:
        for photo in photos:
            ends_by_asking(client, photo)
    assert {state_of(photo) for photo in photos} == {"queued"}


def send_and_reset(address: str, authorization: str, photo: bytes) -> None:
    """Every byte, and at once a reset (RST)."""
    url = urlsplit(address)
    head = (
        f"PUT /api/v1/blobs/{digest(photo)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(photo)}\r\n"
        f"Authorization: {authorization}\r\n\r\n"
    )
    with socket.create_connection((str(url.hostname), url.port or 80)) as connection:
        connection.sendall(head.encode() + photo)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def ends_by_asking(client: httpx.Client, photo: bytes) -> None:
    """What a booth does: it asks, and sends what is missing until the platform says that it has all."""
    address = f"/blobs/{digest(photo)}"
    for _ in range(5):
        answer: Any = client.head(address)
        if answer.status_code == 200:
            return
        first = min(int(answer.headers["upload-offset"]), len(photo) - 1)
        span = {"Content-Range": f"bytes {first}-{len(photo) - 1}/{len(photo)}"}
        client.put(address, content=photo[first:], headers=span)
    pytest.fail(f"seed {SEED}: {digest(photo)} never ends")


def test_a_booth_that_never_asks_again_gets_its_picture_by_the_worker(web: WebServer) -> None:
    """An older booth believes a photo sent whose every byte has arrived; so the worker takes it."""
    world = World()
    event = world.event()
    booth = world.booth(event)
    photo = jpeg(seed=77)
    booth.sync(booth.request_op(event, world.style, photo_sha256=digest(photo)))
    web.arm(TAKING)
    with contextlib.suppress(httpx.TransportError):
        httpx.put(
            f"{web.address}/api/v1/blobs/{digest(photo)}",
            content=photo,
            headers={"Authorization": f"Bearer {booth.token}"},
            timeout=60,
        )
    assert web.live().died
    upload = Upload(booth.id, digest(photo))
    assert (upload.held(), state_of(photo)) == (len(photo), "awaiting_photo")
    long_ago = upload.path.stat().st_mtime - IDLE_SECONDS - 1
    os.utime(upload.path, (long_ago, long_ago))
    assert take_whole_uploads() == 1
    assert state_of(photo) == "queued"


TAKING = -1
"""The top of `take_from_kiosk`."""
