"""What the operator does to the whole platform at its command line, on record."""

from typing import Final

from django.db import transaction

from central.tenants import audit_log
from central.tenants.audit_log import OPERATOR
from central.tenants.models import PLATFORM_ID, AuditKind
from central.tenants.subjects import Subject, SubjectKind

_PLATFORM: Final = Subject(PLATFORM_ID, SubjectKind.PLATFORM, PLATFORM_ID)


def database_was_restored() -> None:
    """From a backup: what the log says between that and this moment did not happen here."""
    _record(AuditKind.DATABASE_RESTORED)


def database_was_upgraded() -> None:
    """To another version of PostgreSQL."""
    _record(AuditKind.DATABASE_UPGRADED)


def database_was_distributed() -> None:
    """On the nodes of a cluster."""
    _record(AuditKind.DATABASE_DISTRIBUTED)


def demo_data_was_added() -> None:
    """With logins whose passwords everybody knows."""
    _record(AuditKind.DEMO_DATA_ADDED)


def _record(what: AuditKind) -> None:
    with transaction.atomic():
        audit_log.record(_PLATFORM, what, OPERATOR)
