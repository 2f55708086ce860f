"""Ops as they arrive: parsed one by one, so that a bad one never spoils its batch (Y9)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from contract.problem import Code
from contract.sync import Op, OpResult, OpStatus, Payload, RawOp

LARGEST_SEQ: Final = 2**53
_OLDEST: Final = timedelta(days=400)

SENTENCES: Final = {
    Code.CREDITS_EXHAUSTED: "The event has no credits left for this picture.",
    Code.EVENT_NOT_STARTED: "The event has not started yet.",
    Code.EVENT_ENDED: "The event is over.",
    Code.EVENT_PAUSED: "The event is paused.",
    Code.PARTNER_INACTIVE: "The partner's account is not active.",
    Code.STYLE_NOT_ALLOWED: "This style is not offered at the event.",
    Code.CONFLICT: "This id was used for something else.",
    Code.LEASE_UNKNOWN: "This kiosk has no such lease.",
    Code.INVALID: "This op is not what the protocol describes.",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an op; `code` None: applied."""

    code: Code | None = None
    sentence: str = ""


APPLIED: Final = Verdict()


def refused(code: Code, sentence: str = "") -> Verdict:
    """A rejection in the words of its code, or in better ones."""
    return Verdict(code, sentence or SENTENCES[code])


@dataclass(frozen=True, slots=True)
class Incoming:
    """An op whose envelope was believed. `payload` None: `fault` says what is wrong with it.

    `occurred_at` is clamped: not in the future, not older than a booth can be. `digest` tells whether an
    op that comes again is the same one; seq and epoch are no part of it, as a new enrolment renumbers.
    """

    op_id: UUID
    seq: int
    kind: str
    occurred_at: datetime
    digest: bytes
    wire: str
    payload: Payload | None
    fault: str = ""

    def answer(self, verdict: Verdict) -> OpResult:
        """The result that the kiosk is told."""
        status = OpStatus.APPLIED if verdict.code is None else OpStatus.REJECTED
        return OpResult(
            op_id=self.op_id, seq=self.seq, status=status, code=verdict.code, sentence=verdict.sentence
        )


def read(raw: RawOp, kiosk_id: UUID, now: datetime) -> Incoming:
    """Parse one op; whatever is wrong with it is said in `fault`."""
    payload, fault = _payload(raw)
    wire = json.dumps(raw.payload, sort_keys=True)
    content = payload.model_dump_json(exclude_defaults=True) if payload else wire
    moment = raw.occurred_at.isoformat()
    digest = hashlib.sha256("\n".join((kiosk_id.hex, raw.kind, moment, content)).encode(errors="replace"))
    return Incoming(
        op_id=raw.op_id,
        seq=raw.seq,
        kind=_printable(raw.kind),
        occurred_at=max(now - _OLDEST, min(raw.occurred_at, now)),
        digest=digest.digest(),
        wire=wire,
        payload=payload,
        fault=fault,
    )


def _payload(raw: RawOp) -> tuple[Payload | None, str]:
    if raw.seq > LARGEST_SEQ:
        return None, "seq is larger than any booth counts"
    if not _is_text(raw.payload):
        return None, "the payload has characters that are no text"
    try:
        return Op.model_validate(raw.model_dump()).payload, ""
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return None, f"{where}: {first['msg']}"[:500]


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
