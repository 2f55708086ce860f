"""Y4: what happened at the booth goes up, what changed for it comes down."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Discriminator, Field, field_validator, model_validator

from contract.config import Credits
from contract.leases import Lease
from contract.problem import KnownCode
from contract.shape import (
    MOST_COUNTED,
    BoothMoment,
    ClaimCode,
    Count,
    Epoch,
    Moment,
    NewId,
    Sha256,
    Shape,
    ShortText,
    Text,
    known_only,
)
from contract.tickets import TicketPrefix

MAX_OPS = 500
MAX_BODY_BYTES = 1_000_000


class OpKind(StrEnum):
    """The kinds of fact that a kiosk reports; the platform applies each fact exactly once."""

    GENERATION_REQUESTED = "generation.requested"
    GENERATION_CANCELLED = "generation.cancelled"
    PRINT_COMPLETED = "print.completed"
    SESSION_ENDED = "session.ended"
    LEASE_RETURNED = "lease.returned"
    PHOTO_ERASED = "photo.erased"
    ALERT_RAISED = "alert.raised"


class GenerationRequested(Shape):
    """One AI picture was asked for. `price` was fixed when the guest tapped; `lease_id` None: unfunded.

    The booth makes up the claim code: the guest's page is at `/g/CODE`.
    """

    kind: Literal[OpKind.GENERATION_REQUESTED] = Field(default=OpKind.GENERATION_REQUESTED, exclude=True)
    generation_id: NewId
    session_id: NewId
    event_id: UUID
    style_id: UUID
    price: Annotated[int, Field(ge=0, le=1_000_000)]
    lease_id: UUID | None
    photo_sha256: Sha256
    claim_code: ClaimCode
    ticket: Annotated[int, Field(ge=1, le=MOST_COUNTED)]
    ticket_prefix: TicketPrefix = ""
    consent_version: ShortText
    consent_at: Moment
    language: Annotated[str, Field(pattern=r"^(es|en|pt)$", max_length=2)] = "es"


class GenerationCancelled(Shape):
    """Staff or guest gave up on a picture that was asked for.

    `photo_lost`: the booth did, as its photo cannot be read any more; a platform that has it goes on.
    """

    kind: Literal[OpKind.GENERATION_CANCELLED] = Field(default=OpKind.GENERATION_CANCELLED, exclude=True)
    generation_id: NewId
    event_id: UUID | None = None
    photo_lost: bool = False


class PrintCompleted(Shape):
    """One sheet is known to have come out of the printer."""

    kind: Literal[OpKind.PRINT_COMPLETED] = Field(default=OpKind.PRINT_COMPLETED, exclude=True)
    print_id: NewId
    session_id: NewId
    generation_id: UUID | None
    sheet: Annotated[int, Field(ge=1, le=MOST_COUNTED)]
    printer: ShortText
    event_id: UUID | None = None


class SessionEnded(Shape):
    """A guest's visit is over."""

    kind: Literal[OpKind.SESSION_ENDED] = Field(default=OpKind.SESSION_ENDED, exclude=True)
    session_id: NewId
    started_at: Moment
    outcome: Literal["finished", "timed_out", "declined", "abandoned", "failed"]
    shots: Count
    event_id: UUID | None = None


class LeaseReturned(Shape):
    """The kiosk gave a lease back, or gave up one that was reclaimed, and will promise nothing more on it.

    Only ops before this one are backed by the lease; so the server applies it once it has settled all of
    them, and answers `retry` until then.
    """

    kind: Literal[OpKind.LEASE_RETURNED] = Field(default=OpKind.LEASE_RETURNED, exclude=True)
    lease_id: UUID
    event_id: UUID | None = None


class PhotoErased(Shape):
    """The booth erased its copies of a guest's pictures."""

    kind: Literal[OpKind.PHOTO_ERASED] = Field(default=OpKind.PHOTO_ERASED, exclude=True)
    generation_id: NewId
    event_id: UUID | None = None


