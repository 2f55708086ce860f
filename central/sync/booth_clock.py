"""How far a booth's clock can be believed (decision 38)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

_BELIEVED_TO: Final = timedelta(minutes=2)
"""A clock that differs by no more is right: an answer may have been on its way for a while."""
_OLDEST: Final = timedelta(days=400)


@dataclass(frozen=True)
class BoothClock:
    """The clock that gave a request's ops their times. `now` is ours, `sent_at` its own, if that was said."""

    now: datetime
    sent_at: datetime | None = None

    @cached_property
    def offset(self) -> timedelta:
        """What must be added to its times; nothing for a clock that is right or unknown."""
        behind = self.now - self.sent_at if self.sent_at else timedelta()
        return max(-_OLDEST, min(behind, _OLDEST)) if abs(behind) > _BELIEVED_TO else timedelta()

    @cached_property
    def is_wrong(self) -> bool:
        """Whether it is known to be wrong at this moment."""
        return bool(self.offset)

    @cached_property
    def _oldest(self) -> datetime:
        return self.now - _OLDEST

    def moment(self, said: datetime) -> datetime:
        """When an op happened: never in the future, never before there can have been a booth.

        A clock may have gone wrong after the op. So a slow one is put right only as far as that is possible,
        and a fast one only where what it said is not.
        """
        if (self.is_wrong and timedelta() < self.offset <= self.now - said) or said > self.now:
            said = max(said, self._oldest) + self.offset
        return max(self._oldest, min(said, self.now))
