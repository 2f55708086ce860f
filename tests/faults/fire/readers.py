"""Reading while others write: whatever is read adds up."""

from central.events.queries import ever_owned_by
from central.ledger import balances, statements
from central.ledger.accounts import AccountKind, account_id
from central.ledger.audit import audit
from central.tenants.models import PLATFORM_ID
from tests.faults.fire.requests import Asker
from tests.faults.fire.scenario import Ground


def look(ground: Ground, asker: Asker) -> bool:
    """Read one view or one statement; what does not add up is a fault."""
    read = asker.random.choices(list(_READINGS), list(_READINGS.values()))[0]
    read(ground, asker)
    return True


def _events(ground: Ground, asker: Asker) -> None:
    partner = asker.random.choice(ground.partners)
    mine = [
        event.id for event in (*ground.events, *ground.short_events) if event.tenant_id == partner.tenant_id
    ]
    for credits in balances.events(partner.tenant_id, mine).values():
        _demand(asker, credits.adds_up, f"an event: {credits}")


def _client(ground: Ground, asker: Asker) -> None:
    partner = asker.random.choice(ground.partners)
    client = asker.random.choice(partner.clients)
    credits = balances.client(partner.tenant_id, client, ever_owned_by(partner.tenant_id, client))
    _demand(asker, credits.adds_up, f"a client: {credits}")


def _tenant(ground: Ground, asker: Asker) -> None:
    tenant_id = asker.random.choice([PLATFORM_ID, *(partner.tenant_id for partner in ground.partners)])
    credits = balances.tenant(tenant_id)
    _demand(asker, credits.adds_up, f"a tenant: {credits}")


def _platform(ground: Ground, asker: Asker) -> None:
    credits = balances.platform()
    _demand(asker, credits.adds_up, f"the platform: {credits}")


def _statement(ground: Ground, asker: Asker) -> None:
    partner = asker.random.choice(ground.partners)
    events = [event for event in ground.events if event.tenant_id == partner.tenant_id]
    accounts = [partner.wallet, account_id(AccountKind.POOL, asker.random.choice(events).id)]
    accounts += [account_id(AccountKind.CLIENT, client) for client in partner.clients]
    account = asker.random.choice(accounts)
    cursor, running = "", None
    while True:
        page = statements.page(partner.tenant_id, account, cursor, limit=asker.random.choice([7, 50, 500]))
        for line in page.items:
            _demand(asker, running in (None, line.balance), f"{account}: {line} after {running}")
            running = line.balance - line.amount
        if page.next is None:
            break
        cursor = page.next
    _demand(asker, not running, f"{account} began with {running}")


def _audit(ground: Ground, asker: Asker) -> None:
    found = audit()
    _demand(asker, found.clean, f"the audit: {found.faults[:3]}")


_READINGS = {_events: 2, _client: 2, _tenant: 1, _platform: 1, _statement: 6, _audit: 1}
"""How often each is done, of 13 times."""


def _demand(asker: Asker, holds: bool, sentence: str) -> None:
    asker.journal.count("readings")
    if not holds:
        asker.journal.wrong(f"does not add up: {sentence}")
