"""Where notices lead: to a page that opens what they are about, for whoever they are for."""

from uuid import UUID

from django.conf import settings


def path_of(notice_id: UUID) -> str:
    """On the platform's pages."""
    return f"/bell/{notice_id}/"


def address_of(notice_id: UUID) -> str:
    """From anywhere."""
    return settings.PUBLIC_URL + path_of(notice_id)


def preferences_address() -> str:
    """Where people choose what they are told, and how."""
    return f"{settings.PUBLIC_URL}/bell/preferences/"
