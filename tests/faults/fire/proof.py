"""The comparison of everything that was told with everything that the ledger has."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from central.generations.models import Generation
from central.ledger import balances
from central.ledger.accounts import AccountKind, account_id, kind_of
from central.ledger.audit import audit
from central.ledger.models import Account, Basis, Transfer, UserCharge
from central.sync.models import Op
from contract.sync import OpKind
from tests.faults.fire.buyers import FREE_A_DAY
from tests.faults.fire.database import Target
from tests.faults.fire.journal import Entry, Fate, Journal, Moves
from tests.faults.fire.scenario import Ground

_DRAIN_KINDS = frozenset({"transfer", "overdraft"})
_INCOMES = frozenset({"purchase", "top_up", "allocation", "transfer", "lease_return", "refund"})
_OWNERS = frozenset({AccountKind.CLIENT, AccountKind.WALLET})
_EVENTS = frozenset({AccountKind.POOL, AccountKind.LEASE, AccountKind.OVERDRAFT})


@dataclass
class Proof:
    """Compares; each fault is a sentence in the journal. `before`: the transfers that were there at first."""

    journal: Journal
    ground: Ground
    before: frozenset[UUID]
    explained: set[UUID] = field(default_factory=set)

    def compare(self) -> None:
        """All of it."""
        self._transfers = {row.id: row for row in Transfer.objects.all() if row.id not in self.before}
        self._by_reversed = {row.reverses: row for row in self._transfers.values() if row.reverses}
        self._by_actor: dict[str, list[Transfer]] = defaultdict(list)
        self._by_time: dict[tuple[str, datetime], list[Transfer]] = defaultdict(list)
        for row in self._transfers.values():
            self._by_actor[row.actor].append(row)
            self._by_time[row.actor, row.occurred_at].append(row)
        for entry in self.journal.entries.values():
            self._compare_fates(entry)
            self._compare_effect(entry)
        self._compare_own_pictures()
        self._explain_the_rest()
        self._compare_balances()
        self._compare_cover()
        self._compare_pictures()
        self._compare_acknowledged()
        self._audit()

    def _demand(self, holds: bool, sentence: object) -> None:
        if not holds:
            self.journal.wrong(str(sentence))

    def _compare_fates(self, entry: Entry) -> None:
        told = Counter(entry.fates)
        self._demand(entry.is_settled or entry.key.startswith("by:"), f"never answered: {entry}")
        self._demand(told[Fate.APPLIED] <= 1, f"applied twice: {entry}")
        someone = told[Fate.APPLIED] or told[Fate.UNKNOWN] or told[Fate.DONE]
        self._demand(bool(not told[Fate.DUPLICATE] or someone), f"a repetition of nothing: {entry}")
        both = entry.is_there and told[Fate.REFUSED] and entry.codes != {"partner_inactive"}
        self._demand(not both, f"refused and done: {entry}")
        lost = entry.moves is not None and entry.moves.debits & self.ground.written_off
        refused = entry.lease and told[Fate.REFUSED] and not lost
        self._demand(not refused, f"a leased promise was refused: {entry}")

    def _compare_effect(self, entry: Entry) -> None:
        form, _, name = entry.key.partition(":")
        if form == "by":
            self._compare_drain(entry, self._by_actor.pop(name, []))
            return
        row = None
        if form in ("id", "back"):
            row = (self._transfers if form == "id" else self._by_reversed).get(UUID(name))
        if not entry.is_there:
            self._demand(row is None, f"it was refused, but has an effect: {entry} {row}")
        if row is not None:
            self.explained.add(row.id)
        moves = entry.moves
        if entry.is_there and moves is not None:
            wanted = {None: row is not None, 0: False}.get(moves.amount, True)
            self._demand((row is not None) == wanted, f"told, but not in the ledger, or otherwise: {entry}")
            self._demand(
                row is None or _is_like(row, moves), f"it moved something else: {entry} {vars(row or self)}"
            )

    def _compare_drain(self, entry: Entry, rows: Iterable[Transfer]) -> None:
        """What was told to be returned was, by that actor; what was rolled back was not."""
        rows = list(rows)
        self.explained |= {row.id for row in rows}
        self._demand(
            {row.kind for row in rows} <= _DRAIN_KINDS, f"a closing moved something else: {entry} {rows}"
        )
        returned = sum(row.amount for row in rows if row.kind == "transfer")
        told = self.journal.drained.get(entry.key.removeprefix("by:"))
        if entry.is_there:
            self._demand(returned == told, f"{told} were said to be returned, {returned} were: {entry}")
        elif Fate.UNKNOWN not in entry.fates and entry.what == "closing":
            self._demand(not rows, f"it was rolled back, but has an effect: {entry} {rows}")

    def _compare_own_pictures(self) -> None:
        """Each cost what was said, once; a free day is not exceeded; only charges are given back."""
        for number, price in self.journal.charged.items():
            row = self._transfers.get(number)
            self._demand((row.amount if row else 0) == price, f"{number} was said to cost {price}: {row}")
        free = UserCharge.objects.filter(basis=Basis.FREE, refunded_at=None).values_list("user_id", "day")
        for turn, made in Counter(free).items():
            self._demand(made <= FREE_A_DAY, f"{made} free pictures: {turn}")
        for key, entry in self.journal.entries.items():
            if key.startswith("charge:"):
                number = UUID(key.removeprefix("charge:"))
                given = UserCharge.objects.filter(id=number).exclude(refunded_at=None).exists()
                self._demand(given == entry.is_there, f"given back or not: {entry}")
                row = self._by_reversed.get(number)
                self.explained |= {row.id} if row and given else set()

    def _explain_the_rest(self) -> None:
        """What comes of itself: debts that are paid first and repaid, expired leases that are taken back."""
        of_itself = {uuid5(row.id, "surplus") for row in self._by_reversed.values()}
        of_itself |= {row.id for row in self._transfers.values() if self._pays_a_debt(row)}
        taken = Counter(row.debit_id for row in self._transfers.values() if row.kind == "lease_return")
        for row in self._transfers.values():
            expired = row.kind == "lease_return" and row.actor == "platform" and taken[row.debit_id] == 1
            if row.id in of_itself or expired:
                self.explained.add(row.id)
        for number in self._transfers.keys() - self.explained:
            self._demand(False, f"nobody asked for it: {vars(self._transfers[number])}")

    def _pays_a_debt(self, row: Transfer) -> bool:
        """Whether it is what an income brought on: by the same one, at the same time, out of what came in."""
        event = row.reference.removeprefix("event:")
        beside = [each for each in self._by_time[row.actor, row.occurred_at] if each.kind in _INCOMES]
        ids = {uuid5(each.id, f"{what}:{event}") for each in beside for what in ("owed", "overdraft")}
        return row.kind == "overdraft" and row.id in ids

    def _compare_balances(self) -> None:
        """The journals' sums, told by account, are the balances."""
        sums: Counter[tuple[UUID, UUID]] = Counter()
        for row in Transfer.objects.filter(id__in=self.before | self.explained):
            sums[row.tenant_id, row.debit_id] -= row.amount
            sums[row.tenant_id, row.credit_id] += row.amount
        for account in Account.objects.all():
            told = sums[account.tenant_id, account.id]
            self._demand(
                told == account.balance, f"{account.kind} {account.id}: {told}, not {account.balance}"
            )

    def _compare_cover(self) -> None:
        """What was ever made at events is covered by what was ever given to them and what they owe."""
        given, made, owed = Counter[UUID](), Counter[UUID](), Counter[UUID]()
        for account in Account.objects.filter(kind="overdraft"):
            owed[account.tenant_id] -= account.balance
        for row in Transfer.objects.all():
            ends = kind_of(row.debit_id), kind_of(row.credit_id)
            made[row.tenant_id] += row.amount * _way(ends, _EVENTS, {AccountKind.CONSUMED})
            given[row.tenant_id] += row.amount * _way(ends, _OWNERS, _EVENTS)
        for tenant_id, credits in made.items():
            covered = credits <= given[tenant_id] + owed[tenant_id]
            self._demand(covered, f"{credits} made of {given[tenant_id]}, {owed[tenant_id]} owed")

    def _compare_pictures(self) -> None:
        """Each request that was told to be applied is one op, one picture and one transfer."""
        request_ops = {UUID(entry.key[3:]): entry for entry in self.journal.entries.values()
                  if entry.what == OpKind.GENERATION_REQUESTED}  # fmt: skip
        kept = dict(Op.objects.filter(id__in=request_ops).values_list("id", "status"))
        pictures = Counter(Generation.objects.filter(op_id__in=request_ops).values_list("op_id", flat=True))
        for number, entry in request_ops.items():
            self._demand((kept.get(number) == "applied") == entry.is_there, f"{kept.get(number)}: {entry}")
            self._demand(pictures[number] == int(entry.is_there), f"{pictures[number]} pictures: {entry}")

    def _compare_acknowledged(self) -> None:
        """Everything that a booth has ever sent is settled, without a gap."""
        for booth, _ in self.ground.booths:
            row = booth.row
            self._demand((row.ack_seq, row.settled_ahead) == (booth.seq, []), f"{booth.seq}: {vars(row)}")

    def _audit(self) -> None:
        found = audit()
        self._demand(found.clean, found.faults)
        self.journal.figures["transfers"] = len(self._transfers)
        self.journal.figures["ops"] = len(self.journal.entries)
        for partner in self.ground.partners:
            self._demand(balances.tenant(partner.tenant_id).adds_up, balances.tenant(partner.tenant_id))
        self._demand(balances.platform().adds_up, balances.platform())
        overdrafts = [account_id(AccountKind.OVERDRAFT, event.id) for event in self.ground.events]
        late = [row for row in self._transfers.values() if kind_of(row.debit_id) is AccountKind.OVERDRAFT]
        self.journal.figures["paid by overdrafts"] = len(late)
        self.journal.figures["accounts owing"] = Account.objects.filter(
            id__in=overdrafts, balance__lt=0
        ).count()


def _way(ends: tuple[AccountKind, AccountKind], sources: Set[AccountKind], to: Set[AccountKind]) -> int:
    """1: from one of the sources to one of those; -1: back."""
    (first, last) = ends
    return (first in sources and last in to) - (first in to and last in sources)


def _is_like(row: Transfer, moves: Moves) -> bool:
    return (
        row.tenant_id == moves.tenant_id
        and row.kind in moves.kinds.split()
        and row.debit_id in moves.debits
        and row.credit_id in moves.credits
        and moves.amount in (None, row.amount)
    )


def report(journal: Journal, target: Target) -> str:
    """A line of JSON."""
    target.end()
    counted = {"deadlocks": target.deadlocks, "restarts": target.stopped}
    told = {"figures": dict(journal.figures) | counted, "faults": journal.faults[:20]}
    return json.dumps(told | {"deadlocks": target.deadlocks_in_log()}) + "\n"
