"""Few accounts for many: 2 partners, 3 clients, 3 events, 20 booths, 3 users."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from central.catalogue.models import Style
from central.events.models import Event
from central.ledger import allocations
from central.ledger.accounts import AccountKind, account_id, open_account
from central.ledger.transfer_requests import TransferRequest
from central.tenants.models import PLATFORM_ID
from central.tenants.provisioning import ensure_client
from contract.ids import new_id
from tests.central.world import Booth, World

BOOTHS = 20
WALLET = 100_000
CLIENT = 10_000
POOL = 1_000


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner with its clients and the style that its events offer."""

    tenant_id: UUID
    clients: tuple[UUID, ...]
    style: Style

    @property
    def wallet(self) -> UUID:
        return account_id(AccountKind.WALLET, self.tenant_id)


@dataclass(frozen=True, slots=True)
class Picture:
    """A charge that somebody was told of."""

    op_id: UUID
    event: Event


@dataclass(frozen=True, slots=True)
class Purchase:
    """Credits that were paid for, and may be charged back."""

    tenant_id: UUID
    id: UUID
    account: UUID
    credits: int


@dataclass
class Ground:
    """What is fixed, and what the askers let each other know."""

    partners: tuple[Partner, ...]
    events: tuple[Event, ...]
    users: tuple[UUID, ...]
    booths: list[tuple[Booth, Event]]
    short_events: list[Event] = field(default_factory=list)
    leases: list[tuple[Event, UUID]] = field(default_factory=list)
    written_off: set[UUID] = field(default_factory=set)
    pictures: list[Picture] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    charges: list[UUID] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def partner_of(self, event: Event) -> Partner:
        """Whose event it is."""
        return next(each for each in self.partners if each.tenant_id == event.tenant_id)

    def drop(self, event: Event) -> None:
        """A short event is over."""
        with self._lock:
            if event in self.short_events:
                self.short_events.remove(event)


def prepared(name: str, pool: int = POOL) -> Ground:
    """The ground, in a database that may have others' already."""
    first, second = (World(f"{name}-{which}", WALLET + 4 * pool) for which in ("first", "second"))
    partners = (_partner(first, 2, pool), _partner(second, 1, pool))
    events = (
        first.event(pool, client_id=partners[0].clients[0], refund_on_failure=True),
        first.event(pool, client_id=partners[0].clients[1], name="Boda"),
        second.event(pool, name="Feria"),
    )
    worlds = (first, first, second)
    booths = [(worlds[n % 3].booth(events[n % 3], f"Booth {n}"), events[n % 3]) for n in range(BOOTHS)]
    users = tuple(new_id() for _ in range(3))
    for user in users:
        open_account(PLATFORM_ID, AccountKind.USER, user)
    return Ground(partners, events, users, booths)


def _partner(world: World, clients: int, pool: int) -> Partner:
    made = [ensure_client(world.tenant_id, f"client-{n}", "A client").id for n in range(clients)]
    partner = Partner(world.tenant_id, tuple(made), world.style)
    for client in made:
        account = account_id(AccountKind.CLIENT, client)
        allocations.allocate(world.tenant_id, partner.wallet, account, CLIENT + pool, a_request("platform"))
    return partner


def a_request(actor: str, number: UUID | None = None) -> TransferRequest:
    """A request of now."""
    return TransferRequest(number or new_id(), actor, datetime.now(UTC))
