"""What goes to PostgreSQL as an array comes back as it was."""

import pytest
from django.db import connection

from central.pg_arrays import texts_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["NULL", "{}", "a,b", " a ", "'", "%s", "ñandú 🙂"],
        ['"', "\\", '\\"', '{"a": "\\n"}', "a\nb\t\x01\x7f", "\\u0041"],
    ],
)
def test_any_text(texts: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [texts_of(texts)])
        assert cursor.fetchone() == (texts,)
