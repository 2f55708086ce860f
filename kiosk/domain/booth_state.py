"""What is true about the booth, whoever stands in front of it."""

from dataclasses import dataclass, field

from contract.config import KioskConfig, Limits
from kiosk.domain.model import CameraState, CameraStatus, PrinterState, PrinterStatus, SyncStatus


@dataclass(frozen=True, slots=True)
class BoothState:
    """Replaced whole whenever one of its fields changes."""

    config: KioskConfig | None = None
    enrolled: bool = False
    """Paired with a platform; says why there is no config."""
    camera: CameraStatus = field(default_factory=lambda: CameraStatus(CameraState.STARTING))
    printer: PrinterStatus = field(default_factory=lambda: PrinterStatus(PrinterState.ABSENT))
    sync: SyncStatus = field(default_factory=SyncStatus)
    paused_here: bool = False
    disk_ok: bool = True
    test_mode: bool = False

    @property
    def limits(self) -> Limits:
        """The event's limits, else the usual ones."""
        return self.config.limits if self.config else Limits()