class AlertRaised(Shape):
    """Something that the people behind the dashboards should know."""

    kind: Literal[OpKind.ALERT_RAISED] = Field(default=OpKind.ALERT_RAISED, exclude=True)
    part: ShortText
    sentence: Text
    event_id: UUID | None = None


Payload = Annotated[
    GenerationRequested
    | GenerationCancelled
    | PrintCompleted
    | SessionEnded
    | LeaseReturned
    | PhotoErased
    | AlertRaised,
    Discriminator("kind"),
]
"""What an op says, and the event to which it belongs: None, if it comes from a booth of an older version or
from one that worked for no event then."""


class Op(Shape):
    """One thing that happened. `seq` is gapless per epoch and is the only order there is."""

    op_id: NewId
    seq: Annotated[int, Field(ge=1)]
    kind: OpKind
    occurred_at: BoothMoment
    payload: Payload

    @model_validator(mode="before")
    @classmethod
    def _payload_is_of_the_ops_kind(cls, wire: object) -> object:
        if isinstance(wire, dict) and isinstance(wire.get("payload"), dict):
            return wire | {"payload": wire["payload"] | {"kind": wire.get("kind")}}
        return wire


class RawOp(Shape):
    """An op whose id and payload are not validated yet, so that one bad op never spoils its batch (Y9).

    Nor are its kind and its seq, of which some cannot be stored.
    """

    op_id: UUID
    seq: Annotated[int, Field(ge=1)]
    kind: Annotated[str, Field(max_length=200)]
    occurred_at: BoothMoment
    payload: dict[str, object]


class SyncRequest(Shape):
    """`POST /kiosk/sync`. `cursor`: the previous answer's; empty at first.

    `sent_at` is the time by the clock that gave the ops theirs: it shows how far off that clock is.
    """

    epoch: Epoch
    cursor: ShortText = ""
    ops: Annotated[tuple[RawOp, ...], Field(max_length=MAX_OPS)] = ()
    sent_at: BoothMoment | None = None


class OpStatus(StrEnum):
    """`retry` is the only status after which the kiosk sends the op again."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    RETRY = "retry"


class OpResult(Shape):
    """The result of one op. `code` and `sentence` say why it was not applied."""

    op_id: UUID
    seq: int
    status: OpStatus
    code: KnownCode | None = None
    sentence: Text = ""


class GenerationState(StrEnum):
    """The states of one AI picture."""

    AWAITING_PHOTO = "awaiting_photo"
    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ERASED = "erased"


class GenerationChanged(Shape):
    """A picture's state changed. `result_sha256`: once it is ready; `failure`: a sentence for staff."""

    kind: Literal["generation"] = "generation"
    generation_id: UUID
    state: GenerationState
    result_sha256: Sha256 | None = None
    failure: Text = ""


class ConfigChanged(Shape):
    """There is a new snapshot to fetch."""

    kind: Literal["config"] = "config"
    version: ShortText


class PhotoWanted(Shape):
    """A picture has waited for this photo for some time: check whether the platform has it, and send it."""

    kind: Literal["photo"] = "photo"
    photo_sha256: Sha256


Change = Annotated[GenerationChanged | ConfigChanged | PhotoWanted, Discriminator("kind")]


class SyncAnswer(Shape):
    """Always 200, whatever becomes of the ops; results come in their order. `ack_seq`: settled up to it."""

    results: tuple[OpResult, ...] = ()
    ack_seq: Annotated[int, Field(ge=0)]
    changes: tuple[Change, ...] = ()
    cursor: ShortText
    more: bool = False
    leases: tuple[Lease, ...] = ()
    reclaimed: tuple[Lease, ...] = ()
    """Leases that were taken back from this kiosk. It promises nothing more on them, and says so by an op."""
    pool: Credits = 0
    """Credits left in the event's pool, for the health page: nothing may be promised on it."""
    server_time: Moment

    @field_validator("changes", mode="before")
    @classmethod
    def _changes_of_a_newer_server_are_ignored(cls, wire: object) -> object:
        return known_only(wire, "kind", {"generation", "config", "photo"})
