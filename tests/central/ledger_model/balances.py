"""What people are to be told (C17), counted from the log of all transfers."""

from collections.abc import Collection
from uuid import UUID

from tests.central.ledger_model.book import Account
from tests.central.ledger_model.booths import Booths
from tests.central.ledger_model.events import overdraft, pool

OWNERS = ("client", "user", "wallet")
BELOW = ("client", "pool", "lease", "overdraft")
UNLOCKS = ("pack_unlock",)


class Balances(Booths):
    def event_view(self, tenant: UUID, event: UUID) -> tuple[int, ...]:
        """allocated, pool, leased, consumed, overdraft, outstanding."""
        allocated = self._net([pool(tenant, event)], (*OWNERS, "forfeited"))
        leases = [each for each in self.leases.values() if (each.tenant, each.event) == (tenant, event)]
        places = (pool(tenant, event), Account(tenant, "consumed", event), overdraft(tenant, event))
        in_pool, consumed, debt = (self.balance.get(place, 0) for place in places)
        leased, outstanding = (
            sum(self.balance[each.account] for each in leases),
            sum(each.outstanding for each in leases),
        )
        return allocated, in_pool, leased, consumed, -debt, outstanding

    def client_view(self, account: Account) -> tuple[int, ...]:
        """received, available, allocated, unused, used, overdraft, forfeited."""
        events = [key for key, event in self.events.items() if event.owner == account]
        pools = [pool(*key) for key in events]
        below = [self.event_view(*key) for key in events]
        allocated, in_pools, leased, used, debt = (sum(each[n] for each in below) for n in range(5))
        received = self._net([account], (*OWNERS, "issued"))
        forfeited = -self._net([account, *pools], ("forfeited",))
        return received, self.balance[account], allocated, in_pools + leased, used, debt, forfeited

    def tenant_view(self, tenants: Collection[UUID]) -> tuple[int, ...]:
        """purchased, given, available, allocated, unused, used, by_users, unlocks, overdraft, forfeited."""
        mine = [account for account in self.balance if account.tenant in tenants]
        purchased = self._net(mine, ("issued",), ("purchase", "chargeback"))
        given = self._net(mine, ("issued",)) - purchased

        def has(*kinds: str) -> int:
            return sum(self.balance[account] for account in mine if account.kind in kinds)

        below = [account for account in mine if account.kind in BELOW]
        users = [account for account in mine if account.kind == "user"]
        allocated = self._net(below, ("wallet", "issued", "forfeited"))
        spent = (has("consumed"), -self._net(users, ("consumed",)), -self._net(users, ("consumed",), UNLOCKS))
        held = (has("wallet", "user"), allocated, has("client", "pool", "lease"))
        return purchased, given, *held, *spent, -has("overdraft"), has("forfeited")

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
