"""Links to a first or to another password, by mail: queued in the transaction of their cause.

The job makes the link when it is mailed, so no secret waits in the queue; links that were handed on by hand
stay good beside it.
"""

from enum import StrEnum
from typing import Final

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from central.base.queues import MAIL
from central.tenants.models import Invitation, User

TASK: Final = "accounts.send_password_link"
TEAM_TASK: Final = "accounts.send_team_invitation"

_jobs: Final = JobManager(DjangoConnector())
"""Django's own connection, so that the job stands or falls with its cause."""


class Why(StrEnum):
    """What the mail says."""

    FIRST = "first"
    FORCED = "forced"


def mail_link(user: User, why: Why) -> None:
    """Mail a link to whoever has no password now; in the caller's transaction."""
    job = configure_task(name=TASK, job_manager=_jobs, queue=MAIL)
    job.defer(user_id=str(user.id), why=why.value)


def mail_team_invitation(invitation: Invitation, language: str) -> None:
    """Mail a link to whoever was asked to join a team; in the caller's transaction."""
    job = configure_task(name=TEAM_TASK, job_manager=_jobs, queue=MAIL)
    job.defer(tenant_id=str(invitation.tenant_id), invitation_id=str(invitation.id), language=language)
