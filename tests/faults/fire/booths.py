"""A booth's life under fire: it promises only what its lease covers, sends late, sends twice, gives back."""

import queue
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol
from uuid import UUID

from central.events.models import Event
from central.ledger.accounts import AccountKind, account_id
from contract.ids import new_id
from tests.central.world import Booth
from tests.faults.fire.journal import Fate, Journal, Moves, moves
from tests.faults.fire.requests import MOST_ATTEMPTS, Outcome
from tests.faults.fire.scenario import Ground, Picture

PRICE = 100
ECHOES = 2
Echo = queue.SimpleQueue["list[dict[str, Any]] | None"]
"""A second line of the same booth: batches to be sent over it, too."""
_STATUSES = {"applied": Fate.APPLIED, "duplicate": Fate.DUPLICATE, "rejected": Fate.REFUSED}


class Line(Protocol):
    """How a booth reaches the platform; each call is one attempt."""

    def settle_ops(self, ops: list[dict[str, Any]]) -> Outcome:
        """The results, as on the wire."""

    def lease(self, body: dict[str, Any]) -> Outcome:
        """The lease, as on the wire."""

    def give_back(self, lease_id: str, body: dict[str, Any]) -> Outcome:
        """The lease, as on the wire."""

    def work_for(self, event: Event) -> Outcome:
        """Be assigned, and fetch the snapshot that says so."""


@dataclass
class Held:
    """The lease as the booth knows it."""

    id: str
    event: Event
    granted: int
    promised: int = 0

    @property
    def account(self) -> UUID:
        return account_id(AccountKind.LEASE, UUID(self.id))


class Batches:
    """Sends batches over a line and enters what became of every op."""

    def __init__(self, line: Line, journal: Journal, known: "Batches | None" = None) -> None:
        self._line = line
        self._journal = journal
        self._moves: dict[str, tuple[str, Moves | None, bool]] = known._moves if known else {}

    def know(self, op: dict[str, Any], moves: Moves | None, *, lease: bool = False) -> None:
        """An op, and the transfer that it brings."""
        self._moves[op["op_id"]] = (op["kind"], moves, lease)

    def send(self, ops: list[dict[str, Any]]) -> list[str] | None:
        """One attempt; the ids of the ops that are there, or None: ask again."""
        outcome = self._line.settle_ops(ops)
        if outcome.is_lost:
            for op in ops:
                self._tell(op["op_id"], outcome.fate)
        if outcome.value is None:
            if outcome.fate is Fate.REFUSED:
                self._journal.wrong(f"a batch was refused: {outcome.code}")
            return None
        for result in outcome.value:
            if result["status"] == "retry":
                continue
            self._tell(
                result["op_id"], _STATUSES[result["status"]], f"{result['code']}: {result['sentence']}"
            )
        there = [result["op_id"] for result in outcome.value if result["status"] in ("applied", "duplicate")]
        return None if outcome.is_lost else there

    def repeat(self, batches: Echo) -> None:
        """Send the same batches at the same time, once each, as a network that duplicates brings them."""
        while (ops := batches.get()) is not None:
            self.send(ops)

    def _tell(self, op_id: str, fate: Fate, code: str = "") -> None:
        kind, moves, lease = self._moves[op_id]
        self._journal.told(f"id:{op_id}", kind, fate, moves, code, lease=lease)


