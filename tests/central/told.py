"""What people were told, for tests: the worker's rounds, and bells as their owners read them."""

from typing import Any

from central.base.pages import PageRequest
from central.fleet.credit_changes import look_at_credit_changes
from central.notices import bell
from central.notices.bell import BellItem
from central.notices.kinds import NoticeKind
from central.notices.models import Notice
from central.notices.spreading import spread
from central.operations import schedule
from central.tenants.models import User
from central.tenants.readers import PEOPLE


def look() -> None:
    """What the worker does every few seconds, but for sending."""
    look_at_credit_changes()
    schedule.look_for_notices(0)


def told(kind: NoticeKind) -> list[dict[str, Any]]:
    """The facts of each notice of this kind, in the order in which they were told."""
    return [each.facts for each in Notice.objects.filter(kind=kind).order_by("told_at", "id")]


def bell_of(user: User, language: str = "es-ar") -> list[BellItem]:
    """The newest first, once everything was handed on."""
    spread(PEOPLE)
    return bell.page(user.tenant_id, user.id, language, PageRequest()).items


def titles(user: User, language: str = "es-ar") -> list[str]:
    return [item.title for item in bell_of(user, language)]
