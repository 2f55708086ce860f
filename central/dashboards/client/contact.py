"""The partner that a host belongs to, as their card shows it, and the ways to reach them."""

import re
from dataclasses import dataclass
from typing import Final

from central.tenants.models import Tenant, User

_FEWEST_DIGITS: Final = 8
"""Of a number that can be called from abroad."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Addresses are empty where the partner has said nothing that leads to one."""

    name: str
    email: str
    phone: str
    call: str
    whatsapp: str


def contact_of(person: User) -> Contact:
    """Whom the host asks for help and for credits."""
    partner = Tenant.objects.get(id=person.tenant_id)
    digits = re.sub(r"[^0-9]", "", partner.phone)
    international = partner.phone.strip().startswith("+") and len(digits) >= _FEWEST_DIGITS
    return Contact(
        name=partner.name,
        email=partner.email,
        phone=partner.phone,
        call=f"tel:{'+' if international else ''}{digits}" if digits else "",
        whatsapp=f"https://wa.me/{digits}" if international else "",
    )
