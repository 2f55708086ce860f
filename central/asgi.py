"""The platform as one ASGI application: body limits, streamed uploads, Django."""

import os
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")
_django = get_asgi_application()

from central.api.limits import Application, LimitedBodies  # noqa: E402 - Django's apps come first
from central.blobs.streaming import StreamedBodies  # noqa: E402
from contract.sync import MAX_BODY_BYTES  # noqa: E402

_BLOBS = "/api/v1/blobs/"
_streaming = StreamedBodies(cast("Application", _django), _BLOBS)
application = LimitedBodies(_streaming, most=MAX_BODY_BYTES, exempt=_BLOBS)
