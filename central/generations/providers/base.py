"""The interface of a provider: work is submitted, and polled until it is finished.

A provider that answers at once returns `Finished` from `submit`. One that takes its time returns
`Accepted` with its own handle for the work; the handle is stored, so that another worker can go on
polling after this one died, and the work is never paid for twice.

ProviderError
├── TemporaryError   may work later: busy, unreachable, rate-limited
└── PermanentError   will never work: this photo, this prompt, this style
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be made. `photo` is upright JPEG without metadata; `accent` the event's colour."""

    photo: bytes
    look: str
    model: str
    prompt: str
    accent: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider works on it; ask again after `poll_after` seconds."""

    handle: str
    poll_after: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The picture's bytes, as the provider gave them, and what it cost in millionths of a dollar."""

    picture: bytes
    cost_micros: int = 0


Progress = Accepted | Finished


class Provider(Protocol):
    """Makes pictures. Stateless: any worker may call any method of any work."""

    @property
    def name(self) -> str:
        """The name that styles choose it by."""

    @property
    def attempt_seconds(self) -> float:
        """How long one call may take before its worker is presumed dead."""

    def submit(self, work: Work) -> Progress:
        """Begin. Raises ProviderError."""

    def poll(self, handle: str, work: Work) -> Progress:
        """Ask how accepted work stands. Raises ProviderError."""

    def forget(self, handle: str) -> None:
        """Delete the photo, the picture and the work itself, as the guest erased it; again, if need be.

        Raises TemporaryError, and is then asked again; PermanentError where that cannot be done.
        """


class ProviderError(Exception):
    """The provider made no picture. `code` is stored, `sentence` is for staff."""

    code = "provider_failed"

    def __init__(self, sentence: str, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.code


class TemporaryError(ProviderError):
    """It may work later; not before `retry_after` seconds, where the provider said so."""

    code = "provider_unavailable"

    def __init__(self, sentence: str, code: str | None = None, retry_after: float = 0) -> None:
        super().__init__(sentence, code)
        self.retry_after = retry_after


class PermanentError(ProviderError):
    """It will never work."""

    code = "provider_refused"
