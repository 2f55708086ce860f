"""What the embedded database writes into its own log: that a statement was refused, not whose row it was."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import ClientCursor

from central.server import postgres
from tests.central.clusters import a_cluster, a_folder

SECRET = "guest@party.example"
PEOPLE = "CREATE TABLE people (email text UNIQUE, age int CONSTRAINT grown CHECK (age > 17))"


@pytest.fixture(scope="module")
def log() -> Iterator[str]:
    """Of a server that refused a row twice, as Django sends it: values and statement in one text."""
    with a_folder() as folder, a_cluster(folder) as url:
        with psycopg.connect(url, autocommit=True, cursor_factory=ClientCursor) as connection:
            connection.execute(PEOPLE)
            connection.execute("INSERT INTO people VALUES (%s, 20)", [SECRET])
            for age, error in ((20, psycopg.errors.UniqueViolation), (3, psycopg.errors.CheckViolation)):
                with pytest.raises(error, match=SECRET):
                    connection.execute("INSERT INTO people VALUES (%s, %s)", [SECRET, age])
        yield postgres.logs(folder / "postgres")


def test_it_says_which_rule_was_broken(log: str) -> None:
    assert "people_email_key" in log
    assert "grown" in log


def test_it_does_not_say_whose_row_it_was(log: str) -> None:
    assert SECRET not in log