class Life:
    """One booth. `echoes` are handed each batch as it is sent; None: it was the last one."""

    def __init__(
        self,
        booth: tuple[Booth, Event],
        line: Line,
        ground: Ground,
        journal: Journal,
        random: Random,
        echoes: Sequence[Echo],
    ) -> None:
        self._booth, self._event = booth
        self._style = ground.partner_of(self._event).style
        self._line, self._ground, self._journal, self._random = line, ground, journal, random
        self._echoes = echoes
        self.batches = Batches(line, journal)
        self._worked_for = [self._event]
        self._lease: Held | None = None
        self._late: list[dict[str, Any]] = []
        self._sent: list[list[dict[str, Any]]] = []
        self._asked: list[tuple[str, str]] = []
        self._held: dict[str, Held] = {}
        self._returns: dict[str, Held] = {}
        self._given_up: list[Held] = []

    def live(self, rounds: int) -> None:
        """So many exchanges; at the end everything that was kept back is sent."""
        try:
            self._work_for(self._event)
            for _ in range(rounds):
                self._change_events()
                self._see_to_lease()
                self._exchange([*self._promises(), *self._reports()])
            self._send_late()
        finally:
            for echo in self._echoes:
                echo.put(None)

    def _change_events(self) -> None:
        short = [event for event in self._ground.short_events if event.tenant_id == self._event.tenant_id]
        if short and self._random.random() < 0.15:
            self._work_for(self._random.choice(short))
        elif self._event is not self._worked_for[0] and self._random.random() < 0.3:
            self._work_for(self._worked_for[0])

    def _work_for(self, event: Event) -> None:
        for _ in range(MOST_ATTEMPTS):
            if not self._line.work_for(event).is_lost:
                break
        else:
            self._journal.wrong("a booth's assignment was never answered")
        self._event = event
        if event not in self._worked_for:
            self._worked_for.append(event)

    def _send_late(self) -> None:
        """Everything; a return once more, if it was sent while something before it was kept back."""
        for _ in range(MOST_ATTEMPTS):
            if self._late:
                ops, self._late = self._late, []
                self._send(ops)

    def _see_to_lease(self) -> None:
        chance = self._random.random()
        if self._lease is None and chance < 0.6:
            self._ask(None)
        elif self._lease is not None and chance < 0.3:
            self._ask(self._lease)
        elif self._lease is not None and chance < 0.36:
            self._give_back(self._lease)

    def _ask(self, held: Held | None) -> None:
        body = {
            "request_id": str(new_id()),
            "epoch": self._booth.epoch,
            "wanted": self._random.randint(100, 1500),
        }
        body |= {"renew": held.id} if held else {}
        key = f"id:{body['request_id']}"
        for _ in range(MOST_ATTEMPTS):
            outcome = self._line.lease(body)
            if not outcome.is_lost:
                break
            self._journal.told(key, "lease", outcome.fate, None)
        if outcome.fate is Fate.REFUSED:
            self._journal.told(key, "lease", Fate.REFUSED, None, f"{outcome.code}, and so it was before")
            self._lease = None
            if outcome.code == "lease_outstanding":
                self._give_all_up()
        elif not outcome.is_lost:
            self._granted(key, outcome.value, held)

    def _granted(self, key: str, lease: dict[str, Any], held: Held | None) -> None:
        event = next(each for each in self._worked_for if str(each.id) == lease["event_id"])
        now = held or Held(lease["id"], event, 0)
        if lease["id"] != now.id:
            self._journal.wrong(f"{now.id} was to be renewed, {lease['id']} was")
        more = lease["granted"] - now.granted
        moved = moves(event.tenant_id, "lease_grant", _pool(event), now.account, more)
        self._journal.told(key, "lease", Fate.DONE, moved)
        now.granted = lease["granted"]
        self._lease = now if lease["state"] == "open" else None
        self._held[now.id] = now
        self._ground.leases.append((event, UUID(now.id)))

    def _give_all_up(self) -> None:
        """Something was reclaimed; it is not asked what."""
        self._lease = None
        self._late += [self._return(held) for held in self._held.values()]

    def _return(self, held: Held) -> dict[str, Any]:
        op = self._booth.op("lease.returned", {"lease_id": held.id})
        self.batches.know(op, _returned(held))
        self._returns[op["op_id"]] = held
        return op

    def _give_back(self, held: Held) -> None:
        """Behind all that was promised on it: the platform cannot know."""
        self._send_late()
        body = {"request_id": str(new_id()), "epoch": self._booth.epoch}
        for _ in range(MOST_ATTEMPTS):
            outcome = self._line.give_back(held.id, body)
            key = f"id:{body['request_id']}"
            self._journal.told(key, "lease return", outcome.fate, _returned(held), outcome.code)
            if not outcome.is_lost:
                break
        self._lease = None
        if outcome.fate is Fate.DONE:
            self._is_given_up(held)

    def _is_given_up(self, held: Held) -> None:
        if self._held.pop(held.id, None):
            self._given_up.append(held)

    def _promises(self) -> list[dict[str, Any]]:
        return [self._promise() for _ in range(self._random.randint(0, 12))]

    def _promise(self) -> dict[str, Any]:
        held = self._lease
        if held and held.granted - held.promised >= PRICE and self._random.random() < 0.75:
            held.promised += PRICE
            op = self._booth.request_op(held.event, self._style, PRICE, lease_id=held.id)
            self.batches.know(op, _paid_somehow(held), lease=True)
            return op
        if self._given_up and self._random.random() < 0.3:
            return self._promise_on_nothing(self._random.choice(self._given_up))
        event = self._random.choice(self._worked_for)
        op = self._booth.request_op(event, self._style, PRICE)
        consumed = account_id(AccountKind.CONSUMED, event.id)
        self.batches.know(op, moves(event.tenant_id, "generation", _pool(event), consumed, PRICE))
        return op

    def _promise_on_nothing(self, held: Held) -> dict[str, Any]:
        """On a lease that was given back: only the pool can pay."""
        self._journal.count("promises on nothing")
        op = self._booth.request_op(held.event, self._style, PRICE, lease_id=held.id)
        consumed = account_id(AccountKind.CONSUMED, held.event.id)
        self.batches.know(op, moves(held.event.tenant_id, "generation", _pool(held.event), consumed, PRICE))
        return op

    def _reports(self) -> list[dict[str, Any]]:
        ops = []
        if self._lease and self._random.random() < 0.2:
            held, self._lease = self._lease, None
            ops.append(self._return(held))
        if self._asked and self._random.random() < 0.2:
            generation_id, op_id = self._random.choice(self._asked)
            ops.append(self._booth.op("generation.cancelled", {"generation_id": generation_id}))
            self.batches.know(ops[-1], None)
            self._journal.told(f"back:{op_id}", "cancelled", Fate.DONE, None)
        return ops

    def _has_returned(self, op: dict[str, Any], done: bool) -> None:
        """Not while something before it is missing: then it is sent again."""
        if done:
            self._is_given_up(self._returns[op["op_id"]])
        elif op not in self._late:
            self._late.append(op)
            self._journal.count("returns sent again")

    def _exchange(self, ops: list[dict[str, Any]]) -> None:
        late, self._late = self._late, []
        ops += late
        if ops and self._random.random() < 0.25:
            self._late = [
                op for op in ops if op["kind"] == "generation.requested" and self._random.random() < 0.5
            ]
            ops = [op for op in ops if op not in self._late]
        self._send(ops)
        if self._sent and self._random.random() < 0.1:
            self._send(self._random.choice(self._sent))

    def _send(self, ops: list[dict[str, Any]]) -> None:
        self._sent.append(ops)
        for echo in self._echoes:
            echo.put(ops)
        for _ in range(MOST_ATTEMPTS):
            there = self.batches.send(ops)
            if there is not None:
                break
        else:
            self._journal.wrong("a batch was never answered")
            return
        for op in ops:
            if op["kind"] == "lease.returned":
                self._has_returned(op, op["op_id"] in there)
            if op["kind"] == "generation.requested" and op["op_id"] in there:
                self._asked.append((op["payload"]["generation_id"], op["op_id"]))
                event = next(each for each in self._worked_for if str(each.id) == op["payload"]["event_id"])
                self._ground.pictures.append(Picture(UUID(op["op_id"]), event))


def _returned(held: Held) -> Moves:
    """What is left, or nothing, if it was reclaimed before."""
    return moves(held.event.tenant_id, "lease_return", held.account, _pool(held.event), None)


def _pool(event: Event) -> UUID:
    return account_id(AccountKind.POOL, event.id)


def _paid_somehow(held: Held) -> Moves:
    """By the lease, else the pool, else the overdraft."""
    event = held.event
    sources = frozenset({held.account, _pool(event), account_id(AccountKind.OVERDRAFT, event.id)})
    consumed = frozenset({account_id(AccountKind.CONSUMED, event.id)})
    return Moves(event.tenant_id, "generation overdraft", sources, consumed, PRICE)
