"""Slow phones and booths: however many stall, they occupy no thread and no connection to the database.

The shared web server has a pool of twenty connections, and each kind of stalled socket comes more often.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import httpx
import pytest

from central.blobs.holdings import Holder, keep_made
from central.blobs.models import Purpose
from central.fleet.models import Kiosk
from central.tokens import new_token, token_hash
from contract.ids import new_claim_code, new_id
from tests.central.slow import Slow, head, slow

MANY = 25
"""More than the pool has connections."""
PICTURE = os.urandom(12_000_000)
"""More than the kernel takes off the server's hands."""


@dataclass
class Booth:
    """A paired booth, as far as its token."""

    tenant_id: UUID = field(default_factory=new_id)
    token: str = ""

    def __post_init__(self) -> None:
        event_id = new_id()
        self.token = new_token(self.tenant_id)
        Kiosk.objects.create(
            tenant_id=self.tenant_id, name="Kiosk", event_id=event_id, token_hash=token_hash(self.token)
        )


@pytest.fixture
def stalled(database: str, server: str) -> Iterator[Slow]:
    with slow(server) as made:
        yield made


def assert_all_others_are_answered(server: str) -> None:
    booth = Booth()
    with httpx.Client(base_url=server, timeout=20) as client:
        headers = {"Authorization": f"Bearer {booth.token}"}
        body = {"epoch": 1, "cursor": "", "ops": []}
        assert client.post("/api/v1/kiosk/sync", json=body, headers=headers).status_code == 200
        assert client.head(f"/api/v1/blobs/{'0' * 64}", headers=headers).status_code == 404
        assert client.get(f"/g/{new_claim_code()}").status_code == 200
        login = {"email": "nobody@people.example", "password": "correct horse"}
        assert client.post("/api/v1/logins", json=login).status_code == 401


def begun(answer: bytes) -> bool:
    return answer.startswith(b"HTTP/1.1 200")


def test_uploads_that_stall(stalled: Slow, server: str) -> None:
    for number in range(MANY):
        name = hashlib.sha256(str(number).encode()).hexdigest()
        stalled.begin(head("PUT", f"/blobs/{name}", Booth().token, Content_Length=1_000_000), b"some bytes")
    assert_all_others_are_answered(server)


def test_downloads_that_stall(stalled: Slow, server: str) -> None:
    tenant_id = new_id()
    name = keep_made(Holder(tenant_id), Purpose.SAMPLE, PICTURE)
    begin = [head("GET", f"/blobs/{name}", Booth(tenant_id).token) for _ in range(MANY)]
    assert all(begun(stalled.begin(each).recv(100)) for each in begin)
    assert_all_others_are_answered(server)


def test_streams_that_nobody_reads(stalled: Slow, server: str) -> None:
    begin = [head("GET", "/kiosk/stream", Booth().token) for _ in range(MANY)]
    assert all(begun(stalled.begin(each).recv(100)) for each in begin)
    assert_all_others_are_answered(server)


def test_half_heads_and_half_bodies(stalled: Slow, server: str) -> None:
    for _ in range(MANY):
        stalled.begin("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Half: ")
        for path in ("/kiosk/sync", "/logins"):
            stalled.begin(head("POST", path, Booth().token, Content_Length=1000), b'{"epoch": ')
    assert_all_others_are_answered(server)


def test_a_head_that_is_too_large_is_refused(stalled: Slow, server: str) -> None:
    kept = stalled.begin(head("GET", "/me", X_Large="x" * 20_000))
    assert kept.recv(100).startswith(b"HTTP/1.1 401")
    many = {f"X_{number}": "x" for number in range(200)}
    for refused in (head("GET", "/me", X_Large="x" * 40_000), head("GET", "/me", **many)):
        assert stalled.begin(refused).recv(100).startswith(b"HTTP/1.1 431")


def test_a_head_without_end_is_cut_off(stalled: Slow) -> None:
    connection = stalled.begin("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Large: ")
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        for _ in range(1000):
            connection.sendall(bytes(65_536).replace(b"\0", b"x"))
