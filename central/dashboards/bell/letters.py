"""Notices as e-mails: in the mail's common look, with the brand of whoever tells them."""

from django.template.loader import render_to_string

from central.events.branding import client_brand, platform_brand, tenant_brand
from central.notices.delivery import Message
from central.notices.kinds import PARTNER
from central.notices.links import address_of, preferences_address
from central.notices.models import Notice
from contract.config import Branding


def letter_of(message: Message) -> tuple[str, str]:
    """Text and HTML, in the language that is active."""
    told = {
        "words": message.words,
        "address": address_of(message.notice.id),
        "preferences": preferences_address(),
        "brand": _brand_of(message.notice),
    }
    return render_to_string("bell/email.txt", told), render_to_string("bell/email.html", told)


def _brand_of(notice: Notice) -> Branding:
    """As the pages of its readers wear it."""
    if notice.client_id is not None:
        return client_brand(notice.tenant_id, notice.client_id)
    return tenant_brand(notice.tenant_id) if notice.role == PARTNER else platform_brand()
