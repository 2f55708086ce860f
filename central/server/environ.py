"""A request as WSGI describes it."""

import io
from collections.abc import MutableMapping
from typing import Any

from central.server.observed import NOTES


def environ_of(scope: MutableMapping[str, Any], body: bytes) -> dict[str, Any]:
    """The environ of an ASGI request with this body."""
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "REMOTE_ADDR": client[0],
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        NOTES: scope.get(NOTES),
    }
    for name, value in scope["headers"]:
        key = name.decode("latin1").upper().replace("-", "_")
        known = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text = value.decode("latin1")
        environ[known] = f"{environ[known]},{text}" if known in environ else text
    return environ
