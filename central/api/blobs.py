"""Photos and pictures up and down by their SHA-256, in parts if need be (Y3)."""

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Path, Router

from central.api import files
from central.api.auth import KioskAuth, kiosk_asking
from central.api.problems import UPLOAD_OFFSET, refusal
from central.blobs import store
from central.blobs.errors import BlobError, BlobMissing, NotAPicture, RangeUnsatisfiable, TooLarge
from central.blobs.holdings import Holder, readable
from central.blobs.models import Holding
from central.blobs.parts import Part
from central.blobs.uploads import MAX_BYTES, Span, Upload, receive, too_many_bytes
from central.catalogue.samples import readable_or_sample
from central.generations.erasure import refuse_erased
from central.generations.hoarding import admit_booths
from central.generations.photos import refuse, take_from_kiosk
from central.server.arrivals import Receiving, arrived
from contract.shape import Sha256

router = Router(tags=["blobs"], auth=KioskAuth())

_CONTENT_RANGE: Final = re.compile(files.CONTENT_RANGE)
_RANGE: Final = re.compile(files.RANGE)
_NO_RANGE: Final = re.compile(files.NO_RANGE)


@router.api_operation(
    ["HEAD"],
    "/blobs/{sha256}",
    summary="Check a blob",
    response={200: None, 304: None},
    openapi_extra=files.BLOB_CHECKED,
)
def head_blob(request: HttpRequest, sha256: Annotated[Sha256, Path()]) -> HttpResponse:
    """200 if it is complete, with the size as sent; else 404, with where to continue in `Upload-Offset`."""
    holder = _holder(request)
    try:
        holding = _found(holder, sha256)
    except BlobMissing as error:
        response = refusal(request, error)
        response[UPLOAD_OFFSET] = str(_upload(holder, sha256).held())
        return response
    return HttpResponse(headers=_headers(holding, holding.size) | {UPLOAD_OFFSET: str(holding.size)})


@router.get(
    "/blobs/{sha256}",
    summary="Download a blob",
    response={200: None, 206: None, 304: None},
    openapi_extra=files.BLOB_GIVEN,
)
def get_blob(request: HttpRequest, sha256: Annotated[Sha256, Path()]) -> HttpResponseBase:
    """The bytes, streamed; 206 for a `Range` of them. Of a photo they are those that were kept."""
    holding = readable_or_sample(_holder(request), sha256)
    size = store.size(holding.stored)
    first, last = _wanted(request, size)
    part = Part(holding.stored, first, last)
    response = StreamingHttpResponse(part, headers=_headers(holding, part.length))
    if (first, last) != (0, size - 1):
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


@router.put(
    "/blobs/{sha256}",
    summary="Upload a photo",
    response={200: None, 201: None, 202: None},
    openapi_extra=files.PHOTO_TAKEN,
)
def put_blob(request: HttpRequest, sha256: Annotated[Sha256, Path()]) -> HttpResponse:
    """201: complete and stored. 200: already stored. 202: incomplete, continue from `Upload-Offset`.

    Only 200 and 201 end an upload. An empty body with `Content-Range: bytes */TOTAL` brings nothing more:
    what is held is taken if it is complete. 410: the guest erased the picture that it was for; it is not to
    be sent again.
    """
    holder = _holder(request)
    upload, came = _upload(holder, sha256), arrived(request)
    held = _held(holder, sha256) if came is None else None
    if held is not None:
        return _complete(200, held)
    refuse_erased(holder, upload)  # Which it may have been while its bytes came, too.
    try:
        if came is None:
            return receiving(request, upload, partial(admit_booths, holder))
        complete = came.outcome()
    except TooLarge as error:
        refuse(holder, sha256, error)
        raise
    if not complete:
        return partly(upload)
    take_from_kiosk(holder, upload)
    return _complete(201, readable(holder, sha256))


def receiving(request: HttpRequest, upload: Upload, admit: Callable[[Upload], None]) -> HttpResponse:
    """The request's bytes are for this upload. Raises BlobError when they cannot be, or are not admitted."""
    span = _span(request)
    upload.check(span)
    admit(upload)
    return Receiving(partial(receive, upload, span))


def partly(upload: Upload) -> HttpResponse:
    """The answer while bytes are still missing."""
    return HttpResponse(status=202, headers={UPLOAD_OFFSET: str(upload.held())})


def _holder(request: HttpRequest) -> Holder:
    kiosk = kiosk_asking(request)
    return Holder(kiosk.tenant_id, kiosk.event_id, kiosk.id)


def _upload(holder: Holder, sha256: str) -> Upload:
    assert holder.kiosk_id is not None, "only kiosks upload"
    return Upload(holder.kiosk_id, sha256)


def _held(holder: Holder, sha256: str) -> Holding | None:
    try:
        return readable(holder, sha256)
    except BlobMissing:
        return None


def _found(holder: Holder, sha256: str) -> Holding:
    """What is held, or is now, because its upload was whole and nobody had taken it. Raises BlobMissing."""
    held = _held(holder, sha256)
    if held is None and _upload(holder, sha256).is_whole():
        take_from_kiosk(holder, _upload(holder, sha256))
    return held or readable(holder, sha256)


def _complete(status: int, holding: Holding) -> HttpResponse:
    return HttpResponse(status=status, headers={UPLOAD_OFFSET: str(holding.size)})


def _span(request: HttpRequest) -> Span:
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MAX_BYTES:
        raise too_many_bytes()
    said = request.headers.get("Content-Range")
    if length == "0":
        return _nothing_more(said or "")
    if said is None:
        return Span(total=int(length) if length.isdecimal() else None)
    match = _CONTENT_RANGE.fullmatch(said)
    if match is None:
        raise BlobError("Content-Range must be: bytes FIRST-LAST/TOTAL.")
    first, last, total = (int(number) for number in match.groups())
    if not first <= last < total:
        raise BlobError("Content-Range contradicts itself.")
    return Span(first, total)


def _nothing_more(said: str) -> Span:
    match = _NO_RANGE.fullmatch(said)
    if match is None:
        raise NotAPicture("An empty file is not a photo.")
    return Span(int(match[1]), int(match[1]))


def _wanted(request: HttpRequest, size: int) -> tuple[int, int]:
    """All of them, unless one range is asked for that means something (RFC 9110, 14.2)."""
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None:
        return 0, size - 1
    first, last = int(match[1]), int(match[2] or match[1])
    if first > last:
        return 0, size - 1
    if first >= size:
        raise RangeUnsatisfiable(size)
    return first, min(last, size - 1) if match[2] else size - 1


def _headers(holding: Holding, length: int) -> dict[str, str]:
    return {
        "Content-Type": holding.media_type,
        "Content-Length": str(length),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=31536000, immutable",
        "ETag": f'"{holding.stored}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "attachment",
    }
