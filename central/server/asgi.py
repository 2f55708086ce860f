"""The platform as one ASGI application."""

import os
import signal

import django

from central.server.supervisor import end_with_parent

# The workers of a web server that was killed would go on answering beside those of the next one.
end_with_parent(signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")
django.setup(set_prefix=False)

from central.server.gc_tuning import keep_what_is_loaded  # noqa: E402
from central.server.observed import Observed  # noqa: E402
from central.server.probes import Probes  # noqa: E402
from central.server.web import Platform  # noqa: E402 - Django's apps come first

application = Probes(Observed(Platform()))
keep_what_is_loaded()
