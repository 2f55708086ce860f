"""Lines of the platform's log: what happened and where, and nothing that only one person may know.

A claim code, a token, an e-mail address may be in whatever failed: in a path, in an exception's words, in a
job's arguments, in the row that the database refuses. See `central.base.masking`.
"""

import logging
from typing import Any, Final

from central.base.masking import masked
from central.server import request_ids

MASKED: Final = {"masked": True}
"""`extra` of a line that has no secret, as all that is in it was masked before it was logged."""


class LineFormatter(logging.Formatter):
    """As usual, with every secret masked: in the message, and in the traceback below it.

    `origin`: which part of the platform says it, and of which request.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it."""
        request_id = request_ids.current.get()
        record.origin = f"{record.name} [{request_id}]" if request_id else record.name
        line = super().format(record)
        return line if getattr(record, "masked", False) else masked(line)


def without_traceback(record: logging.LogRecord) -> bool:
    """For a logger whose errors are an asker's, who may make as many as they like: the sentence is enough."""
    record.exc_info = None
    return True


_LINE: Final = {
    "()": "central.server.log_lines.LineFormatter",
    "fmt": "%(asctime)s %(levelname)s: %(message)s",
}
WEB_SERVER_LOGGING: Final[dict[str, Any]] = {
    "formatters": {"generic": _LINE, "access": _LINE},
    "loggers": {
        "_granian": {"handlers": ["console"], "propagate": False},
        # At INFO: each client that went away or was cut meanwhile; thousands, if somebody wants.
        "_granian.asgi": {"level": "WARNING"},
    },
}
"""What the web server says by itself, of failures outside of Django, in such lines, too."""
