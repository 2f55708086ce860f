"""Request bodies as JSON, read by pydantic's own parser: half the time of Python's for a large sync."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser
from pydantic_core import from_json


class JsonParser(Parser):
    """Accepts whatever Python's parser accepts, lone surrogates included: a bad op never spoils its batch."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's object. Raises ValueError."""
        try:
            body: dict[str, Any] = from_json(request.body)
        except ValueError:
            body = json.loads(request.body)
        return body
