"""The queues of the worker's jobs. What waits for others has queues of its own: see `operations.worker`."""

from typing import Final

GENERATIONS: Final = "generations"
"""Pictures; each job may wait for a provider."""
REMOVALS: Final = "removals"
"""Erased pictures; each job may wait for a provider, too, and for the store."""
PAYMENTS: Final = "payments"
"""Questions to payment providers."""
HOUSEKEEPING: Final = "housekeeping"
"""What booths and owners wait for: short, and asks nobody outside."""
MAIL: Final = "mail"
"""Mail that people wait for; each job may wait for a mail server."""
LONG: Final = "long"
"""What takes its time and has it: the nightly tasks."""
