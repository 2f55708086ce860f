"""Where a picture is made, and whether it can be promised."""

import pytest

from kiosk.styles.catalogue import Delivery, delivery, is_certain
from tests.kiosk.worlds import style


@pytest.mark.parametrize(
    ("needs_internet", "online", "expected"),
    [
        (False, True, Delivery.HERE),
        (False, False, Delivery.HERE),
        (True, True, Delivery.ONLINE),
        (True, False, Delivery.LATER),
    ],
)
def test_what_a_style_needs(needs_internet: bool, online: bool, expected: Delivery) -> None:
    chosen = style("ink").model_copy(update={"needs_internet": needs_internet})
    assert delivery(chosen, online) is expected


@pytest.mark.parametrize(
    ("online", "lease_left", "certain"),
    [(True, 0, True), (False, 150, True), (False, 149, False)],
)
def test_offline_only_a_lease_that_covers_the_price_promises(
    online: bool, lease_left: int, certain: bool
) -> None:
    assert is_certain(style("oil", price=150), online, lease_left) is certain
