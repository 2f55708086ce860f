"""C4-C19 in any order: every flow of the ledger, with a plain model beside it that has to agree after each.

Six tests, each about 450 steps from a seed of its own: `test_...[3]` plays the same steps every time.
`CABINA_LEDGER_TIMES=20 pytest tests/central/test_ledger_model.py` plays 20 times as many.
"""

import os
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from central.ledger.audit import audit
from central.ledger.statements import MOST_LINES
from tests.central.emptying import empty
from tests.central.ledger_model.book import UNBOUNDED, Account
from tests.central.ledger_model.events import overdraft
from tests.central.ledger_model.moves import Moves

TIMES = int(os.environ.get("CABINA_LEDGER_TIMES", "1"))
VIEWED = 3
"""Every so many steps views and statements are read; what they are made of is compared after each."""
PLAYED = settings(
    # With more than ten, most are others changed a little, and much is never tried.
    max_examples=10,
    stateful_step_count=50,
    deadline=None,
    database=None,
    print_blob=True,
    report_multiple_bugs=False,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
PICK = st.integers(0, 59)
CREDITS = st.sampled_from((100, 250, 600, 1_000, 100, 250, 600, 1_000, 37, 1, 2_500, 0, -5))
PRICES = st.sampled_from((100, 50, 150, 1, 400, 0))
HOW = st.sampled_from(("lease", "lease", "lease", "unfunded", "unfunded", "again", "unknown", "elsewhere"))
ANY = st.lists(st.tuples(HOW, PICK, PRICES), min_size=1, max_size=6)
LEASED = st.lists(st.tuples(PICK, PRICES), min_size=1, max_size=10)
WANTED = st.sampled_from((500, 100, 1_200, 10_000, 500, 100, 1_200, 0, -5))
SHARE = (WANTED, st.sampled_from((1, 100, 1_000)), st.sampled_from((100, 1, 150)), PICK)
MOVES = (
    (12, "promise_on_leases", PICK, LEASED),
    (6, "issue", PICK, st.sampled_from(("top_up", "purchase", "adjust")), CREDITS),
    (2, "correct_downwards", PICK, CREDITS),
    (3, "charge_back", PICK),
    (6, "hand_on", PICK, st.sampled_from(("allocate", "take_back")), PICK, CREDITS),
    (4, "plan", PICK, CREDITS),
    (10, "top_up_event", PICK, CREDITS),
    (4, "end", PICK, st.sampled_from(("drain", "close", "delete"))),
    (2, "return_leftovers"),
    (2, "collect_debts"),
    (8, "grant", PICK, *SHARE),
    (6, "renew", PICK, *SHARE),
    (
        8,
        "take_in",
        PICK,
        st.sampled_from(("give_back", "give_back", "reclaim", "reclaim", "write_off")),
        PICK,
    ),
    (2, "wait", st.sampled_from((1, 5, 30))),
    (6, "promise", PICK, ANY),
    (4, "come_late", PICK, LEASED),
    (1, "promise_nonsense", PICK),
    (8, "refund_pictures", PICK, st.integers(1, 4), st.booleans()),
    (8, "make_picture", PICK, PRICES, st.integers(0, 1)),
    (2, "refund_person", PICK),
    (2, "unlock", PICK, CREDITS),
    (7, "repeat", PICK),
    (5, "contradict", PICK),
    (1, "forfeit", PICK),
    (5, "take_anothers_id", PICK, PICK),
)
"""How often, which of `Moves`, and what it is told. One rule for all: by chance some would never be tried."""
STEP = st.one_of([st.tuples(st.just(name), *told) for often, name, *told in MOVES for _ in range(often)])


class Ledger(RuleBasedStateMachine):
    steps = 0

    @initialize()
    def open(self) -> None:
        empty()
        self.moves = Moves()
        self.model, self.platform = self.moves.model, self.moves.platform
        self.seen: dict[UUID, list[object]] = {}

    @rule(step=STEP)
    def move(self, step: tuple[Any, ...]) -> None:
        name, *told = step
        getattr(self.moves, name)(*told)

    # After every step.

    @invariant()
    def adds_up(self) -> None:
        Ledger.steps += 1
        self.agree()
        self.nothing_is_made_on_nothing()
        if Ledger.steps % VIEWED == 0:
            self.balances_agree()
            self.a_statement_agrees()
        if Ledger.steps % 10 == 0:
            assert not audit().faults

    def agree(self) -> None:
        account_of = self.platform.account
        kept = {each: credits for each, credits in self.model.balance.items() if each.kind not in UNBOUNDED}
        balances = self.platform.balances()
        assert balances == {(each.tenant, account_of(each)): credits for each, credits in kept.items()}
        charged_back = {moved.source for moved in self.model.log if moved.kind == "chargeback"}
        for account, credits in kept.items():
            assert credits >= 0 or account.kind == "overdraft" or account in charged_back
        assert self.platform.log() == self.platform.log_of(self.model.log)
        assert self.platform.every_lease() == {each.shown for each in self.model.leases.values()}

    def nothing_is_made_on_nothing(self) -> None:
        """What was made is covered by what was given and what is owed; what is owed, by what went back."""
        moved = Counter[tuple[str, Account, str]]()
        for each in self.model.log:
            moved[each.kind, each.source, each.to.kind] += each.credits
            moved[each.kind, each.to, each.source.kind] += each.credits
        late = Counter[tuple[UUID, UUID]]()
        for lease in self.model.leases.values():
            went_back = moved["lease_return", lease.account, "pool"]
            assert lease.late <= went_back
            assert lease.spent == moved["generation", lease.account, "consumed"] + lease.late <= lease.granted
            assert lease.state == "reclaimed" or not lease.late, "a return ends the backing"
            late[lease.tenant, lease.event] += lease.late
        for tenant, event in self.model.events:
            debt = overdraft(tenant, event)
            assert moved["overdraft", debt, "consumed"] <= late[tenant, event]
            given, _, _, made, owed, _ = self.model.event_view(tenant, event)
            assert made <= given + owed

    def balances_agree(self) -> None:
        """All of those that anything has changed for; it was just seen that nothing else has."""
        model = self.model
        assert self.platform.tenant_view() == model.tenant_view(self.moves.tenants)
        overdrafts = {each: owed for each, owed in model.balance.items() if each.kind == "overdraft" and owed}
        assert self.platform.in_overdraft() == overdrafts
        for tenant in self.moves.tenants:
            known: list[object] = [moved for moved in model.log if moved.source.tenant == tenant]
            known += [lease.shown for lease in model.leases.values() if lease.tenant == tenant]
            if known == self.seen.get(tenant):
                continue
            self.seen[tenant] = known
            assert self.platform.tenant_view(tenant) == model.tenant_view([tenant])
            events = [event for owner, event in model.events if owner == tenant]
            expected = {event: model.event_view(tenant, event) for event in events}
            assert self.platform.event_balances(tenant, events) == expected
            for account in self.moves.accounts:
                if (account.tenant, account.kind) == (tenant, "client"):
                    events = [id for (_, id), event in model.events.items() if event.owner == account]
                    assert self.platform.client_view(account, events) == model.client_view(account)

    def a_statement_agrees(self) -> None:
        """Another account's each time, in pages of one to three lines."""
        accounts = [each for each in self.model.balance if each.kind not in UNBOUNDED]
        account = accounts[Ledger.steps * 7 % len(accounts)]
        lines = self.platform.statement(account, MOST_LINES)
        moved = [-each.credits for each in self.model.log if each.source == account]
        moved += [each.credits for each in self.model.log if each.to == account]
        assert sorted(line.amount for line in lines) == sorted(moved)
        running = self.model.balance[account]
        for line in lines:
            assert line.balance == running
            running -= line.amount
        assert running == 0
        assert self.platform.statement(account, 1 + Ledger.steps % 3) == lines

    def teardown(self) -> None:
        self.balances_agree()
        self.a_statement_agrees()
        assert not audit().faults


@pytest.mark.timeout(900)  # Making a failure small takes minutes.
@pytest.mark.parametrize("number", range(6 * TIMES))
def test_every_flow_in_any_order_agrees_with_the_model(database: str, number: int) -> None:
    Ledger.steps = 0
    run_state_machine_as_test(seed(number)(Ledger), settings=PLAYED)
    assert Ledger.steps > 300
