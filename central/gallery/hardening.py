"""The headers of pages whose address is a secret."""

from typing import TypeVar

from django.http.response import HttpResponseBase

_Response = TypeVar("_Response", bound=HttpResponseBase)

_ALWAYS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def hardened(response: _Response, nonce: str = "") -> _Response:
    """The response, locked down: only its own inline style and script (by nonce), only our own pictures."""
    inline = f"'nonce-{nonce}'" if nonce else "'none'"
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {inline}; script-src {inline}; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    for name, text in _ALWAYS.items():
        response[name] = text
    # Django logs the address of every answer from 400 up; this address is a secret.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
