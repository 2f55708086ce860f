"""Everything that can go wrong at a booth.

    KioskError
    ├── WorldError            a fault outside: shown, waited out, recovered from
    │   ├── CameraError         temporary: unplugged, frozen, black; the supervisor goes on trying
    │   ├── PrinterError        out of paper, jammed, offline, CUPS gone
    │   ├── NetworkError        cut, slow, a captive portal's HTML, a wrong certificate
    │   ├── RefusedError        the platform answered, and said no; carries its `code`
    │   ├── DiskError           full, read-only, damaged
    │   └── SetupError          not enrolled, no config yet, a device that is not there at all
    └── BugError              a mistake of ours: logged with its trace, the guest is sent to a safe screen

Each carries one English sentence for the log; screens show a translated sentence chosen by type.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract.problem import Code


class KioskError(Exception):
    """The root; never raised itself."""


class WorldError(KioskError):
    """Something outside this program failed."""


class CameraError(WorldError):
    """The camera gave no picture."""


class PrinterError(WorldError):
    """The printer did not take or finish a job. `reason` is an IPP keyword without its suffix."""

    def __init__(self, sentence: str, reason: str = "other") -> None:
        super().__init__(sentence)
        self.reason = reason


class NetworkError(WorldError):
    """No trustworthy answer came. `retry_after` in seconds where the server named it."""

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class RefusedError(WorldError):
    """The platform answered with a problem document."""

    def __init__(self, sentence: str, code: "Code", status: int) -> None:
        super().__init__(sentence)
        self.code = code
        self.status = status


class DiskError(WorldError):
    """The booth's disk cannot keep what must be kept."""


class SetupError(WorldError):
    """The booth is not ready to be used; the sentence says what to do."""


class BugError(KioskError):
    """A promise between our own parts was broken."""
