"""What the imaging worker makes: the kept JPEG, the on-booth look, the print-ready sheet."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contract.config import ConfigEvent, KioskConfig, PrintLayout
from contract.ids import new_id
from kiosk.domain.errors import BugError, DiskError
from kiosk.domain.model import PrintJob, PrintOrder, Request, Sheet, Shot
from kiosk.domain.ports import Frame
from kiosk.store import Store
from kiosk.store.files import write_durably
from kiosk.styles import BoothLooks

if TYPE_CHECKING:
    from kiosk.printer import PillowLayouts

JPEG_QUALITY = 92


@dataclass(frozen=True, slots=True)
class GuestPrint:
    """A print as the guest ordered it. `result` None: the on-booth look takes its place."""

    session_id: UUID
    request: Request
    shots: tuple[Shot, ...]
    layout: PrintLayout
    look: str
    result: Path | None
    copies: int
    config: KioskConfig
    test_mark: str = ""


class Imaging:
    """Runs on the imaging worker only. Raises DiskError and BugError."""

    def __init__(self, store: Store, looks: BoothLooks, layouts: "PillowLayouts", folder: Path) -> None:
        self._store = store
        self._looks = looks
        self._layouts = layouts
        self._folder = folder

    def keep_shot(self, session_id: UUID, index: int, frame: Frame, at: datetime) -> Shot:
        """The shot as a durable JPEG."""
        height, width = frame.shape[:2]
        return self._store.add_shot(session_id, index, _jpeg(frame), (width, height), at)

    def look(self, shot: Shot, look: str, accent: str) -> Path:
        """The shot in the style's booth look; made once and kept."""
        target = self._folder / "looks" / f"{shot.sha256[:32]}-{look}-{accent.lstrip('#')}.jpg"
        if not target.exists():
            write_durably(target, _jpeg(self._looks.apply(look, _frame(shot.path), accent)))
        return target

    def print(self, guest_print: GuestPrint, sheet: Sheet) -> list[PrintJob]:
        """Compose the sheet, keep it, and only then queue it."""
        branding, event = guest_print.config.branding, guest_print.config.event
        logo = self._store.asset(branding.logo_sha256) if branding.logo_sha256 else None
        order = PrintOrder(
            layout=guest_print.layout,
            pictures=self._shown(guest_print),
            title=event.name if event else branding.display_name,
            caption=_caption(event, branding.display_name, guest_print.request.requested_at),
            accent=branding.primary_color,
            claim_url=guest_print.request.claim_url,
            logo=logo,
            test_mark=guest_print.test_mark,
        )
        target = self._folder / "prints" / f"{new_id()}.jpg"
        self._layouts.compose(order, sheet, target)
        generation_id = guest_print.request.generation_id
        return self._store.add_print(guest_print.session_id, generation_id, target, guest_print.copies)

    def _shown(self, guest_print: GuestPrint) -> tuple[Path, ...]:
        """The hero as the AI or the booth made it; a strip's other shots in the booth look."""
        accent = guest_print.config.branding.primary_color
        others = guest_print.shots[:-1] if guest_print.layout is PrintLayout.STRIP else ()
        hero = guest_print.result or self._styled(guest_print.shots[-1], guest_print.look, accent)
        return (*(self._styled(shot, guest_print.look, accent) for shot in others), hero)

    def _styled(self, shot: Shot, look: str, accent: str) -> Path:
        """A print is never refused for want of a look: the plain photo takes its place."""
        try:
            return self.look(shot, look, accent)
        except BugError:
            return shot.path


def _caption(event: ConfigEvent | None, name: str, at: datetime) -> str:
    if event is None:
        return name
    try:
        local = at.astimezone(ZoneInfo(event.time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        local = at
    return f"{name} · {local:%d.%m.%Y}"


def _jpeg(frame: Frame) -> bytes:
    import cv2

    done, encoded = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise BugError("a frame could not be encoded as JPEG")
    return encoded.tobytes()


def _frame(path: Path) -> Frame:
    import cv2

    frame = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if frame is None:
        raise DiskError(f"the photo {path} cannot be read back")
    return cast(Frame, frame)
