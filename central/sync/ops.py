"""Ops as they arrive: parsed one by one, so that a bad one never spoils its batch (Y9)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, to_json

from central.fleet.sentences import SENTENCES
from central.sync.booth_clock import BoothClock
from central.sync.scrubbing import scrubbed
from contract.problem import Code
from contract.shape import made_outside
from contract.sync import (
    AlertRaised,
    GenerationCancelled,
    GenerationRequested,
    LeaseReturned,
    OpKind,
    OpResult,
    OpStatus,
    Payload,
    PhotoErased,
    PrintCompleted,
    RawOp,
    SessionEnded,
)

LARGEST_SEQ: Final = 2**53
_PAYLOADS: Final[dict[str, TypeAdapter[Payload]]] = {
    OpKind.GENERATION_REQUESTED: TypeAdapter(GenerationRequested),
    OpKind.GENERATION_CANCELLED: TypeAdapter(GenerationCancelled),
    OpKind.PRINT_COMPLETED: TypeAdapter(PrintCompleted),
    OpKind.SESSION_ENDED: TypeAdapter(SessionEnded),
    OpKind.LEASE_RETURNED: TypeAdapter(LeaseReturned),
    OpKind.PHOTO_ERASED: TypeAdapter(PhotoErased),
    OpKind.ALERT_RAISED: TypeAdapter(AlertRaised),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of an op; `code` None: applied."""

    code: Code | None = None
    sentence: str = ""


APPLIED: Final = Verdict()


def refused(code: Code, sentence: str = "") -> Verdict:
    """A rejection with its code's sentence, or a more specific one."""
    return Verdict(code, sentence or SENTENCES[code])


class Incoming(NamedTuple):
    """An op with a valid envelope. `payload` None: `fault` says what is wrong with it.

    `occurred_at` is as `BoothClock.moment` has it. `digest` tells whether an
    op that comes again is the same one; seq and epoch are no part of it, as a new enrolment renumbers.
    `erased`: the guest erased the picture before it was asked for.
    """

    op_id: UUID
    seq: int
    kind: str
    occurred_at: datetime
    digest: bytes
    wire: str
    payload: Payload | None
    clock: BoothClock
    fault: str = ""
    erased: bool = False

    def of_an_erased_picture(self) -> "Incoming":
        """The same op, of which nothing personal is kept."""
        return self._replace(erased=True, wire=scrubbed(self.wire))

    def answer(self, verdict: Verdict) -> OpResult:
        """The result that the kiosk is told."""
        status = OpStatus.APPLIED if verdict.code is None else OpStatus.REJECTED
        return OpResult(
            op_id=self.op_id, seq=self.seq, status=status, code=verdict.code, sentence=verdict.sentence
        )


def read(raw: RawOp, kiosk_id: UUID, clock: BoothClock) -> Incoming:
    """Parse one op; `fault` says whatever is wrong with it."""
    wire, is_text = _wire(raw.payload)
    payload, fault = _payload(raw) if is_text else (None, "the payload has characters that are no text")
    about = f"{kiosk_id.hex}\n{raw.kind}\n{raw.occurred_at.isoformat()}\n".encode(errors="replace")
    digest = hashlib.sha256(about + _content(raw, payload))
    return Incoming(
        op_id=raw.op_id,
        seq=raw.seq,
        kind=raw.kind if raw.kind in _PAYLOADS else _printable(raw.kind),
        occurred_at=clock.moment(raw.occurred_at),
        digest=digest.digest(),
        wire=wire,
        payload=payload,
        fault=fault,
        clock=clock,
    )


def _content(raw: RawOp, payload: Payload | None) -> bytes:
    """The payload in canonical form."""
    if payload is None:
        return _sorted(raw.payload).encode()
    return _PAYLOADS[raw.kind].serializer.to_json(payload, exclude_defaults=True)


def _payload(raw: RawOp) -> tuple[Payload | None, str]:
    try:
        made_outside(raw.op_id)
    except ValueError as error:
        return None, f"op_id: {error}"
    if raw.seq > LARGEST_SEQ:
        return None, "seq is larger than any booth counts"
    shape = _PAYLOADS.get(raw.kind)
    if shape is None:
        return None, "kind: this platform does not know it"
    try:
        # The op's kind counts, whatever the payload claims.
        wire = raw.payload | {"kind": raw.kind} if "kind" in raw.payload else raw.payload
        return shape.validator.validate_python(wire), ""
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in ("payload", *first["loc"]))
        return None, f"{where}: {first['msg']}"[:500]


def _wire(payload: dict[str, object]) -> tuple[str, bool]:
    """The payload as JSON, and whether its text can be stored; it is searched only if it looks odd."""
    try:
        wire = to_json(payload).decode()
    except PydanticSerializationError:
        return _sorted(payload), _is_text(payload)
    return wire, "\\u0000" not in wire or _is_text(payload)


def _sorted(payload: dict[str, object]) -> str:
    """JSON in ASCII, which can hold even invalid text."""
    return json.dumps(payload, sort_keys=True)


def _is_text(payload: object) -> bool:
    """Whether every string can be stored: no NUL, no half of a surrogate pair."""
    waiting = [payload]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str) and ("\0" in each or _printable(each) != each):
            return False
    return True


def _printable(text: str) -> str:
    return text.replace("\0", "").encode(errors="replace").decode()


def in_order(incoming: Iterable[Incoming]) -> list[Incoming]:
    """By seq, the only order there is (Y11)."""
    return sorted(incoming, key=lambda op: op.seq)
