"""What whoever asks for a look needs to know, without the libraries that make it."""

from collections.abc import Iterable
from typing import Final

SMALLEST: Final = 64
"""Pixels that a picture needs each way."""
DEFAULT_ACCENT: Final = "#7c5cff"


class UnknownLookError(KeyError):
    """There is no look of that name."""

    def __init__(self, name: object, known: Iterable[str]) -> None:
        super().__init__(name)
        self.name = name
        self._known = tuple(known)

    def __str__(self) -> str:
        return f"no look is called {self.name!r}; there are {', '.join(self._known)}"
