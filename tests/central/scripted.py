"""A provider for tests that answers what it was told to."""

from dataclasses import dataclass, field

from central.generations.providers import registry
from central.generations.providers.base import Progress, Work
from contract.ids import new_id
from tests.central.booths import Booth


@dataclass
class Scripted:
    """A provider on strings: answers what it was told to, in order, and remembers being called."""

    answers: list[Progress | Exception]
    name: str = field(default_factory=lambda: f"scripted-{new_id().hex[:8]}")
    attempt_seconds: float = 30.0
    calls: list[str] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)

    def submit(self, work: Work) -> Progress:
        self.calls.append("submit")
        return self._answer()

    def poll(self, handle: str, work: Work) -> Progress:
        self.calls.append(handle)
        return self._answer()

    def forget(self, handle: str) -> None:
        self.calls.append(f"forget {handle}")
        if self.refusals:
            raise self.refusals.pop(0)

    def _answer(self) -> Progress:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def scripted(*answers: Progress | Exception) -> tuple[Booth, Scripted]:
    provider = Scripted(list(answers))
    registry.register(provider)
    return Booth(provider=provider.name), provider
