"""Guests' pictures of events, for those who run the events."""

from typing import Final, Literal
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from central.base import pages
from central.base.pages import Page, PageRequest
from central.blobs.parts import Part
from central.events.models import Event
from central.generations.errors import NoSuchPicture, NotThereYet
from central.generations.models import Generation
from central.tenants.visibility import Scope, within
from contract.shape import Moment, Shape
from contract.sync import GenerationState

Kind = Literal["ready", "coming", "failed", "erased"]
_KINDS: Final[dict[Kind, tuple[GenerationState, ...]]] = {
    "ready": (GenerationState.READY,),
    "coming": (GenerationState.AWAITING_PHOTO, GenerationState.QUEUED, GenerationState.RUNNING),
    "failed": (GenerationState.FAILED, GenerationState.CANCELLED),
    "erased": (GenerationState.ERASED,),
}
Size = Literal["picture", "thumbnail"]
_COLUMNS: Final[dict[Size, str]] = {"picture": "result_sha256", "thumbnail": "thumbnail_sha256"}


class PictureFilter(Shape):
    """Filters of the list of pictures. `since`, `until`: when they were asked for; the latter excluded."""

    event_id: UUID | None = None
    style_id: UUID | None = None
    kind: Kind | None = None
    since: Moment | None = None
    until: Moment | None = None


def kind_of(picture: Generation) -> Kind:
    """What has become of it."""
    return next(kind for kind, states in _KINDS.items() if picture.state in states)


def page(scope: Scope, wanted: PictureFilter, asked: PageRequest) -> Page[Generation]:
    """The pictures of events in sight, the newest first. Raises CursorError."""
    pictures = _in_sight(scope)
    if wanted.event_id is not None:
        pictures = pictures.filter(event_id=wanted.event_id)
    if wanted.style_id is not None:
        pictures = pictures.filter(style_id=wanted.style_id)
    if wanted.since is not None:
        pictures = pictures.filter(requested_at__gte=wanted.since)
    if wanted.until is not None:
        pictures = pictures.filter(requested_at__lt=wanted.until)
    if wanted.kind is not None:
        pictures = pictures.filter(state__in=_KINDS[wanted.kind])
    return pages.page(pictures, ("recorded_at", "id", "tenant_id"), asked)


def jpeg(scope: Scope, picture_id: UUID, size: Size) -> Part:
    """A finished picture, without metadata. Raises NoSuchPicture, NotThereYet."""
    picture = _in_sight(scope).filter(id=picture_id).first()
    if picture is None:
        raise NoSuchPicture
    sha256 = getattr(picture, _COLUMNS[size])
    if picture.state != GenerationState.READY or not sha256:
        raise NotThereYet
    return Part(sha256)


def _in_sight(scope: Scope) -> QuerySet[Generation]:
    event = Event.objects.filter(tenant_id=OuterRef("tenant_id"), id=OuterRef("event_id"), deleted_at=None)
    pictures = Generation.objects.filter(Exists(within(event, scope)))
    return pictures if scope.tenant_id is None else pictures.filter(tenant_id=scope.tenant_id)
