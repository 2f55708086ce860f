"""The pictures that the booth may not keep are looked for on the imaging worker, and not with every tick."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from kiosk.domain.errors import DiskError
from kiosk.engine.clearing import EXPIRY_SECONDS, Clearing
from kiosk.store import Store
from tests.kiosk.worlds import Clock


class Kept:
    """A store of which only counts are of interest; `broken` fails as a disk does."""

    def __init__(self) -> None:
        self.expired = self.carried_out = 0
        self.broken = False
        self.retention: Any = self
        self.erasures: Any = self
        self.outbox: Any = self
        clock: Any = Clock()
        clock.is_proven = True
        self.server_time = clock
        self.asked_for_old_ops = 0

    def forget_settled(self, _now: object) -> int:
        self.asked_for_old_ops += 1
        return 0

    def expire(self) -> int:
        self.expired += 1
        if self.broken:
            raise DiskError("no room")
        return 3

    def carry_out(self) -> int:
        self.carried_out += 1
        return 0


def test_what_is_expired_is_looked_for_once_an_hour_and_what_is_erased_at_once():
    kept, clock = Kept(), Clock()
    with ThreadPoolExecutor(1) as worker:
        clearing = Clearing(cast(Store, kept), worker, clock)

        def after(step) -> tuple[int, int]:
            step()
            worker.submit(lambda: None).result()
            return kept.expired, kept.carried_out

        assert after(clearing.look_now_and_then) == (1, 1)
        assert after(clearing.look_now_and_then) == (1, 1)
        assert after(clearing.soon) == (1, 2)
        clock.advance(EXPIRY_SECONDS)
        kept.broken = True
        assert after(clearing.look_now_and_then) == (2, 2)
        clock.advance(EXPIRY_SECONDS)
        kept.broken = False
        assert after(clearing.look_now_and_then) == (3, 3)
        assert kept.asked_for_old_ops == 3
