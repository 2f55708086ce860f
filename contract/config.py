"""Y2: the one signed snapshot that tells a booth all it needs to work without the network."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contract.shape import Color, Moment, Sha256, Shape, ShortText, Slug, Text
from contract.tickets import TicketPrefix

Credits = Annotated[int, Field(ge=0, le=2**31 - 1)]


class EventState(StrEnum):
    """The states of an event. Only a live event makes pictures."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"
    EXHAUSTED = "exhausted"


class PrintLayout(StrEnum):
    """How shots are put on a 4x6 inch sheet."""

    SINGLE = "single"
    """One portrait on the sheet."""
    STRIP = "strip"
    """Three shots as a 2x6 strip, twice on the sheet, cut in the middle."""


class Orientation(StrEnum):
    """How a single portrait lies on its sheet, and so how much of a group the camera takes in."""

    PORTRAIT = "portrait"
    """Upright, for one or two."""
    LANDSCAPE = "landscape"
    """Wide, for groups."""


class Localized(Shape):
    """A text in the booth's three languages. Spanish is always there; the others fall back to it."""

    es: Text
    en: Text = ""
    pt: Text = ""

    def text(self, language: str) -> str:
        """The text in `language`, else in Spanish."""
        return str(getattr(self, language, "") or self.es)


class Branding(Shape):
    """What partner, client and event chose, already merged."""

    display_name: ShortText
    primary_color: Color
    corner_radius: Annotated[int, Field(ge=0, le=64)] = 12
    logo_sha256: Sha256 | None = None


class ConfigEvent(Shape):
    """The party that the booth works for."""

    id: UUID
    slug: Slug
    name: ShortText
    state: EventState
    starts_at: Moment
    ends_at: Moment
    time_zone: ShortText
    welcome: Localized
    refund_on_failure: bool = False


class ConfigStyle(Shape):
    """A style as the guest chooses it. `look` names the effect that the booth itself can make."""

    id: UUID
    slug: Slug
    name: Localized
    price: Credits
    premium: bool = False
    needs_internet: bool = True
    look: Slug
    sample_sha256: Sha256


class ConfigPack(Shape):
    """A named collection of styles, in the order of the gallery."""

    id: UUID
    slug: Slug
    name: Localized
    premium: bool = False
    styles: tuple[ConfigStyle, ...]


class Limits(Shape):
    """What a guest may do, and how long the booth waits. Durations in seconds."""

    copies: Annotated[int, Field(ge=0, le=20)] = 2
    retakes: Annotated[int, Field(ge=0, le=20)] = 3
    countdown_seconds: Annotated[int, Field(ge=1, le=15)] = 3
    idle_seconds: Annotated[int, Field(ge=5, le=600)] = 60
    idle_warning_seconds: Annotated[int, Field(ge=3, le=60)] = 15
    result_deadline_seconds: Annotated[int, Field(ge=2, le=300)] = 45


class Consent(Shape):
    """The sentence the guest agrees to. The version is kept with the session."""

    version: ShortText
    sentence: Localized


class KioskConfig(Shape):
    """The snapshot. `event` is None while the kiosk is assigned to none."""

    kiosk_id: UUID
    kiosk_name: ShortText
    version: ShortText
    issued_at: Moment
    event: ConfigEvent | None
    branding: Branding
    packs: tuple[ConfigPack, ...] = ()
    layouts: tuple[PrintLayout, ...] = (PrintLayout.SINGLE, PrintLayout.STRIP)
    orientations: tuple[Orientation, ...] = (Orientation.PORTRAIT, Orientation.LANDSCAPE)
    """What guests may choose for a single portrait; they begin with the first."""
    limits: Limits = Limits()
    consent: Consent
    guest_url: Annotated[str, Field(pattern=r"^https?://")]
    """The address of the guests' pages; a claim code is appended to it."""
    ticket_prefix: TicketPrefix = ""
    """Tells this booth's tickets from those of the event's other booths."""
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """How long the event's pictures may stay at the booth after its end."""
    staff_pin_hash: ShortText
    """argon2id, PHC string format."""

    def styles(self) -> dict[UUID, ConfigStyle]:
        """Every style by its id."""
        return {style.id: style for pack in self.packs for style in pack.styles}

    def asset_hashes(self) -> frozenset[str]:
        """Every blob that the booth needs so that it can work without the network."""
        samples = {style.sample_sha256 for style in self.styles().values()}
        logo = self.branding.logo_sha256
        return frozenset(samples | {logo} if logo else samples)
