"""Everybody who is no booth: one connection each, one thing after the other, whatever comes to mind."""

from collections.abc import Callable

from tests.faults.fire.buyers import Buying
from tests.faults.fire.organisers import Organising
from tests.faults.fire.requests import Asker
from tests.faults.fire.scenario import Ground


def work(asker: Asker, ground: Ground, rounds: int) -> None:
    """So many things."""
    things = _things(Organising(asker, ground), Buying(asker, ground))
    for thing in asker.random.choices(list(things), list(things.values()), k=rounds):
        thing()


def _things(organising: Organising, buying: Buying) -> dict[Callable[[], None], int]:
    """How often each is done, of 81 times."""
    return {
        organising.top_up_event: 6,
        organising.hand_down: 5,
        organising.hand_up: 3,
        organising.create_event: 4,
        organising.end_event: 4,
        organising.return_leftovers: 2,
        organising.reclaim: 7,
        organising.reclaim_expired: 1,
        organising.write_off: 1,
        organising.collect_debts: 1,
        organising.fail_picture: 6,
        organising.deactivate: 1,
        organising.look: 15,
        buying.top_up_wallet: 4,
        buying.purchase: 5,
        buying.charge_back: 4,
        buying.charge: 8,
        buying.give_charge_back: 3,
        buying.unlock: 4,
    }
