"""A PrintStore in memory, so that the printer is tested without the booth's database."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from contract.ids import new_id
from kiosk.domain.errors import DiskError
from kiosk.domain.model import PrintJob, PrintState


class MemoryStore:
    """Keeps prints in the order they were added, and every state that each went through."""

    def __init__(self) -> None:
        self.prints: dict[UUID, PrintJob] = {}
        self.history: dict[UUID, list[PrintState]] = {}
        self.full = False
        self.erased: set[UUID] = set()
        self.told_of_copies: list[bool] = []
        self.sentences: list[str] = []
        self.changed = threading.Condition()

    def add(self, picture: Path, state: PrintState = PrintState.QUEUED, device_job: str = "") -> UUID:
        job_id = new_id()
        with self.changed:
            self.prints[job_id] = PrintJob(
                job_id, new_id(), None, picture, 1, state, datetime.now(UTC), device_job
            )
            self.history[job_id] = []
        return job_id

    def state(self, job_id: UUID) -> PrintState:
        return self.prints[job_id].state

    def counted(self) -> int:
        """How often a print was recorded as printed: what the booth would report to the platform."""
        return sum(states.count(PrintState.PRINTED) for states in self.history.values())

    def claim_next(self) -> PrintJob | None:
        for job in list(self.prints.values()):
            if job.state is PrintState.QUEUED:
                return self._keep(replace(job, state=PrintState.SUBMITTED))
        return None

    def unfinished(self) -> Sequence[PrintJob]:
        return [job for job in self.prints.values() if job.state in (PrintState.SUBMITTED, PrintState.HELD)]

    def submitted(self, print_id: UUID, device_job: str) -> None:
        self._keep(replace(self.prints[print_id], device_job=device_job, state=PrintState.SUBMITTED))

    def named(self, print_id: UUID, device_job: str) -> None:
        self._keep(replace(self.prints[print_id], device_job=device_job))

    def copies_stay(self, stay: bool) -> None:
        self.told_of_copies.append(stay)

    def is_erased(self, print_id: UUID) -> bool:
        return print_id in self.erased

    def moved(self, print_id: UUID, state: PrintState, sentence: str) -> None:
        self._keep(replace(self.prints[print_id], state=state, sentence=sentence))
        self.history[print_id].append(state)
        self.sentences.append(sentence)

    def _keep(self, job: PrintJob) -> PrintJob:
        if self.full:
            raise DiskError("the disk is full")
        with self.changed:
            self.prints[job.id] = job
            self.changed.notify_all()
        return job
