"""A user's photos, uploaded by their SHA-256, in parts if need be; nobody else can read them."""

from functools import partial
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from central.api import files
from central.api.auth import person_asking, sitter_auth
from central.api.blobs import partly, receiving
from central.api.problems import UPLOAD_OFFSET, refusal
from central.blobs.errors import BlobMissing
from central.blobs.holdings import Holder
from central.blobs.uploads import Upload
from central.generations import hoarding, photos, user_generations
from central.server.arrivals import arrived
from contract.shape import Sha256

router = Router(tags=["own pictures"], auth=sitter_auth)


@router.api_operation(
    ["HEAD"],
    "/me/photos/{sha256}",
    summary="Check an uploaded photo",
    response={200: None},
    openapi_extra=files.PHOTO_CHECKED,
)
def head_photo(request: HttpRequest, sha256: Annotated[Sha256, Path()]) -> HttpResponse:
    """200 if it is complete; else 404, with the byte to continue from in `Upload-Offset`."""
    holder, upload = _asked(request, sha256)
    if _is_there(holder, upload):
        return HttpResponse(status=200)
    response = refusal(request, BlobMissing("There is no such photo."))
    response[UPLOAD_OFFSET] = str(upload.held())
    return response


@router.put(
    "/me/photos/{sha256}",
    summary="Upload a photo for a picture",
    response={200: None, 201: None, 202: None},
    openapi_extra=files.PHOTO_TAKEN,
)
def put_photo(request: HttpRequest, sha256: Annotated[Sha256, Path()]) -> HttpResponse:
    """201: complete and stored. 200: already stored. 202: incomplete, continue from `Upload-Offset`."""
    holder, upload = _asked(request, sha256)
    came = arrived(request)
    if came is None:
        if photos.is_kept(holder, sha256):
            return HttpResponse(status=200)
        return receiving(request, upload, partial(hoarding.admit_users, holder))
    if not came.outcome():
        return partly(upload)
    photos.take_from_user(holder, upload)
    return HttpResponse(status=201)


def _is_there(holder: Holder, upload: Upload) -> bool:
    """Whether it is kept, or is now, because the upload was whole and nobody had taken it."""
    if not photos.is_kept(holder, upload.sha256) and upload.is_whole():
        photos.take_from_user(holder, upload)
    return photos.is_kept(holder, upload.sha256)


def _asked(request: HttpRequest, sha256: str) -> tuple[Holder, Upload]:
    user = person_asking(request)
    return user_generations.holder(user), Upload(user.id, sha256)
