"""How bodies that are not JSON are described, and headers: each is an operation's `openapi_extra`."""

from typing import Any, Final

from central.api.problems import UPLOAD_OFFSET
from central.blobs.uploads import MAX_BYTES
from contract.signature import SIGNATURE_HEADER
from contract.sync import MAX_BODY_BYTES

Described = dict[str, Any]

RANGE: Final = r"bytes=([0-9]{1,12})-([0-9]{0,12})"
CONTENT_RANGE: Final = r"bytes ([0-9]{1,12})-([0-9]{1,12})/([0-9]{1,12})"
NO_RANGE: Final = r"bytes \*/([1-9][0-9]{0,11})"

_BINARY: Final = {"type": "string", "format": "binary"}
_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_PHOTOS: Final = ("image/jpeg", "image/png", "image/webp")


def _content(*media_types: str, schema: Described = _BINARY) -> Described:
    return {media_type: {"schema": schema} for media_type in media_types}


def _headers(**schemas: Described) -> Described:
    return {name.replace("_", "-"): {"schema": schema} for name, schema in schemas.items()}


def _header_sent(name: str, pattern: str, longest: int, description: str) -> Described:
    schema = {"type": "string", "pattern": f"^({pattern})$", "maxLength": longest}
    return {"in": "header", "name": name, "required": False, "description": description, "schema": schema}


def file_given(*media_types: str, schema: Described = _BINARY) -> Described:
    """The answer is a file of one of these types."""
    return {"responses": {200: {"content": _content(*media_types, schema=schema)}}}


PICTURE_TAKEN: Final[Described] = {
    "requestBody": {
        "required": True,
        "content": _content(*_PHOTOS, schema=_BINARY | {"maxLength": MAX_BODY_BYTES}),
    }
}
"""The body is a whole picture."""
LOGO_GIVEN: Final = file_given("image/png")
PNG: Final = file_given("image/png")
SVG: Final = file_given("image/svg+xml", schema=_TEXT)
PDF: Final = file_given("application/pdf")
CSV: Final = file_given("text/csv", schema=_TEXT)
"""Lines of columns that a spreadsheet opens."""
EVENT_STREAM: Final = file_given("text/event-stream", schema=_TEXT)

SIGNED: Final[Described] = {
    "responses": {200: {"headers": _headers(ETag=_TEXT) | {SIGNATURE_HEADER: {"schema": _TEXT}}}}
}

_OFFSET: Final = {UPLOAD_OFFSET: {"schema": _COUNT, "description": "The byte to continue from."}}
_OF_A_BLOB: Final = _headers(ETag=_TEXT, Accept_Ranges=_TEXT)

BLOB_CHECKED: Final[Described] = {
    "responses": {200: {"headers": _OF_A_BLOB | _OFFSET}, 404: {"headers": _OFFSET}},
}
PHOTO_CHECKED: Final[Described] = {"responses": {404: {"headers": _OFFSET}}}

BLOB_GIVEN: Final[Described] = {
    "parameters": [_header_sent("Range", RANGE, len("bytes=-") + 2 * 12, "One range of bytes.")],
    "responses": {
        200: {"content": _content(*_PHOTOS), "headers": _OF_A_BLOB},
        206: {"content": _content(*_PHOTOS), "headers": _OF_A_BLOB | _headers(Content_Range=_TEXT)},
        416: {"headers": _headers(Content_Range=_TEXT)},
    },
}

_PART: Final = _header_sent(
    "Content-Range",
    f"{CONTENT_RANGE}|{NO_RANGE}",
    len("bytes -/") + 3 * 12,
    "Which bytes of how many the body has; `*` with an empty body: none. Without it, it has all.",
)
PHOTO_TAKEN: Final[Described] = {
    "parameters": [_PART],
    "requestBody": {
        "required": True,
        "content": _content("application/octet-stream", *_PHOTOS, schema=_BINARY | {"maxLength": MAX_BYTES}),
    },
    "responses": {202: {"headers": _OFFSET}},
}
