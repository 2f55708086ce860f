"""The things that a booth keeps. Ids are UUIDv7, times UTC, money whole credits, sizes pixels."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from contract.config import Orientation, PrintLayout
from contract.problem import Code
from contract.sync import GenerationState
from contract.tickets import ticket_label
from kiosk.domain.clock import Clock


class Language(StrEnum):
    """The booth's languages; Spanish (rioplatense) first."""

    ES = "es"
    EN = "en"
    PT = "pt"


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo as the guest saw it: a JPEG on disk, named by its digest."""

    id: UUID
    session_id: UUID
    index: int
    path: Path
    sha256: str
    width: int
    height: int
    taken_at: datetime


class Funding(StrEnum):
    """What pays for a request: a live lease, or the event's pool if it has credits later."""

    LEASED = "leased"
    UNFUNDED = "unfunded"


@dataclass(frozen=True, slots=True)
class Request:
    """One AI picture that was asked for, durable together with its debit and its op."""

    generation_id: UUID
    session_id: UUID
    style_id: UUID
    shot_id: UUID
    price: int
    funding: Funding
    claim_code: str
    claim_url: str
    ticket: int
    requested_at: datetime
    state: GenerationState
    result_path: Path | None = None
    failure: str = ""
    refusal: Code | None = None
    """Why the platform rejected the request, where that is known."""
    ticket_prefix: str = ""
    layout: PrintLayout = PrintLayout.SINGLE
    """How this picture is printed, whatever the guest chose for a later one."""

    @property
    def ticket_label(self) -> str:
        """The ticket as people read it: `B-017`."""
        return ticket_label(self.ticket_prefix, self.ticket)


@dataclass(frozen=True, slots=True)
class InterruptedSession:
    """What is left of a session after a crash: enough to offer 'continue?'."""

    session_id: UUID
    language: str
    consented: bool
    style_id: UUID | None
    layout: str
    shots: tuple[Shot, ...]
    request: Request | None
    prints: "tuple[tuple[UUID, PrintState], ...]"
    """Sheets of the request that came out, or may yet."""


class Progress(StrEnum):
    """How far a picture really is, in order."""

    KEPT = "kept"
    SENT = "sent"
    """The platform has the request; the fraction of this step is how much of the photo it holds."""
    MAKING = "making"
    FETCHING = "fetching"
    """The result is being fetched; the fraction is how much of it is here."""
    READY = "ready"


class PrintState(StrEnum):
    """The life of one sheet. Only `printed` is counted; `in_doubt` waits for staff."""

    QUEUED = "queued"
    HELD = "held"
    SUBMITTED = "submitted"
    PRINTED = "printed"
    IN_DOUBT = "in_doubt"
    FAILED = "failed"
    CANCELLED = "cancelled"


NO_COPY = (PrintState.FAILED, PrintState.CANCELLED)
"""Ends of a sheet that surely did not come out."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One sheet for one guest. `device_job` is its lasting name at the printer (a CUPS job's UUID)."""

    id: UUID
    session_id: UUID
    generation_id: UUID | None
    path: Path
    sheet: int
    state: PrintState
    created_at: datetime
    device_job: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class HeldLease:
    """A lease as the booth spends it. Dead past `expires_monotonic` or after a reboot (`boot_id`)."""

    id: UUID
    event_id: UUID
    granted: int
    spent: int
    expires_monotonic: float
    boot_id: str

    @property
    def left(self) -> int:
        """Credits that may still be promised."""
        return self.granted - self.spent

    def is_live(self, clock: Clock) -> bool:
        """Whether promises may be made on it now."""
        return self.boot_id == clock.boot_id and self.expires_monotonic > clock.monotonic()


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """How far the booth is behind: ops not yet settled, blobs not yet sent, and how old they are."""

    ops: int = 0
    blobs: int = 0
    oldest_seconds: float = 0.0
    dead_letters: int = 0
    refused_photos: int = 0


class Link(StrEnum):
    """How the platform answers now."""

    ONLINE = "online"
    OFFLINE = "offline"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """What the sync workers last saw; published on change."""

    link: Link = Link.UNKNOWN
    sentence: str = ""
    queue: QueueDepth = field(default_factory=QueueDepth)
    lease_left: int = 0
    pool: int | None = None
    """Credits that no booth has leased, by the platform's last answer; None before the first."""


class CameraState(StrEnum):
    """`lost` heals by itself; `absent` needs a person."""

    STARTING = "starting"
    LIVE = "live"
    LOST = "lost"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """The camera as its supervisor last saw it."""

    state: CameraState
    name: str = ""
    sentence: str = ""


class PrinterState(StrEnum):
    """The printer's state in one word."""

    READY = "ready"
    BUSY = "busy"
    STOPPED = "stopped"
    OFFLINE = "offline"
    ABSENT = "absent"


INTO_FOLDER = "into-folder"
"""A printer's reason of our own: sheets become files, and none lies in a tray."""
CUPS_DOWN = "cups-down"
"""Another: the print service is away; it usually comes back by itself."""
KEEPS_FILES = "keeps-files"
"""Another: it keeps copies of what was printed, and does not let this user remove them."""


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """State, IPP reasons without suffix (`media-empty`, `door-open`), and sheets left where known."""

    state: PrinterState
    name: str = ""
    reasons: tuple[str, ...] = ()
    sentence: str = ""
    sheets_left: int | None = None


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What a print shows. Paths of JPEG or PNG files; `accent` is `#rrggbb`.

    `details` follow the caption, which gives way to them: a date and a ticket number are never elided.
    """

    layout: PrintLayout
    pictures: tuple[Path, ...]
    title: str
    caption: str
    accent: str
    claim_url: str
    details: str = ""
    logo: Path | None = None
    test_mark: str = ""
    orientation: Orientation = Orientation.PORTRAIT
    """Of a single portrait."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the booth knows of itself after pairing. The token lives elsewhere (keyring or 0600 file).

    `hardware`: the network cards of the PC that was paired, empty if it showed none.
    """

    server: str
    kiosk_id: UUID
    epoch: int
    server_key: str
    hardware: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class BlobUpload:
    """A picture that the server has not acknowledged yet."""

    sha256: str
    path: Path
    size: int
    attempts: int


@dataclass(frozen=True, slots=True)
class BlobFetch:
    """A blob to be fetched: a result (with its generation) or an asset of the snapshot (without)."""

    sha256: str
    generation_id: UUID | None
    attempts: int
