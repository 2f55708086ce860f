"""What our own log says of a row that the database refuses: the rule and where, not whose row it was."""

import logging

import pytest
from django.db import IntegrityError

from central.server.log_lines import LineFormatter
from central.tenants.models import Role, User
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
SECRET = "guest@party.example"


@pytest.fixture
def formatter() -> logging.Formatter:
    """The one that the platform runs with."""
    known = (handler.formatter for handler in logging.getLogger().handlers)
    return next(each for each in known if isinstance(each, LineFormatter))


@pytest.fixture
def refused() -> BaseException:
    tenant_id = World().tenant_id
    User.objects.enrol(SECRET, None, role=Role.PARTNER, tenant_id=tenant_id)
    with pytest.raises(IntegrityError, match=SECRET) as raised:
        User.objects.enrol(SECRET, None, role=Role.PARTNER, tenant_id=tenant_id)
    return raised.value


def test_a_traceback_names_the_rule_and_not_the_row(
    formatter: logging.Formatter, refused: BaseException
) -> None:
    facts = (type(refused), refused, refused.__traceback__)
    record = logging.LogRecord("central", logging.ERROR, "", 0, "failed: %s", (refused,), facts)
    said = formatter.format(record)
    assert SECRET not in said
    assert said.count("violates unique constraint") == 3, "in the line, and in both errors' tracebacks"
    assert said.count("Traceback (most recent call last)") == 2


def test_other_lines_are_as_they_were(formatter: logging.Formatter) -> None:
    record = logging.LogRecord("central", logging.INFO, "", 0, "3 photos stripped\n\nand more", (), None)
    assert formatter.format(record).endswith("INFO central: 3 photos stripped\n\nand more")
