"""What the embedded database writes into its own log: that a statement was refused, not whose row it was."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import ClientCursor

from tests.central.clusters import a_cluster, a_folder

SECRET = "guest@party.example"
PEOPLE = "CREATE TABLE people (email text UNIQUE, age int CONSTRAINT grown CHECK (age > 17))"


@pytest.fixture(scope="module")
def log() -> Iterator[Path]:
    """Of a server that refused a row twice, as Django sends it: values and statement in one text."""
    with a_folder() as folder, a_cluster(folder) as url:
        with psycopg.connect(url, autocommit=True, cursor_factory=ClientCursor) as connection:
            connection.execute(PEOPLE)
            connection.execute("INSERT INTO people VALUES (%s, 20)", [SECRET])
            for age, error in ((20, psycopg.errors.UniqueViolation), (3, psycopg.errors.CheckViolation)):
                with pytest.raises(error, match=SECRET):
                    connection.execute("INSERT INTO people VALUES (%s, %s)", [SECRET, age])
        yield folder / "postgres" / "log"


def test_it_says_which_rule_was_broken(log: Path) -> None:
    said = log.read_text()
    assert "people_email_key" in said
    assert "grown" in said


def test_it_does_not_say_whose_row_it_was(log: Path) -> None:
    assert SECRET not in log.read_text()
