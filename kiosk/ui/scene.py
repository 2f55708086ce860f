"""Everything the screens are drawn from, at one moment."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from contract.config import Branding, ConfigStyle, KioskConfig
from kiosk.domain.booth_state import BoothState
from kiosk.domain.model import INTO_FOLDER, Link, PrinterState
from kiosk.domain.mount import Lens
from kiosk.session.state import SessionState
from kiosk.styles.catalogue import Catalogue, Cover, catalogue_of, cover, given_choice

HOUSE_BRANDING = Branding(display_name="Cabina", primary_color="#8b5cf6")


def _no_asset(_sha256: str) -> Path | None:
    return None


@dataclass(frozen=True, slots=True)
class Scene:
    """A session, the booth around it, and `now` in monotonic seconds. `asset` finds a stored blob's file."""

    session: SessionState = field(default_factory=SessionState)
    booth_state: BoothState = field(default_factory=BoothState)
    now: float = 0.0
    asset: Callable[[str], Path | None] = _no_asset
    lens: Lens = Lens.ABOVE

    @property
    def config(self) -> KioskConfig | None:
        return self.booth_state.config

    @property
    def branding(self) -> Branding:
        """The event's, else the house's."""
        return self.config.branding if self.config else HOUSE_BRANDING

    @property
    def online(self) -> bool:
        """The platform answers right now."""
        return self.booth_state.sync.link is Link.ONLINE

    @property
    def style(self) -> ConfigStyle | None:
        """The style that the guest chose."""
        return self.catalogue.style(self.session.style_id)

    @property
    def catalogue(self) -> Catalogue:
        """What the event offers."""
        return catalogue_of(self.config)

    def cover(self, style: ConfigStyle) -> Cover:
        """Whether there are credits for a picture in this style."""
        return cover(style, self.booth_state.sync)

    @property
    def has_choice(self) -> bool:
        """The guest is asked for a style and a layout."""
        return given_choice(self.catalogue, self.booth_state.sync) is None

    @property
    def printer_ready(self) -> bool:
        """A sheet sent to the printer now would be printed."""
        return self.booth_state.printer.state in (PrinterState.READY, PrinterState.BUSY)

    @property
    def prints_at_all(self) -> bool:
        """The event has copies for its guests."""
        return self.config is None or self.config.limits.copies > 0

    @property
    def has_printer(self) -> bool:
        """A sheet asked for now will be printed, at once or when the printer is back."""
        return self.booth_state.printer.state is not PrinterState.ABSENT

    @property
    def prints_into_folder(self) -> bool:
        """A sheet that was printed is a file, which staff hand out."""
        return INTO_FOLDER in self.booth_state.printer.reasons

    def seconds_until(self, deadline: float | None) -> float:
        """Seconds left, never negative; 0 without a deadline."""
        return max(0.0, deadline - self.now) if deadline is not None else 0.0

    def picture_of(self, sha256: str | None) -> str:
        """The URL of a stored blob for QML; empty while it is not stored."""
        return file_url(self.asset(sha256) if sha256 else None)


def file_url(path: Path | None) -> str:
    """A path as QML wants it; empty for None."""
    return path.resolve().as_uri() if path else ""
