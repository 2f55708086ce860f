"""What one sync costs as the platform grows: variants measured in turn, so that all see the same machine."""

import http.client
import json
import statistics
import time
from collections.abc import Mapping, Sequence
from itertools import cycle

from benchmarks.ledger.kiosks import Booth, Sender
from benchmarks.ledger.platform import Web


class Variant:
    """Booths that sync one after the other over one connection, and how long each sync took."""

    def __init__(self, web: Web, booths: Sequence[Booth], ops: int) -> None:
        self._senders = cycle([Sender(booth) for booth in booths])
        self._count = len(booths)
        self._line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
        self._ops = ops
        self.spans: list[float] = []
        self.applied = 0

    def warm_up(self) -> None:
        """One op from each booth, and a few whole syncs."""
        for _ in range(self._count):
            self._sync(1)
        for _ in range(3):
            self._sync(self._ops)
        # The server ends a connection that is idle while the other variants warm up.
        self._line.close()

    def turn(self) -> None:
        """The next booth's sync, timed."""
        self.spans.append(self._sync(self._ops))

    @property
    def microseconds_an_op(self) -> float:
        """The median sync, per op."""
        return statistics.median(self.spans) / self._ops * 1_000_000

    def _sync(self, ops: int) -> float:
        sender = next(self._senders)
        body = sender.body(ops)
        headers = {"Authorization": f"Bearer {sender.booth.token}", "Content-Type": "application/json"}
        start = time.perf_counter()
        self._line.request("POST", "/api/v1/kiosk/sync", body, headers)
        answer = self._line.getresponse().read()
        span = time.perf_counter() - start
        fates = {result["status"] for result in json.loads(answer).get("results", [{"status": answer}])}
        if fates != {"applied"}:
            raise SystemExit(f"a sync was not applied: {fates}")
        self.applied += ops
        return span


def measure(variants: Mapping[str, Variant], rounds: int) -> dict[str, float]:
    """Microseconds an op of each variant, in the order given."""
    for variant in variants.values():
        variant.warm_up()
    for _ in range(rounds):
        for variant in variants.values():
            variant.turn()
    return {name: variant.microseconds_an_op for name, variant in variants.items()}
