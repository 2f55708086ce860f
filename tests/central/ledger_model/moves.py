"""What is done to the model and to the platform at once; chance gives the numbers that say what exactly."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import note

from central.ledger.accounts import AccountKind, open_account
from central.tenants.models import Tenant, TenantKind
from contract.ids import new_id
from tests.central.ledger_model import Model
from tests.central.ledger_model.book import Account, Refused
from tests.central.ledger_model.booths import Demand, Promise
from tests.central.ledger_model.events import overdraft
from tests.central.ledger_model.real import REFUSALS, Platform, refusal

MOST_EVENTS = 8
T = TypeVar("T")


def pick(things: Sequence[T], number: int) -> T:
    return things[number % len(things)]


class Moves:
    """Two partners, and a third tenant with two people: the platform's own. Every event has two kiosks."""

    def __init__(self) -> None:
        self.model, self.platform = Model(), Platform()
        self.tenants = [new_id() for _ in range(3)]
        self.ends = {tenant: new_id() for tenant in self.tenants}
        self.past: list[tuple[str, dict[str, Any]]] = []
        self.kiosks: list[tuple[UUID, UUID, UUID]] = []
        self.promised: list[tuple[UUID, Promise]] = []
        self.hour = 0
        self._open_accounts()
        for number, credits in {0: 20_000, 1: 6_000, 3: 10_000, 4: 4_000, 6: 1_000}.items():
            self.order("purchase", account=self.accounts[number], credits=credits)
        for number, credits in {0: 2_500, 1: 1_000, 4: 400}.items():
            self.plan(number, credits)
        for number, wanted in {0: 500, 2: 400, 4: 150}.items():
            self.grant(number, wanted, 1, 1, 0)

    def _open_accounts(self) -> None:
        ours, theirs, people = self.tenants
        for tenant in self.tenants:
            Tenant.objects.create(id=tenant, kind=TenantKind.PARTNER, slug=tenant.hex, name="A Partner")
        kinds = ["wallet", "client", "client", "wallet", "client", "wallet", "user", "user"]
        owners = [ours, new_id(), new_id(), theirs, new_id(), people, new_id(), new_id()]
        tenants = [ours] * 3 + [theirs] * 2 + [people] * 3
        self.accounts = [Account(*each) for each in zip(tenants, kinds, owners, strict=True)]
        for account in self.accounts:
            self.model.open(account)
            open_account(account.tenant, AccountKind(account.kind), account.owner)

    # Credits come, go back, and are handed on.

    def issue(self, number: int, flow: str, credits: int) -> None:
        self.order(flow, account=pick(self.accounts, number), credits=credits)

    def correct_downwards(self, number: int, credits: int) -> None:
        self.order("adjust", account=pick(self.accounts, number), credits=-credits)

    def charge_back(self, number: int) -> None:
        """Now and then what is no purchase."""
        orders = [asked for flow, asked in self.past if flow == "purchase" or number % 10 == 9]
        tenant = pick(orders, number).get("tenant") or pick(self.tenants, number)
        account = pick(orders, number).get("account")
        tenant = account.tenant if account else tenant
        self.order("charge_back", tenant=tenant, purchase=pick(orders, number)["id"])

    def hand_on(self, number: int, flow: str, to: int, credits: int) -> None:
        """Also to itself, and, under its own tenant, to an account that another tenant has."""
        giver = pick(self.accounts[:5], number)
        takers = [each for each in self.accounts if each.tenant == giver.tenant and each != giver]
        if to % 8 > 5:
            takers = [giver] if to % 8 == 6 else [each for each in self.accounts if each not in takers]
        self.order(flow, source=giver, to=pick(takers, to)._replace(tenant=giver.tenant), credits=credits)

    # Events.

    def plan(self, number: int, credits: int) -> None:
        owner = pick(self.accounts[:5], number)
        if len(self.model.events) == MOST_EVENTS:
            return self.top_up_event(number, credits)
        id = self.order("create", tenant=owner.tenant, owner=owner, credits=credits)
        if (owner.tenant, id) in self.model.events:
            self.kiosks += [(owner.tenant, id, new_id()) for _ in range(2)]
        return None

    def top_up_event(self, number: int, credits: int) -> None:
        """Rather one that owes something to its overdraft."""
        owing = [each for each in self.kiosks if self.model.balance[overdraft(*each[:2])] < 0]
        tenant, event, _ = pick(owing if owing and number % 2 else self.kiosks, number // 2)
        self.order("top_up_event", tenant=tenant, event=event, credits=credits)

    def end(self, number: int, flow: str) -> None:
        tenant, event, _ = pick(self.kiosks, number)
        self.ask(flow, tenant=tenant, event=event)

    def return_leftovers(self) -> None:
        self.ask("return_leftovers")

    def collect_debts(self) -> None:
        self.ask("collect_debts")

    # Booths.

    def grant(self, number: int, wanted: int, least: int, unit: int, kiosks: int) -> None:
        tenant, event, kiosk = pick(self.kiosks, number)
        demand = Demand(kiosk, event, wanted, least, unit, 1 + kiosks % 3, None, self.hour)
        self.order("grant", tenant=tenant, wanted=demand)

    def renew(self, number: int, wanted: int, least: int, unit: int, kiosks: int) -> None:
        """Mostly its own lease, sometimes another kiosk's."""
        lease = pick(list(self.model.leases.values()), number)
        tenant, event, kiosk = lease.tenant, lease.event, lease.kiosk
        if kiosks % 6 == 5:
            tenant, event, kiosk = pick(self.kiosks, kiosks)
        demand = Demand(kiosk, event, wanted, least, unit, 1 + kiosks % 3, lease.name, self.hour)
        self.order("grant", tenant=tenant, wanted=demand)

    def take_in(self, number: int, flow: str, other: int) -> None:
        """Also what was taken in before: its kiosk gives it up, or it is written off."""
        lease = pick(list(self.model.leases.values())[::-1], number)
        kiosk = lease.kiosk if other % 6 else pick(self.kiosks, other)[2]
        asked = {"kiosk": kiosk} if flow == "give_back" else {}
        tenant = lease.tenant if other % 10 else pick(self.tenants, other)
        if flow == "write_off":
            self.ask(flow, tenant=tenant, lease=lease.name)
        else:
            self.order(flow, tenant=tenant, lease=lease.name, **asked)

    def wait(self, hours: int) -> None:
        self.hour += hours
        self.ask("reclaim_expired", hour=self.hour)

    def promise(self, number: int, promises: list[tuple[str, int, int]]) -> None:
        """A batch of everything, over several events; now and then an op twice, or an earlier batch's."""
        tenant, _, kiosk = pick(self.kiosks, number)
        batch = [self._promised(tenant, kiosk, *each) for each in promises]
        self._charge(tenant, kiosk, batch + batch[:1] if number % 10 == 9 else batch)

    def promise_on_leases(self, number: int, promises: list[tuple[int, int]]) -> None:
        """Early and late, and sometimes more than was granted."""
        lease = pick(list(self.model.leases.values())[::-1], number)
        tenant, kiosk = lease.tenant, lease.kiosk
        self._charge(tenant, kiosk, [self._promised(tenant, kiosk, "lease", *each) for each in promises])

    def come_late(self, number: int, promises: list[tuple[int, int]]) -> None:
        """A booth's promises arrive when its lease and its event are over; some when it gave the lease up."""
        lease = pick(list(self.model.leases.values())[::-1], number)
        tenant, kiosk = lease.tenant, lease.kiosk
        self.order("reclaim", tenant=tenant, lease=lease.name)
        self.ask("close" if number % 3 == 0 else "drain", tenant=tenant, event=lease.event)
        late = [Promise(new_id(), lease.event, lease.name, price) for _, price in promises]
        self._charge(tenant, kiosk, late[:6])
        if len(late) > 6:
            self.order("give_back", tenant=tenant, kiosk=kiosk, lease=lease.name)
            self._charge(tenant, kiosk, late[6:])

    def promise_nonsense(self, number: int) -> None:
        tenant, event, kiosk = pick(self.kiosks, number)
        self._charge(tenant, kiosk, [Promise(new_id(), event, None, price) for price in (1, -5)])

    def _charge(self, tenant: UUID, kiosk: UUID, promises: list[Promise]) -> None:
        self.promised += [(tenant, promise) for promise in promises]
        batch = tuple(promises)
        backed = self.platform.backed(tenant, kiosk, batch)
        assert backed == self.model.backed(tenant, kiosk, batch)
        answers = self.ask("charge", tenant=tenant, kiosk=kiosk, promises=batch)
        if isinstance(answers, dict):
            assert not [id for id in backed if answers[id]], "no promise backed by a lease is refused"

    def _promised(self, tenant: UUID, kiosk: UUID, how: str, number: int, price: int) -> Promise:
        events = [event for owner, event in self.model.events if owner == tenant]
        leases = [each for each in self.model.leases.values() if each.tenant == tenant]
        own = [each for each in leases if each.kiosk == kiosk]
        said = [promise for owner, promise in self.promised[::-1] if owner == tenant]
        if how == "again" and said:
            return pick(said, number)
        event, lease = pick(events, number), None
        if how == "unknown":
            lease = pick([each.name for each in leases if each.kiosk != kiosk] + [new_id()], number)
        if how == "elsewhere" and own:
            lease = pick(own, number).name
        if how == "lease" and own:
            event, lease = pick([(each.event, each.name) for each in own[::-1]], number // 8)
        return Promise(new_id(), event, lease, price, behind=how == "lease" and number % 12 == 11)

    def refund_pictures(self, number: int, most: int, again: bool) -> None:
        """Several of one event: rather what an overdraft paid, and also what was never charged."""
        posted = self.model.posted
        paid = [each for each in self.promised[::-1] if (each[0], each[1].id) in posted]
        owed = [(tenant, each) for tenant, each in paid if posted[tenant, each.id].moved.kind == "overdraft"]
        choice = owed if owed and number % 2 else paid if paid and number % 6 else self.promised
        if choice:
            tenant, promise = pick(choice, number // 2)
            event = promise.event
            others = [each.id for whose, each in self.promised if (whose, each.event) == (tenant, event)]
            ids = (promise.id, *others[: most - 1])
            for _ in range(1 + again):
                self.ask("refund_pictures", tenant=tenant, event=event, ids=ids)

    # People, and the end.

    def make_picture(self, number: int, credits: int, day: int) -> None:
        """Mostly the one who bought nothing."""
        tenant, _, user = self.accounts[6 if number % 3 == 0 else 7]
        asked = {"credits": credits, "day": day, "waived": number % 7 == 6}
        self.order("charge_person", tenant=tenant, user=user, **asked)

    def refund_person(self, number: int) -> None:
        """Rather what was paid for."""
        ids = [id for (_, id), each in self.model.pictures.items() if each.price or number % 2]
        tenant = self.tenants[0 if number % 7 == 6 else 2]
        self.ask("refund_person", tenant=tenant, id=pick([*ids, new_id()][::-1], number // 2))

    def unlock(self, number: int, credits: int) -> None:
        tenant, _, user = self.accounts[6 + number % 2]
        id = self.order("unlock", tenant=tenant, user=user, credits=credits)
        self.ask("refund_pictures", tenant=tenant, event=user, ids=(id,))

    def forfeit(self, number: int) -> None:
        """By one and the same order each time."""
        tenant = pick(self.tenants, number)
        self.ask("forfeit_all", tenant=tenant, id=self.ends[tenant])

    # The same again, and an id that stands for something else.

    def repeat(self, number: int) -> None:
        flow, asked = pick(self.past[::-1], number)
        self.ask(flow, **asked)

    def contradict(self, number: int) -> None:
        flow, asked = pick([each for each in self.past[::-1] if "credits" in each[1]], number)
        self.ask(flow, **asked | {"credits": asked["credits"] + 1})

    def take_anothers_id(self, number: int, other: int) -> None:
        """The id of an order of the same tenant, or of another's, where it means nothing."""
        flow, asked = pick(self.past[::-1], number)
        self.ask(flow, **asked | {"id": pick(self.past[::-1], other)[1]["id"]})

    def order(self, flow: str, **asked: Any) -> UUID:
        """Ask for the first time, and remember it for repetitions; its id."""
        asked["id"] = new_id()
        self.past.append((flow, asked))
        self.ask(flow, **asked)
        return asked["id"]

    def ask(self, flow: str, **asked: Any) -> Any:
        """Ask both; they have to say the same."""
        expected, happened = self._model_says(flow, asked), self._platform_says(flow, asked)
        note(f"{flow} {asked}: {happened}")
        assert happened == expected
        return happened

    def _model_says(self, flow: str, asked: dict[str, Any]) -> Any:
        try:
            return getattr(self.model, flow)(**asked)
        except Refused as refused:
            return refused.args

    def _platform_says(self, flow: str, asked: dict[str, Any]) -> Any:
        try:
            return getattr(self.platform, flow)(**asked)
        except REFUSALS as error:
            return refusal(error).args
