"""Several reads in one statement: at one instant, and one way to the database and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection
from pydantic import TypeAdapter

_A = TypeVar("_A")
_B = TypeVar("_B")


@dataclass(frozen=True, slots=True)
class Read(Generic[_A]):
    """A query, put together from constants alone, whose columns are named as the fields of its rows are.

    Reads that are done together may share parameters, which then have the same names.
    """

    query: str
    parameters: Mapping[str, Any]
    rows: TypeAdapter[list[_A]]


def read_both(one: Read[_A], other: Read[_B]) -> tuple[list[_A], list[_B]]:
    """The rows of both, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(one.query, other.query), {**one.parameters, **other.parameters})
        row = cursor.fetchone()
    assert row is not None
    return one.rows.validate_json(row[0]), other.rows.validate_json(row[1])


@lru_cache
def _statement(*queries: str) -> str:
    """Rows of different kinds travel as JSON."""
    whole = "(SELECT coalesce(json_agg(each), '[]')::text FROM ({}) AS each)"
    return "SELECT " + ", ".join(whole.format(query) for query in queries)
