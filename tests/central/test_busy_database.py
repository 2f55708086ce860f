"""What the database refuses while it answers: no page may say that it is away, and we read of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest
from django.db import connection
from django.test import Client as Browser

from central.gallery import views
from central.tenants import logins
from contract.ids import new_claim_code

pytestmark = pytest.mark.usefixtures("database")

AWAY = ["08006", "53300", "53100", "57P01", "57P03", "58030"]
"""A lost connection, too many of them, a full disk, a shutdown, a start, a broken disk."""
OURS = ["40P01", "40001", "55P03", "57014"]
"""A deadlock, a serialization failure, a lock time-out, a statement that took too long."""


def refusing(sqlstate: str) -> Callable[..., NoReturn]:
    def refuse(*_: object) -> NoReturn:
        with connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{sqlstate}'; END $$")
        raise AssertionError("the database took it")

    return refuse


@contextmanager
def refused(sqlstate: str) -> Iterator[tuple[Any, Any]]:
    """A page and an endpoint, as they answer while the database says this."""
    browser = Browser(raise_request_exception=False)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(views, "find", refusing(sqlstate))
        patched.setattr(logins, "note_attempt", refusing(sqlstate))
        login = {"email": "a@b.example", "password": "correct horse"}
        yield (
            browser.get(f"/g/{new_claim_code()}"),
            browser.post("/api/v1/logins", login, "application/json"),
        )


@pytest.mark.parametrize("sqlstate", AWAY)
def test_a_database_that_cannot_answer_is_away(sqlstate: str) -> None:
    with refused(sqlstate) as answers:
        assert [each.status_code for each in answers] == [503, 503]
        assert {each["Retry-After"] for each in answers} == {"2"}


@pytest.mark.parametrize("sqlstate", OURS)
def test_what_we_do_wrong_is_not_taken_for_an_outage(sqlstate: str, caplog: pytest.LogCaptureFixture) -> None:
    with refused(sqlstate) as answers:
        assert [each.status_code for each in answers] == [500, 500]
    assert "did not answer" not in caplog.text
    assert caplog.text.count("Traceback") >= 2
