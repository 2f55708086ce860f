"""Links by which guests say that they want no e-mail, with one click and without a login (RFC 8058).

A link names the partner and a keyed digest of the address: it says nobody's address, and it still works when
the guest is no longer on any list.
"""

from uuid import UUID

from django.core import signing
from django.utils.crypto import salted_hmac

from central.base.refusals import DomainError
from central.guests.models import Unsubscribed
from contract.problem import Code

_SALT = "central.guests.unsubscribe"


class UnsubscribeLinkUnknown(DomainError):
    """It was not made here, or was changed."""

    code = Code.NOT_FOUND
    sentence = "This link is not complete; open it as it is in the e-mail."


def digest_of(tenant_id: UUID, email: str) -> bytes:
    """Of an address, as this partner's hosts have it; nobody without the platform's key can guess it."""
    return salted_hmac("central.guests.address", f"{tenant_id}:{email}", algorithm="sha256").digest()


def link_token(tenant_id: UUID, email: str) -> str:
    """What a guest's link ends with."""
    return signing.dumps([tenant_id.hex, digest_of(tenant_id, email).hex()], salt=_SALT)


def headers(url: str) -> dict[str, str]:
    """Of an e-mail whose guest unsubscribes by a POST to this address."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def unsubscribe(token: str) -> None:
    """Nothing more is sent to them. Safe to repeat. Raises UnsubscribeLinkUnknown."""
    tenant_id, digest = _named_by(token)
    refusal = Unsubscribed(tenant_id=tenant_id, digest=digest)
    Unsubscribed.objects.bulk_create([refusal], ignore_conflicts=True)


def partner_of(token: str) -> UUID:
    """Whose hosts write to them. Raises UnsubscribeLinkUnknown."""
    return _named_by(token)[0]


def _named_by(token: str) -> tuple[UUID, bytes]:
    try:
        tenant_id, digest = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise UnsubscribeLinkUnknown from error
    return UUID(tenant_id), bytes.fromhex(digest)
