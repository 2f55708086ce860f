"""Partners, their clients and their events; the platform that takes leases back and deactivates."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from central.events import lifecycle
from central.events.lifecycle import Plan
from central.events.models import Event
from central.fleet.leases import reclaim
from central.generations.models import Generation
from central.generations.photo_timeouts import _give_up
from central.ledger import allocations, debts, leases
from central.ledger.accounts import AccountKind, account_id
from central.tenants import partners
from central.tenants.audit_log import AdminCommand
from central.tenants.locks import lock_active
from contract.ids import new_id
from tests.faults.fire.booths import PRICE
from tests.faults.fire.errands import Errands
from tests.faults.fire.journal import Fate, Moves, moves
from tests.faults.fire.readers import look
from tests.faults.fire.scenario import Partner, a_request

_KEPT_SHORT = 2


class Organising(Errands):
    """What people do before, during and after their events."""

    def top_up_event(self) -> None:
        event = self._random.choice([*self._ground.events, *self._ground.short_events])
        ends = (_owner(event), account_id(AccountKind.POOL, event.id))

        def do(number: UUID, credits: int) -> bool:
            return lifecycle.top_up(event, credits, a_request("user:desk", number))

        self._move("event top-up", event.tenant_id, "allocation", ends, self._some(3), do)

    def hand_down(self) -> None:
        self._hand(allocations.allocate, "allocation", down=True)

    def hand_up(self) -> None:
        self._hand(allocations.take_back, "transfer", down=False)

    def _hand(self, how: Callable[..., bool], kind: str, *, down: bool) -> None:
        partner = self._partner()
        client = account_id(AccountKind.CLIENT, self._random.choice(partner.clients))
        ends = (partner.wallet, client) if down else (client, partner.wallet)

        def do(number: UUID, credits: int) -> bool:
            with transaction.atomic():
                lock_active(partner.tenant_id)
                return how(partner.tenant_id, *ends, credits, a_request("user:desk", number))

        self._move("hand on", partner.tenant_id, kind, ends, self._some(20), do)

    def create_event(self) -> None:
        partner = self._partner()
        client = self._random.choice([None, *partner.clients])
        now = datetime.now(UTC)
        plan = Plan(
            tenant_id=partner.tenant_id, name="Corta", starts_at=now - timedelta(hours=1), time_zone="UTC",
            ends_at=now + timedelta(hours=5), credits=self._some(20), client_id=client,
        )  # fmt: skip
        pool = account_id(AccountKind.POOL, plan.id)
        moved = moves(plan.tenant_id, "allocation", _owner(plan), pool, plan.credits)
        made = self._asker.ask(f"id:{plan.id}", "event", moved, lambda: lifecycle.create(plan, "user:desk"))
        if made.fate is Fate.DONE:
            self._ground.short_events.append(made.value)

    def end_event(self) -> None:
        if len(self._ground.short_events) <= _KEPT_SHORT:
            return
        event = self._random.choice(self._ground.short_events[:-_KEPT_SHORT])
        end = self._random.choice([lifecycle.close, lifecycle.delete])
        self._drain("closing", lambda actor: end(event, actor))
        self._ground.drop(event)

    def return_leftovers(self) -> None:
        self._drain("leftovers", lifecycle.return_leftovers)

    def _drain(self, what: str, do: Callable[[str], int]) -> None:
        """Each attempt has an actor of its own, as such transfers have ids that nobody is told."""
        actor = f"user:{new_id()}"
        outcome = self._asker.attempt(lambda: do(actor), whole=what == "closing")
        self._journal.told(f"by:{actor}", what, outcome.fate, None, outcome.code)
        if outcome.fate is Fate.DONE:
            self._journal.drained[actor] = outcome.value

    def reclaim(self) -> None:
        if not self._ground.leases:
            return
        event, lease_id = self._random.choice(self._ground.leases[-15:])
        number = new_id()
        ends = (account_id(AccountKind.LEASE, lease_id), account_id(AccountKind.POOL, event.id))
        moved = moves(event.tenant_id, "lease_return", *ends, None)
        asked = a_request("user:desk", number)
        self._asker.ask(f"id:{number}", "reclaim", moved, lambda: reclaim(event, lease_id, asked))

    def write_off(self) -> None:
        """What booths still hold is not to be written off, nor is it."""
        if not self._ground.leases:
            return
        event, lease_id = self._random.choice(self._ground.leases[-30:])
        self._ground.written_off.add(account_id(AccountKind.LEASE, lease_id))
        self._asker.attempt(lambda: leases.write_off(event.tenant_id, lease_id))

    def reclaim_expired(self) -> None:
        """All leases, as a day and a half from now."""
        later = datetime.now(UTC) + leases.TTL + leases.GRACE

        def reclaim_all() -> None:
            for due in leases.overdue(later):
                leases.give_back(*due)

        self._asker.attempt(reclaim_all, whole=False)

    def fail_picture(self) -> None:
        """As those do whose photo never comes: refunded where the event promises that."""
        if not self._ground.pictures:
            return
        picture = self._random.choice(self._ground.pictures[-30:])
        event = picture.event
        to = frozenset(account_id(kind, event.id) for kind in (AccountKind.POOL, AccountKind.OVERDRAFT))
        consumed = frozenset({account_id(AccountKind.CONSUMED, event.id)})
        moved = Moves(event.tenant_id, "refund", consumed, to, PRICE if event.refund_on_failure else 0)

        def do() -> bool:
            made = Generation.objects.get(tenant_id=event.tenant_id, op_id=picture.op_id)
            with transaction.atomic():
                return _give_up(made, datetime.now(UTC))

        self._asker.ask(f"back:{picture.op_id}", "refund", moved, do)

    def deactivate(self) -> None:
        """Deactivate a partner, do something, activate it again."""
        partner = self._partner()
        self._set(partners.deactivate, partner)
        self._random.choice([self.top_up_event, self.hand_down, self.look])()
        self._set(partners.activate, partner)

    def _set(self, standing: Callable[[UUID, AdminCommand], bool], partner: Partner) -> None:
        command = AdminCommand(new_id(), "platform", "a test")
        key = f"command:{command.id}"
        self._asker.ask(key, "standing", None, lambda: standing(partner.tenant_id, command), stay=True)

    def collect_debts(self) -> None:
        """As the worker does."""
        owing = debts.payers()
        if owing:
            owner = self._random.choice(owing)
            self._drain("closing", lambda actor: debts.collect_from(*owner, a_request(actor)) * 0)

    def look(self) -> None:
        """Read a view, a statement or the audit."""
        self._asker.attempt(lambda: look(self._ground, self._asker), whole=False)


def _owner(event: Event | Plan) -> UUID:
    if event.client_id is not None:
        return account_id(AccountKind.CLIENT, event.client_id)
    return account_id(AccountKind.WALLET, event.tenant_id)
