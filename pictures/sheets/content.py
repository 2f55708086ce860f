"""What is drawn, and on what."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sheet:
    """The printable area of the queue's medium, in pixels, portrait, at `dpi`."""

    width: int = 1200
    height: int = 1800
    dpi: int = 300


class Content(Protocol):
    """What a sheet shows. Paths of JPEG or PNG files; `accent` is `#rrggbb`.

    `details` follow the caption, which gives way to them: a date and a ticket number are never elided.
    """

    @property
    def pictures(self) -> tuple[Path, ...]: ...
    @property
    def title(self) -> str: ...
    @property
    def caption(self) -> str: ...
    @property
    def details(self) -> str: ...
    @property
    def accent(self) -> str: ...
    @property
    def claim_url(self) -> str: ...
    @property
    def logo(self) -> Path | None: ...


class CannotBeShown(Exception):
    """A picture or the logo cannot be read: `name` says which, and the cause why."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
