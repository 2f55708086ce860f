"""An answer's body and a stream's lines, no more of them than there may be: httpx takes all that comes."""

import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kiosk.domain.clock import Clock
from kiosk.domain.errors import NetworkError

if TYPE_CHECKING:
    import httpx

MOST_BODY_BYTES = 4 * 1024 * 1024
"""Unpacked: a sync's answer has a fifth of that at most."""
_MOST_LINE_BYTES = 64 * 1024
_MOST_LINES = 10_000
_MINUTE = 60.0


def body(answer: "httpx.Response") -> bytes:
    """The whole body, unpacked if it is packed by gzip. Raises NetworkError for one that is too large."""
    unpacked = bytearray()
    for part in _unpack(answer):
        unpacked += part
        if len(unpacked) > MOST_BODY_BYTES:
            raise NetworkError(f"an answer of more than {MOST_BODY_BYTES} bytes was sent")
    return bytes(unpacked)


def plain(answer: "httpx.Response", chunk_bytes: int | None = None) -> Iterator[bytes]:
    """The bytes as they are on the wire. Raises NetworkError if they are packed: nobody asked for that."""
    if _packing(answer) not in {"", "identity"}:
        raise NetworkError(f"an answer was packed in a way that was not asked for ({_packing(answer)})")
    return answer.iter_raw(chunk_bytes)


def lines(parts: Iterable[bytes], clock: Clock) -> Iterator[str]:
    """The lines of a stream. Raises NetworkError for one without end, and for a thousand lines a second."""
    rest, count, since = b"", 0, clock.monotonic()
    for part in parts:
        *whole, rest = (rest + part).split(b"\n")
        count += len(whole)
        if clock.monotonic() - since > _MINUTE:
            count, since = len(whole), clock.monotonic()
        if count > _MOST_LINES or len(rest) > _MOST_LINE_BYTES:
            raise NetworkError("the event stream talks without end")
        for line in whole:
            yield line.removesuffix(b"\r").decode(errors="replace")


def _unpack(answer: "httpx.Response") -> Iterator[bytes]:
    """In parts that are never much larger than the largest body."""
    if _packing(answer) != "gzip":
        yield from plain(answer)
        return
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for part in answer.iter_raw():
            yield unpacker.decompress(part, MOST_BODY_BYTES + 1)
    except zlib.error as error:
        raise NetworkError("an answer came garbled") from error


def _packing(answer: "httpx.Response") -> str:
    return str(answer.headers.get("content-encoding", "")).strip().lower()
