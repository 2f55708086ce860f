"""T3: what a booth requires, checked one by one; whatever fails comes with a remedy.

The checks that concern devices, the network and the store are handed in by whoever wires the booth: this
folder reaches none of them itself.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from contract.config import KioskConfig
from contract.problem import Code
from kiosk.domain.errors import KioskError, RefusedError, SetupError
from kiosk.domain.model import Enrolled, PrinterState, PrinterStatus
from kiosk.domain.words import sentence_of
from kiosk.system import libraries
from kiosk.system.disk import DiskState, examine

log = logging.getLogger(__name__)
_ENROLL = "Run: kiosk enroll --server URL --code CODE, with a code from the dashboard."
_UNKNOWN_HERE = (Code.EPOCH_MISMATCH, Code.UNAUTHORIZED)
"""The platform does not take this PC for the booth: its disk is a copy, or the booth was retired."""
_OLDEST_PYTHON = (3, 11)
_TOLERATED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement. `fix` says what to do, and is empty when there is nothing to do.

    One that is `ok` and has a fix is a warning: the booth works, though not as it could.
    """

    name: str
    ok: bool
    sentence: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class DoctorContext:
    """The booth as the doctor examines it. Each callable may block for seconds and raise KioskError."""

    folder: Path
    enrolled: Callable[[], Enrolled | None]
    token_place: Callable[[], str | None]
    """Where the device token is, or None when there is none."""
    config: Callable[[], KioskConfig | None]
    """The stored snapshot, its signature verified."""
    has_asset: Callable[[str], bool]
    camera: Callable[[], tuple[str, str]]
    """Opens the camera and takes one frame; its name, and what staff should know of it."""
    printer: Callable[[], PrinterStatus]
    left_out: Callable[[KioskConfig], Sequence[str]]
    """What prints and screens will be without: letters that no typeface has, a logo that cannot be read."""
    platform_time: Callable[[], datetime]
    """Asks the platform as this booth."""
    now: Callable[[], datetime]
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)


def run_checks(context: DoctorContext) -> list[Check]:
    """Every check, in the order in which one would mend things. A check that breaks is a failed check."""
    examinations: list[tuple[str, Callable[[DoctorContext], Check]]] = [
        ("python", _python),
        ("qt", _qt),
        ("display", _display),
        ("disk", _disk),
        ("camera", _camera),
        ("printer", _printer),
        ("enrolment", _enrolment),
        ("token", _token),
        ("platform", _platform),
        ("config", _config),
        ("assets", _assets),
        ("prints", _prints),
        ("clock", _clock),
    ]
    return [_examined(name, examination, context) for name, examination in examinations]


def as_text(checks: list[Check]) -> str:
    """The checks for a person, one line each, with the fix below what is wrong."""
    lines = []
    for check in checks:
        mark = "FAIL" if not check.ok else "warn" if check.fix else "ok"
        lines.append(f"{mark:<4}  {check.name:<10} {check.sentence}")
        if check.fix:
            lines.append(f"      {'':<10} -> {check.fix}")
    return "\n".join(lines)


def as_json(checks: list[Check]) -> str:
    """The checks for a program."""
    return json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2)


def _examined(name: str, examination: Callable[[DoctorContext], Check], context: DoctorContext) -> Check:
    try:
        return examination(context)
    except KioskError as error:
        return Check(name, False, sentence_of(error), _fix_for(name, error))
    except Exception:
        log.exception("the check of %s failed", name)
        return Check(name, False, "the check itself failed; the log says more", _FIXES[name])


def _fix_for(name: str, error: KioskError) -> str:
    """What only the platform can tell is mended by reaching the platform first, or by enrolling anew."""
    if name not in {"platform", "clock"}:
        return _FIXES[name]
    unknown = isinstance(error, RefusedError) and error.code in _UNKNOWN_HERE
    return _ENROLL if unknown or isinstance(error, SetupError) else _FIXES["platform"]


def _python(_: DoctorContext) -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    ok = sys.version_info >= _OLDEST_PYTHON
    return Check("python", ok, f"Python {version}", "" if ok else _FIXES["python"])


def _qt(_: DoctorContext) -> Check:
    missing = libraries.missing_packages()
    if missing:
        fix = f"Run: sudo apt-get install {' '.join(missing)}"
        return Check("qt", False, f"{len(missing)} system libraries are missing", fix)
    trouble = libraries.qt_trouble()
    return Check("qt", not trouble, trouble or "Qt Quick loads", _FIXES["qt"] if trouble else "")


