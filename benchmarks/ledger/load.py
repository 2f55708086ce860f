"""The load generator: many kiosks at once, each sending its next sync when the last one is answered.

A process of its own, `python -m benchmarks.ledger.load PORT OPS SECONDS MOST`; booths come as one line of
JSON. It prepares every body, says `ready`, waits for a line, sends, and prints what came of it. Answers are
read only after the clock has stopped, as they cost CPU that the platform needs.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.ledger.kiosks import Booth, Sender, planned, request


@dataclass
class _Kiosk:
    """A booth's prepared requests, and the answers as they came."""

    requests: list[bytes]
    answers: list[bytes] = field(default_factory=list)
    spans: list[float] = field(default_factory=list)


def main() -> None:
    """Run as the module's docstring says."""
    port, ops, seconds, most = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    kiosks = [_prepared(booth, ops, most) for booth in planned(sys.stdin.readline())]
    print("ready", flush=True)
    sys.stdin.readline()
    busy = time.process_time()
    elapsed = asyncio.run(_run(port, kiosks, seconds))
    busy = time.process_time() - busy
    print(json.dumps(_told(kiosks, elapsed) | {"cpu_seconds": busy}))


def _prepared(booth: Booth, ops: int, most: int) -> _Kiosk:
    sender = Sender(booth)
    return _Kiosk([request("/kiosk/sync", booth.token, sender.body(ops)) for _ in range(most)])


async def _run(port: int, kiosks: list[_Kiosk], seconds: float) -> float:
    """How long it took until the last answer was there."""
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in kiosks]
    start = time.perf_counter()
    turns = [_turn(kiosk, *line, start + seconds) for kiosk, line in zip(kiosks, lines, strict=True)]
    await asyncio.gather(*turns)
    elapsed = time.perf_counter() - start
    for _, writer in lines:
        writer.close()
    return elapsed


async def _turn(
    kiosk: _Kiosk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, deadline: float
) -> None:
    for each in kiosk.requests:
        sent = time.perf_counter()
        if sent >= deadline:
            return
        writer.write(each)
        kiosk.answers.append(await _answer(reader))
        kiosk.spans.append(time.perf_counter() - sent)
    if time.perf_counter() < deadline:
        raise SystemExit("the load generator had too little prepared")


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(head.decode())
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return await reader.readexactly(int(length.partition(b":")[2]))


def _told(kiosks: list[_Kiosk], elapsed: float) -> dict[str, object]:
    fates: Counter[str] = Counter()
    for kiosk in kiosks:
        for answer in kiosk.answers:
            fates.update(result["code"] or result["status"] for result in json.loads(answer)["results"])
    spans = sorted(span for kiosk in kiosks for span in kiosk.spans)
    return {
        "fates": fates,
        "seconds": elapsed,
        "syncs": len(spans),
        "median_ms": 1000 * spans[len(spans) // 2],
        "p99_ms": 1000 * spans[len(spans) * 99 // 100],
    }


if __name__ == "__main__":
    main()
