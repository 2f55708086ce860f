"""The style that a picture was asked for in, by whatever id it was called."""

from collections.abc import Collection
from uuid import UUID

from central.catalogue.models import FormerStyle, Style
from central.tenants.models import PLATFORM_ID
from contract.config import Localized


def style_asked_for(tenant_id: UUID, style_id: UUID) -> Style | None:
    """The partner's own style or the platform's, active or not; None: it is no more.

    A booth that has not heard of the platform's catalogue yet calls a style by its former id.
    """
    return _style(tenant_id, style_id) or _formerly_called(tenant_id, style_id)


def _style(tenant_id: UUID, style_id: UUID) -> Style | None:
    return Style.objects.filter(tenant_id__in={tenant_id, PLATFORM_ID}, id=style_id).first()


def _formerly_called(tenant_id: UUID, style_id: UUID) -> Style | None:
    former = FormerStyle.objects.filter(tenant_id=tenant_id, id=style_id).first()
    return None if former is None else _style(tenant_id, former.style_id)


def style_names(tenant_id: UUID, style_ids: Collection[UUID]) -> dict[UUID, Localized]:
    """The names of those styles that there are, active or not; in one statement."""
    styles = Style.objects.filter(tenant_id__in={tenant_id, PLATFORM_ID}, id__in=style_ids)
    return {style.id: style.name for style in styles}
