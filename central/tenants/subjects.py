"""What the audit log's entries are about."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class SubjectKind(StrEnum):
    """The kinds of things that people change."""

    PLATFORM = "platform"
    PARTNER = "partner"
    CLIENT = "client"
    PERSON = "person"
    INVITATION = "invitation"
    CREDIT_REQUEST = "credit_request"
    EVENT = "event"
    EVENT_TEMPLATE = "event_template"
    LEASE = "lease"
    KIOSK = "kiosk"
    PAIRING_CODE = "pairing_code"
    PICTURE = "picture"
    PACK = "pack"
    STYLE = "style"
    TARIFF = "tariff"
    CREDIT_PACK = "credit_pack"
    PURCHASE = "purchase"


@dataclass(frozen=True, slots=True)
class Subject:
    """One such thing. `tenant_id`: whose it is; `client_id`: the client whose people may read what is done
    to it, beside its partner's.
    """

    tenant_id: UUID
    kind: SubjectKind
    id: UUID
    client_id: UUID | None = None
