"""Ticket numbers as people read them: on the booth's screen, on paper, on the guest's page and in lists."""

from typing import Annotated

from pydantic import StringConstraints

TicketPrefix = Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,3}$")]
"""The letters that tell the tickets of one event's booths apart; empty for a booth that was given none."""


def ticket_label(prefix: str, number: int) -> str:
    """`B-017`; without a prefix `017`."""
    return f"{prefix}-{number:03d}" if prefix else f"{number:03d}"
