"""Mail that is asked for on a page is a job that some worker knows and serves."""

from django.conf import settings

from central.dashboards.account.mail import send_reset
from central.operations import worker


def test_some_lane_serves_the_queue_of_resets() -> None:
    served = {queue for lane in worker.lanes(1) for queue in lane.queues}
    assert send_reset.queue in served
    assert send_reset.func.__module__ in settings.PROCRASTINATE_IMPORT_PATHS
