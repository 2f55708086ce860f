"""The API's description: rendered once, as nothing in it changes while a process lives."""

from functools import cache
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja.responses import Response

from central.api.v1 import api


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """OpenAPI, as JSON."""
    content, etag = _rendered()
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300"}
    return HttpResponse(content, content_type="application/json", headers=headers)


@cache
def _rendered() -> tuple[bytes, str]:
    content = Response(api.get_openapi_schema()).content
    return content, f'"{sha256(content).hexdigest()[:32]}"'
