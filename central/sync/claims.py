"""The claim codes that a batch of ops brings: taken before it is judged, kept when a request is refused."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, NamedTuple, TypeVar
from uuid import UUID

from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from central.fleet.models import Kiosk
from central.generations import claim_codes, erasure
from central.generations.claim_codes import Asked
from central.generations.erasure import RefusedPicture
from central.sync.ops import Incoming, Verdict
from central.sync.parts import refuse_too_many
from contract.shape import MOST_COUNTED, ClaimCode, Shape
from contract.sync import GenerationRequested, OpKind
from contract.tickets import TicketPrefix

_T = TypeVar("_T")


class Taken(NamedTuple):
    """The codes that are now this batch's, with the ops they are for.

    `erased`: ops whose guests erased them before. `lost`: those whose code is another picture's, or that of
    an earlier request of the batch.
    """

    ops: dict[str, UUID]
    erased: frozenset[UUID]
    lost: frozenset[UUID]


def take(kiosk: Kiosk, ops: Iterable[Incoming]) -> Taken:
    """Take the codes of these requests, by seq."""
    asked = [(op.op_id, found) for op in ops if (found := _asked(op)) is not None]
    first = {each.code: (op_id, each) for op_id, each in reversed(asked)}
    taken = claim_codes.take(kiosk.tenant_id, kiosk.id, [each for _, each in first.values()])
    mine = {code: op_id for code, (op_id, _) in first.items() if code in taken}
    erased = frozenset(op_id for code, op_id in mine.items() if taken[code])
    if len(mine) == len(asked):
        return Taken(mine, erased, frozenset())
    return Taken(mine, erased, frozenset(op_id for op_id, _ in asked).difference(mine.values()))


def without_what_was_erased(kiosk: Kiosk, lost: Sequence[Incoming]) -> list[Incoming]:
    """Requests that did not get their codes; of those that guests of this partner erased, nothing is kept.

    As when staff had asked anew for a guest who erased meanwhile: the photo goes, too, whenever it comes.
    Raises TooMuchAtOnce.
    """
    erased = claim_codes.erased(kiosk.tenant_id, (found.code for op in lost if (found := _asked(op))))
    refuse_too_many(sum(1 for op in lost if (found := _asked(op)) and found.code in erased))
    return [_without_its_guest(kiosk, op, erased) for op in lost]


def _without_its_guest(kiosk: Kiosk, op: Incoming, erased: frozenset[str]) -> Incoming:
    asked = _asked(op)
    if asked is None or asked.code not in erased:
        return op
    refused_one = RefusedPicture(asked.generation_id, _photo(op), asked.code)
    erasure.erase_refused(kiosk.tenant_id, kiosk.id, refused_one)
    return op.of_an_erased_picture()


def _photo(op: Incoming) -> str:
    return str(json.loads(op.wire).get("photo_sha256"))[:64]


def keep_refusals(kiosk: Kiosk, taken: Taken, verdicts: Mapping[UUID, Verdict]) -> None:
    """The requests that were refused keep their codes, with the reason."""
    refused = {op_id: verdict.code for op_id, verdict in verdicts.items() if verdict.code is not None}
    if refused:
        theirs = {code: refused[op_id] for code, op_id in taken.ops.items() if op_id in refused}
        claim_codes.refuse(kiosk.tenant_id, theirs)


def _asked(op: Incoming) -> Asked | None:
    """The claim code of a request, and what its page may say; also of one that is invalid otherwise."""
    if op.kind != OpKind.GENERATION_REQUESTED:
        return None
    asked = op.payload if isinstance(op.payload, GenerationRequested) else _readable(op.wire)
    if asked is None:
        return None
    return Asked(
        asked.claim_code,
        asked.generation_id,
        asked.event_id,
        asked.ticket,
        asked.ticket_prefix,
        asked.language,
    )


def _none_if_invalid(wire: _T, validate: ValidatorFunctionWrapHandler) -> _T | None:
    try:
        read: _T = validate(wire)
    except ValidationError:
        return None
    return read


def _empty_if_invalid(wire: str, validate: ValidatorFunctionWrapHandler) -> str:
    return _none_if_invalid(wire, validate) or ""


class _Readable(Shape):
    """What can be read of a request that is no request."""

    claim_code: ClaimCode
    generation_id: Annotated[UUID | None, WrapValidator(_none_if_invalid)] = None
    event_id: Annotated[UUID | None, WrapValidator(_none_if_invalid)] = None
    ticket: Annotated[int | None, Field(ge=1, le=MOST_COUNTED), WrapValidator(_none_if_invalid)] = None
    ticket_prefix: Annotated[TicketPrefix, WrapValidator(_empty_if_invalid)] = ""
    language: Annotated[str, Field(pattern="^(es|en|pt)$"), WrapValidator(_empty_if_invalid)] = ""


def _readable(wire: str) -> _Readable | None:
    try:
        return _Readable.model_validate(json.loads(wire))
    except ValidationError:
        return None
