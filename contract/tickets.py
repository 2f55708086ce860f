"""Ticket numbers as people read them: on the booth's screen, on paper, on the guest's page and in lists."""

import re
from typing import Annotated, Final

from pydantic import StringConstraints

TicketPrefix = Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,3}$", max_length=3)]
"""The letters that tell the tickets of one event's booths apart; empty for a booth that was given none."""

_LABEL: Final = re.compile(r"([A-Z]{0,3})-?([0-9]{1,10})")


def ticket_label(prefix: str, number: int) -> str:
    """`B-017`; without a prefix `017`."""
    return f"{prefix}-{number:03d}" if prefix else f"{number:03d}"


def read_label(text: str) -> tuple[str, int] | None:
    """Prefix and number of a label as people type it (`b17`, `B-017`); None if it is none."""
    found = _LABEL.fullmatch(text.strip().upper())
    return (found[1], int(found[2])) if found else None
