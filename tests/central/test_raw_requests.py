"""Requests that no client of ours would write, byte by byte: each is refused, and none breaks anything."""

import json
import random
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.central.world import World

PATHS = [
    b"/api/v1/kiosk/sync", b"/api/v1/kiosk/config", b"/api/v1/logins", b"/api/v1/blobs/" + b"a" * 64,
    b"/api/v1/blobs/%00", b"/api/v1/me/photos/" + b"b" * 64, b"/api/v1/events?cursor=%00&limit=%ff",
    b"/api/v1/kiosk/leases/%ED%A0%80/return", b"/api/v1/kiosk/stream%00", b"/api/v1/openapi.json",
    b"/g/%00", b"/g/\xff\xfe", b"/g/" + b"A" * 26 + b"/picture/%00", b"/static/%00",
    b"/static/..%2f..%2fetc",
    b"/%c3%28", b"/" + b"a" * 9_000, b"//", b"*",
]  # fmt: skip
HEADERS = [
    b"Accept-Encoding: \xff", b"Accept-Language: \xff;q=\xff", b"Authorization: Bearer",
    b"Authorization: \xff", b"Content-Encoding: gzip", b"Content-Range: bytes 0-0/0",
    b"Content-Range: bytes 0-5/6",
    b"Content-Type: application/json; charset=\xff",
    b"Content-Type: multipart/form-data; boundary=\xff",
    b"Cookie: \xff=\xfe", b"Expect: 100-continue", b"Host: \xff", b"Host: a b", b"If-Match: *",
    b"If-Modified-Since: Thu, 01 Jan 0001 00:00:00 GMT", b"If-Modified-Since: 99999999999999999999",
    b"If-None-Match: \xff\xff", b"Range: bytes=99999999999999999999-", b"Range: bytes=\xd9\xa3-",
    b"X-Forwarded-For: \xff", b"X-Request-ID: \xff", b"X: " + b"y" * 20_000,
]  # fmt: skip
LENGTHS = [b"Content-Length: 99999999999999999999", b"Content-Length: -1", b"Content-Length: 5, 5"]
METHODS = [b"GET", b"POST", b"PUT", b"HEAD", b"DELETE", b"OPTIONS", b"PATCH", b"FOO"]
BODIES = [b"", b"{}", b"\xff\xfe", b'{"a": "\\u0000"}', b"[" * 5_000, b'{"a": 1e999}', b"\0"]
BROKEN_CHUNKS = [b"zz\r\n", b"ffffffffffffffffff\r\n", b"-1\r\n\r\n"]
OURS = (b"Host", b"Auth", b"Content-Length", b"Transfer")


def requests(token: str, host: str) -> Iterator[bytes]:
    dice = random.Random(9)
    usual = [b"Host: " + host.encode(), b"Authorization: Bearer " + token.encode()]
    for path in PATHS:
        for method in METHODS:
            strange, body = dice.sample(HEADERS, 1), dice.choice(BODIES)
            names = {each.partition(b":")[0] for each in strange}
            others = [each for each in usual if each.partition(b":")[0] not in names]
            yield written(method, path, [*others, *strange, b"Content-Length: %d" % len(body)], body)
        for length in LENGTHS:
            yield written(b"POST", path, [*usual, length], b"{}")
        for chunks in BROKEN_CHUNKS:
            yield written(b"POST", path, [*usual, b"Transfer-Encoding: chunked"], chunks)


def written(method: bytes, path: bytes, headers: list[bytes], body: bytes) -> bytes:
    return b"\r\n".join([method + b" " + path + b" HTTP/1.1", *headers, b"Connection: close", b"", body])


def answered(address: tuple[str, int], request: bytes) -> int:
    """The status; 0 where the connection was ended without a word."""
    with socket.create_connection(address, timeout=20) as connection:
        try:
            connection.sendall(request)
            line = connection.recv(4096).split(b"\r\n")[0].split()
        except ConnectionError:
            return 0
    return int(line[1]) if line else 0


@pytest.mark.usefixtures("database")
def test_whatever_the_bytes_are_it_is_never_our_mistake(server: str, server_log: Path) -> None:
    world = World()
    token = world.booth(world.event()).token
    where = urlsplit(server)
    assert where.hostname is not None and where.port is not None
    before = server_log.stat().st_size
    asked = list(requests(token, where.netloc))
    statuses = [answered((where.hostname, where.port), each) for each in asked]
    broken = [
        (status, request[:200]) for status, request in zip(statuses, asked, strict=True) if status >= 500
    ]
    assert broken == []
    assert len(asked) > 250
    assert statuses.count(0) < len(asked) / 4
    assert token not in server_log.read_bytes()[before:].decode(errors="replace")


STRANGE = [
    b"/%ff%fe", b"/api/v1/%ff%fe", b"/api/v1/events/%ff%fe", b"/api/v1/kiosk/%c3%28", b"/g/%ff%fe",
    b"/g/%ed%a0%80/state", b"/fonts/%ff", b"/api/v1/clients/%f0%9f%98%80",
    b"/" + b"%ff" * 2_000, b"/api/v1/" + b"a" * 9_000, b"/api/v1/catalogue/samples/" + b"%fe" * 64,
    b"/g/" + b"%C3%B1" * 1_000,
]  # fmt: skip
LATIN_1 = [b"Authorization: Bearer \xf1and\xfa", b"Accept-Language: espa\xf1ol", b"User-Agent: c\xe1mara"]


@pytest.mark.usefixtures("database")
def test_each_strange_path_is_refused_by_its_part_of_the_platform(server: str) -> None:
    """Each answer has an id, by which the log has its line."""
    where = urlsplit(server)
    assert where.hostname is not None and where.port is not None
    ids: set[bytes] = set()
    for number, path in enumerate(STRANGE):
        asked = [b"Host: " + where.netloc.encode(), LATIN_1[number % len(LATIN_1)]]
        status, head, body = spoken((where.hostname, where.port), written(b"GET", path, asked, b""))
        assert 400 <= status < 500, path[:60]
        if path.startswith(b"/api/"):
            assert b"application/problem+json" in head, path[:60]
            assert json.loads(body)["status"] == status
        [request_id] = re.findall(rb"(?im)^x-request-id: ([0-9a-f]{16})", head)
        assert request_id not in ids
        ids.add(request_id)


def spoken(address: tuple[str, int], request: bytes) -> tuple[int, bytes, bytes]:
    """Status, head and body of an answer."""
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head, body