def _display(context: DoctorContext) -> Check:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        if context.environment.get(name):
            return Check("display", True, f"{name}={context.environment[name]}")
    return Check("display", False, "there is no screen in this session", _FIXES["display"])


def _disk(context: DoctorContext) -> Check:
    disk = examine(context.folder)
    ok = disk.state in {DiskState.OK, DiskState.LOW}
    return Check("disk", ok, disk.sentence, "" if disk.state is DiskState.OK else _FIXES["disk"])


def _camera(context: DoctorContext) -> Check:
    name, note = context.camera()
    sentence = f"{name} gives pictures{f'; {note}' if note else ''}"
    return Check("camera", True, sentence, _FIXES["camera"] if note else "")


def _printer(context: DoctorContext) -> Check:
    status = context.printer()
    ok = status.state in {PrinterState.READY, PrinterState.BUSY}
    sentence = status.sentence or f"{status.name or 'printer'}: {status.state}"
    return Check("printer", ok, sentence, _FIXES["printer"] if status.reasons or not ok else "")


def _enrolment(context: DoctorContext) -> Check:
    enrolled = context.enrolled()
    if enrolled is None:
        return Check("enrolment", False, "this booth is not enrolled", _ENROLL)
    return Check("enrolment", True, f"kiosk {enrolled.kiosk_id} of {enrolled.server}, epoch {enrolled.epoch}")


def _token(context: DoctorContext) -> Check:
    place = context.token_place()
    if place is None:
        return Check("token", False, "there is no device token", _ENROLL)
    return Check("token", True, f"the device token is in the {place}")


def _platform(context: DoctorContext) -> Check:
    context.platform_time()
    return Check("platform", True, "the platform answers this booth")


def _config(context: DoctorContext) -> Check:
    config = context.config()
    if config is None:
        return Check("config", False, "there is no snapshot yet", _FIXES["config"])
    event = f"event {config.event.name} ({config.event.state})" if config.event else "no event"
    return Check("config", True, f"snapshot {config.version}, signature right, {event}")


def _assets(context: DoctorContext) -> Check:
    config = context.config()
    if config is None:
        return Check("assets", False, "without a snapshot nothing is known of them", _FIXES["config"])
    wanted = config.asset_hashes()
    missing = [sha256 for sha256 in wanted if not context.has_asset(sha256)]
    if missing:
        return Check("assets", False, f"{len(missing)} of {len(wanted)} pictures missing", _FIXES["assets"])
    return Check("assets", True, f"all {len(wanted)} pictures of the snapshot are here")


def _prints(context: DoctorContext) -> Check:
    with suppress(KioskError):
        return _left_out(context, context.config())
    return Check("prints", True, "nothing is known of names and logo")


def _left_out(context: DoctorContext, config: KioskConfig | None) -> Check:
    left_out = context.left_out(config) if config else ()
    if left_out:
        return Check("prints", True, "; ".join(left_out), _FIXES["prints"])
    return Check("prints", True, "names and logo can be printed")


def _clock(context: DoctorContext) -> Check:
    asked = context.now()
    platform = context.platform_time()
    middle = asked + (context.now() - asked) / 2
    offset = (platform - middle).total_seconds()
    if abs(offset) <= _TOLERATED_SECONDS:
        return Check("clock", True, "the clock agrees with the platform's")
    way = "slow" if offset > 0 else "fast"
    return Check("clock", False, f"the clock is {_span(abs(offset))} {way}", _FIXES["clock"])


def _span(seconds: float) -> str:
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86400:.1f} days"


_FIXES = {
    "python": "Install Python 3.11 or newer.",
    "qt": "Install the requirements of this program again (requirements/kiosk.txt).",
    "display": "Start it in a desktop or kiosk session, or set DISPLAY or WAYLAND_DISPLAY.",
    "disk": "Free some space, mount the disk read-write, or give another folder with --data.",
    "camera": "Plug the camera in, add the user to the group video, or name another with --camera.",
    "printer": "Look at `lpstat -t`: paper, its size, ribbon, cover; or name another queue with --printer.",
    "enrolment": _ENROLL,
    "token": _ENROLL,
    "platform": "Check the cable or Wi-Fi, its login page, and the address given to `kiosk enroll`.",
    "config": "Connect the booth to the internet once and run: kiosk sync --once",
    "assets": "Connect the booth to the internet and run: kiosk sync --once",
    "prints": "Run: sudo apt-get install fonts-noto-cjk fonts-noto-color-emoji; or change the name or logo.",
    "clock": "Run: sudo timedatectl set-ntp true",
}
