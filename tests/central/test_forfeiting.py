"""C16: a tenant's end: every credit goes to the platform, by transfers."""

import pytest

from central.ledger import issuing, views
from central.ledger.audit import audit
from central.ledger.forfeiting import forfeit_all
from tests.central.books import Books, order

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("came", [1_000, 300])
def test_repeated_it_forfeits_what_came_in_the_meantime(came: int) -> None:
    books = Books(1_000)
    ends = order()
    assert forfeit_all(books.tenant, ends) == 1_000
    assert forfeit_all(books.tenant, ends) == 0
    issuing.top_up(books.tenant, books.wallet, came, order())
    assert forfeit_all(books.tenant, ends) == came
    assert views.tenant(books.tenant).forfeited == 1_000 + came
    assert audit().faults == ()
