"""People and what they pay: credits bought, charged back, given; pictures and packs of their own."""

from datetime import UTC, date, datetime
from uuid import UUID

from central.ledger import issuance, user_charges
from central.ledger.accounts import AccountKind, account_id
from central.tenants.models import PLATFORM_ID
from contract.ids import new_id
from tests.faults.fire.booths import PRICE
from tests.faults.fire.errands import Errands
from tests.faults.fire.journal import Fate, moves
from tests.faults.fire.scenario import Purchase, a_request

FREE_A_DAY = 2
_UNLOCK = 300
_DAY = date(2026, 1, 1)


class Buying(Errands):
    """What wallets and users do."""

    def top_up_wallet(self) -> None:
        partner = self._partner()
        ends = (account_id(AccountKind.ISSUED, partner.tenant_id), partner.wallet)

        def do(number: UUID, credits: int) -> bool:
            return issuance.top_up(partner.tenant_id, partner.wallet, credits, a_request("platform", number))

        self._move("wallet top-up", partner.tenant_id, "top_up", ends, self._some(20), do)

    def purchase(self) -> None:
        partner = self._partner()
        # The first user never buys: somebody has to make free pictures.
        users = [(PLATFORM_ID, account_id(AccountKind.USER, user)) for user in self._ground.users[1:]]
        tenant_id, account = self._random.choice([(partner.tenant_id, partner.wallet), *users])
        ends = (account_id(AccountKind.ISSUED, tenant_id), account)
        credits = self._some(20)

        def do(number: UUID, credits: int) -> bool:
            asked = a_request("platform", number)
            return issuance.purchase(tenant_id, account, credits, asked, "purchase:some")

        bought = self._move("purchase", tenant_id, "purchase", ends, credits, do)
        if bought:
            self._ground.purchases.append(Purchase(tenant_id, bought, account, credits))

    def charge_back(self) -> None:
        if not self._ground.purchases:
            return
        bought = self._random.choice(self._ground.purchases[-20:])
        issued = account_id(AccountKind.ISSUED, bought.tenant_id)
        moved = moves(bought.tenant_id, "chargeback", bought.account, issued, bought.credits)

        def do() -> bool:
            return issuance.charge_back(bought.tenant_id, bought.id, a_request("platform"))

        self._asker.ask(f"back:{bought.id}", "chargeback", moved, do)

    def charge(self) -> None:
        user, number = self._random.choice(self._ground.users), new_id()
        asked = user_charges.ChargeRequest(number, PRICE, f"user:{user}", datetime.now(UTC), _DAY, FREE_A_DAY)
        ends = (account_id(AccountKind.USER, user), account_id(AccountKind.CONSUMED, user))
        moved = moves(PLATFORM_ID, "generation", *ends, None)
        key = f"id:{number}"
        charged = self._asker.ask(
            key, "own picture", moved, lambda: user_charges.charge(PLATFORM_ID, user, asked)
        )
        if charged.fate is Fate.DONE:
            self._journal.charged[number] = charged.value.price
            self._ground.charges.append(number)

    def give_charge_back(self) -> None:
        if not self._ground.charges:
            return
        charge_id = self._random.choice(self._ground.charges[-10:])

        def do() -> bool:
            return user_charges.refund(PLATFORM_ID, charge_id, "platform", datetime.now(UTC))

        self._asker.ask(f"charge:{charge_id}", "own picture back", None, do)

    def unlock(self) -> None:
        user = self._random.choice(self._ground.users)
        ends = (account_id(AccountKind.USER, user), account_id(AccountKind.CONSUMED, user))

        def do(number: UUID, credits: int) -> bool:
            return user_charges.pay_unlock(
                PLATFORM_ID, user, a_request(f"user:{user}", number), credits, "pack:some"
            )

        self._move("unlock", PLATFORM_ID, "pack_unlock", ends, _UNLOCK, do)
