"""When rows that wait to be tried again are due."""

from math import inf

from kiosk.domain.clock import Clock
from kiosk.store.database import Database


def due_in(database: Database, clock: Clock, waiting: str, *values: object) -> float:
    """Seconds until the first row of `waiting`, such as `table WHERE ...`, is due; infinite if there is none.

    What was put off before the PC started anew is due now.
    """
    sql = f"SELECT min(CASE due_boot WHEN ? THEN due_monotonic ELSE 0 END) FROM {waiting}"  # noqa: S608 - ours
    row = database.read(lambda transaction: transaction.execute(sql, (clock.boot_id, *values)).fetchone())
    return inf if row[0] is None else max(0.0, float(row[0]) - clock.monotonic())
