"""The worker's side of the counts."""

from procrastinate.contrib.django import app

from central.analytics.counting import count_settled
from central.base.queues import HOUSEKEEPING


@app.periodic(cron="* * * * *")
@app.task(name="analytics.count", queue=HOUSEKEEPING, queueing_lock="analytics.count")
def count(timestamp: int) -> None:
    """Add up what settled since the last time."""
    count_settled()
