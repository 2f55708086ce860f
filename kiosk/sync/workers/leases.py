"""C19, Y5: keeps the booth's lease as large as its demand and alive, and gives back what is not needed."""

from dataclasses import dataclass
from uuid import UUID

from contract.config import EventState, KioskConfig
from contract.ids import new_id
from contract.leases import LeaseRequest
from contract.problem import Code
from kiosk.domain.errors import RefusedError
from kiosk.domain.model import HeldLease
from kiosk.sync.context import SyncContext
from kiosk.sync.workers.ops import aged_lease
from kiosk.sync.workers.worker import is_final

INTERVAL_SECONDS = 300.0
"""Demand is what was promised in the last five minutes: the longest pause between two tries."""
REFUSED_PAUSE_SECONDS = 60.0
_RENEW_SECONDS = 600.0
_LONGEST_WANTED = 1_000_000
_USUAL_PRICE = 100


@dataclass(frozen=True, slots=True)
class _Ask:
    """A request to be repeated word for word until it is answered."""

    request: LeaseRequest
    held: tuple[UUID, int] | None


class LeaseKeeper:
    """Used from the ops thread alone, after a drain: an answer that was lost shows in the drain's leases."""

    def __init__(self, context: SyncContext) -> None:
        self._store = context.store
        self._connection = context.connection
        self._clock = context.clock
        self._unanswered: _Ask | None = None
        self._lifetime: dict[UUID, float] = {}
        self._quiet_until = float("-inf")

    def keep(self) -> None:
        """Close leases of other events, and ask for credits or time where they run out.

        Raises RefusedError when the platform gives none; it is not asked again for a minute.
        """
        config = self._store.configs.current()
        held = self._of_this_event(config)
        if config is None or config.event is None or config.event.state is not EventState.LIVE:
            return
        if self._clock.monotonic() < self._quiet_until or not self._wants(held, config):
            return
        self._ask(held, config)

    def give_back(self) -> bool:
        """Close every lease: no more promises, and the ops that say so. Whether there was one."""
        leases = self._store.leases.held()
        for lease in leases:
            self._store.leases.close(lease.id)
        return bool(leases)

    def _of_this_event(self, config: KioskConfig | None) -> HeldLease | None:
        """The newest lease on the present event; those on other events are closed."""
        event = config.event if config else None
        current: HeldLease | None = None
        for lease in self._store.leases.held():
            if event is not None and lease.event_id == event.id and event.state is not EventState.ENDED:
                current = lease if current is None else max(current, lease, key=self._worth)
            elif config is not None:
                self._store.leases.close(lease.id)
        return current

    def _worth(self, lease: HeldLease) -> tuple[bool, float]:
        return lease.is_live(self._clock), lease.expires_monotonic

    def _wants(self, held: HeldLease | None, config: KioskConfig) -> bool:
        if held is None or not held.is_live(self._clock):
            return True
        spent = self._store.requests.credits_since(INTERVAL_SECONDS)
        if held.left < max(2 * spent, _dearest(config)):
            return True
        remaining = held.expires_monotonic - self._clock.monotonic()
        return remaining < min(_RENEW_SECONDS, self._lifetime.get(held.id, _RENEW_SECONDS * 3) / 3)

    def _ask(self, held: HeldLease | None, config: KioskConfig) -> None:
        enrolled, client = self._connection.open()
        ask = self._same_or_new(held, config, enrolled.epoch)
        asked_at = self._clock.monotonic()
        try:
            lease = client.ask_lease(ask.request)
        except RefusedError as error:
            self._refused(error, held)
            raise
        self._unanswered = None
        self._lifetime = {lease.id: lease.ttl_seconds}
        self._quiet_until = self._clock.monotonic() + self._pause_after(held, lease.granted - lease.spent)
        self._store.leases.keep(aged_lease(lease, self._clock.monotonic() - asked_at))

    def _same_or_new(self, held: HeldLease | None, config: KioskConfig, epoch: int) -> _Ask:
        """The question that got no answer, as long as it is still the question."""
        about = (held.id, held.granted) if held else None
        asked = self._unanswered
        if asked is None or asked.held != about or asked.request.epoch != epoch:
            wanted = max(3 * self._store.requests.credits_since(INTERVAL_SECONDS), 3 * _dearest(config))
            request = LeaseRequest(
                request_id=new_id(),
                epoch=epoch,
                wanted=min(wanted, _LONGEST_WANTED),
                renew=held.id if held else None,
            )
            asked = self._unanswered = _Ask(request, about)
        return asked

    def _refused(self, error: RefusedError, held: HeldLease | None) -> None:
        """A definite answer: the next question is a new one."""
        self._unanswered = None
        if held is not None and error.code in {Code.LEASE_UNKNOWN, Code.NOT_FOUND}:
            self._store.leases.close(held.id)
        elif not is_final(error):
            self._quiet_until = self._clock.monotonic() + REFUSED_PAUSE_SECONDS

    def _pause_after(self, held: HeldLease | None, left: int) -> float:
        """A platform that gives less than asked has no more: it is left alone for a while."""
        return REFUSED_PAUSE_SECONDS if held is not None and left <= held.left else 0.0


def _dearest(config: KioskConfig) -> int:
    """The most that one picture costs at this event."""
    return max((style.price for style in config.styles().values()), default=_USUAL_PRICE)
