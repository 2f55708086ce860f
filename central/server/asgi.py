"""The platform as one ASGI application: body limits, streamed uploads, booths' short calls, Django."""

import os
import signal
from typing import cast

from django.core.asgi import get_asgi_application

from central.server.supervisor import end_with_parent

# The workers of a web server that was killed would go on answering beside those of the next one.
end_with_parent(signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")
_django = get_asgi_application()

from central.server.gc_tuning import keep_what_is_loaded  # noqa: E402
from central.server.limits import Application, LimitedBodies  # noqa: E402 - Django's apps come first
from central.server.streaming import StreamedBodies  # noqa: E402
from central.server.sync_threads import ShortCalls  # noqa: E402
from contract.sync import MAX_BODY_BYTES  # noqa: E402

_BLOBS = ("/api/v1/blobs/", "/api/v1/me/photos/")
_streaming = StreamedBodies(cast("Application", _django), _BLOBS)
_short = ShortCalls(_streaming, "/api/v1/kiosk/", streams=frozenset({"/api/v1/kiosk/stream"}))
application = LimitedBodies(_short, most=MAX_BODY_BYTES, exempt=_BLOBS)
keep_what_is_loaded()
