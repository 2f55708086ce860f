"""Which run of this PC it is: monotonic times of another boot mean nothing."""

from pathlib import Path

from kiosk.domain.errors import SetupError

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def boot_id(source: Path = _BOOT_ID) -> str:
    """The kernel's name for this boot. Raises SetupError where the kernel has none."""
    try:
        return source.read_text().strip()
    except OSError as error:
        raise SetupError(f"this system does not name its boots: {source} cannot be read") from error
