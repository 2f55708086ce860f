"""What people are to be told (C17), counted from the log of all transfers."""

from collections.abc import Collection
from uuid import UUID

from tests.central.ledger_model.book import Account
from tests.central.ledger_model.booths import Booths
from tests.central.ledger_model.events import overdraft, pool

OWNERS = ("client", "user", "wallet")


class Balances(Booths):
    def event_view(self, tenant: UUID, event: UUID) -> tuple[int, ...]:
        """allocated, pool, leased, consumed, overdraft."""
        allocated = self._net([pool(tenant, event)], (*OWNERS, "forfeited"))
        leases = [
            each.account for each in self.leases.values() if (each.tenant, each.event) == (tenant, event)
        ]
        places = (pool(tenant, event), Account(tenant, "consumed", event), overdraft(tenant, event))
        in_pool, consumed, debt = (self.balance.get(place, 0) for place in places)
        return allocated, in_pool, sum(self.balance[each] for each in leases), consumed, -debt

    def client_view(self, account: Account) -> tuple[int, ...]:
        """received, available, allocated, used, overdraft, forfeited."""
        events = [key for key, event in self.events.items() if event.owner == account]
        pools = [pool(*key) for key in events]
        below = [self.event_view(*key) for key in events]
        allocated = sum(in_pool + leased for _, in_pool, leased, _, _ in below)
        used, debt = sum(each[3] for each in below), sum(each[4] for each in below)
        received = self._net([account], (*OWNERS, "issued"))
        forfeited = -self._net([account, *pools], ("forfeited",))
        return received, self.balance[account], allocated, used, debt, forfeited

    def tenant_view(self, tenants: Collection[UUID]) -> tuple[int, ...]:
        """purchased, given, available, allocated, used, overdraft, forfeited."""
        mine = [account for account in self.balance if account.tenant in tenants]
        purchased = self._net(mine, ("issued",), ("purchase", "chargeback"))
        given = self._net(mine, ("issued",)) - purchased

        def has(*kinds: str) -> int:
            return sum(self.balance[account] for account in mine if account.kind in kinds)

        ended = (has("consumed"), -has("overdraft"), has("forfeited"))
        return purchased, given, has("wallet", "user"), has("client", "pool", "lease"), *ended

    def _net(
        self, accounts: Collection[Account], others: tuple[str, ...], kinds: Collection[str] = ()
    ) -> int:
        """What came into the accounts from others of those kinds, less what went back there."""
        accounts = frozenset(accounts)
        log = [moved for moved in self.log if not kinds or moved.kind in kinds]
        came = sum(moved.credits for moved in log if moved.to in accounts and moved.source.kind in others)
        return came - sum(
            moved.credits for moved in log if moved.source in accounts and moved.to.kind in others
        )
