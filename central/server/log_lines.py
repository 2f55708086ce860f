"""Lines of the platform's log: of a row that the database refuses they name the rule, and leave out the row.

PostgreSQL's errors go on with it: a guest's code, a person's address, the hash of a password.
"""

import logging
import re
from typing import Final

_ROW: Final = re.compile(
    r"\nDETAIL: .*?(?=\nTraceback \(most recent|\n\n(?:The above|During handling)|\Z)", re.DOTALL
)


class LineFormatter(logging.Formatter):
    """As usual, without the details of the database's errors, in the message and in the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it."""
        return _ROW.sub("", super().format(record))
