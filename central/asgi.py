"""The platform as one ASGI application: body limits, streamed uploads, Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")
_django = get_asgi_application()

from central.api.limits import LimitedBodies  # noqa: E402 - Django's apps come first
from central.blobs.streaming import StreamedBodies  # noqa: E402
from contract.sync import MAX_BODY_BYTES  # noqa: E402

_BLOBS = "/api/v1/blobs/"
application = LimitedBodies(StreamedBodies(_django, _BLOBS), most=MAX_BODY_BYTES, exempt=_BLOBS)
