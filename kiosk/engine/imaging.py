"""What the imaging worker makes: the kept JPEG, the on-booth look, the print-ready sheet."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contract.config import ConfigEvent, ConfigStyle, KioskConfig, PrintLayout
from contract.ids import new_id
from kiosk.domain.errors import WorldError
from kiosk.domain.framing import orientation_of
from kiosk.domain.model import PrintJob, PrintOrder, Request, Shot
from kiosk.domain.ports import Frame
from kiosk.store import Store
from kiosk.store.jpeg import encode
from kiosk.styles.booth_looks import BoothLooks
from pictures.sheets.content import Sheet

if TYPE_CHECKING:
    from kiosk.printer.layouts import PillowLayouts


@dataclass(frozen=True, slots=True)
class GuestPrint:
    """A print as the guest ordered it. `result` None: the on-booth look takes its place."""

    session_id: UUID
    request: Request
    shots: tuple[Shot, ...]
    layout: PrintLayout
    style: ConfigStyle | None
    result: Path | None
    copies: int
    config: KioskConfig
    test_mark: str = ""


class Imaging:
    """Runs on the imaging worker only. Raises DiskError and BugError."""

    def __init__(self, store: Store, looks: BoothLooks, folder: Path) -> None:
        self._store = store
        self._looks = looks
        self._folder = folder

    @cached_property
    def _layouts(self) -> "PillowLayouts":
        # Imported with the first print: the booth opens without Pillow.
        from kiosk.printer.layouts import PillowLayouts

        return PillowLayouts()

    def keep_shot(self, session_id: UUID, index: int, frame: Frame, at: datetime) -> Shot:
        """The shot as a durable JPEG."""
        height, width = frame.shape[:2]
        return self._store.shots.add(session_id, index, encode(frame), (width, height), at)

    def look(self, shot: Shot, look: str, accent: str) -> Path:
        """The shot in the style's booth look; made once and kept."""
        return self._looks.make(shot, look, accent)

    def print(self, guest_print: GuestPrint, sheet: Sheet) -> list[PrintJob]:
        """Compose the sheet, keep it, and only then queue it. What fails is noted for staff, and raised."""
        branding, event = guest_print.config.branding, guest_print.config.event
        logo = self._store.configs.asset(branding.logo_sha256) if branding.logo_sha256 else None
        accent = branding.primary_color
        pictures = self._looks.pictures_for_print(
            guest_print.shots, guest_print.layout, guest_print.style, accent, guest_print.result
        )
        order = PrintOrder(
            layout=guest_print.layout,
            pictures=pictures,
            title=event.name if event else branding.display_name,
            caption=branding.display_name,
            details=_details(event, guest_print.request),
            accent=accent,
            claim_url=guest_print.request.claim_url,
            logo=logo,
            test_mark=guest_print.test_mark,
            orientation=orientation_of(guest_print.shots[-1].width, guest_print.shots[-1].height),
        )
        target = self._folder / "prints" / f"{new_id()}.jpg"
        generation_id = guest_print.request.generation_id
        try:
            self._layouts.compose(order, sheet, target)
        except Exception as error:
            sentence = str(error) if isinstance(error, WorldError) else "the sheet could not be composed"
            self._store.prints.add_failed(guest_print.session_id, generation_id, target, sentence)
            raise
        return self._store.prints.add(guest_print.session_id, generation_id, target, guest_print.copies)


def _details(event: ConfigEvent | None, request: Request) -> str:
    """The date at the event and the ticket, as they follow a name."""
    if event is None:
        return f" · {request.ticket_label}"
    at = request.requested_at
    try:
        local = at.astimezone(ZoneInfo(event.time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        local = at
    return f" · {local:%d.%m.%Y} · {request.ticket_label}"
