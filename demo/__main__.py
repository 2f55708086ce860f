"""`script/demo`: the whole product on one machine.

With a screen it opens the booth against a platform of its own. Without one, or with `--headless`, it plays
a party: its host and their partner on their phones, and two guests through the real screens. What they saw,
printed and opened is left in `demo-output/`.
"""

import argparse
import logging
import os
import re
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from demo.cable import Cable
from demo.display import virtual_display
from demo.platform import Platform, platform
from demo.report import Report

ROOT = Path(__file__).resolve().parents[1]
_LOG = "booth.log"
_ROOMS = {"partner": "partner", "client": "client", "master": "master", "user": "me"}


def main() -> int:
    """Play or open; the exit status says whether everything went right."""
    options = _options()
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if options.headless or not has_screen:
        return rehearse(options.output.resolve())
    return open_booth(options.data, options.host, _size(options.windowed))


def rehearse(output: Path) -> int:
    """Play the party; 0 when everything that must hold does."""
    from demo.booth import close_qt

    report = Report()
    _make_empty(output)
    logging.basicConfig(filename=output / _LOG, level=logging.INFO)
    print(f"A host, a partner, two guests, one cable; everything they see goes to {output}", flush=True)
    with tempfile.TemporaryDirectory(prefix="cabina-demo-") as temporary, virtual_display(1920, 1920):
        folder = Path(temporary)
        # The embedded database has a system user of its own when we are root.
        folder.chmod(0o755)
        try:
            _play(report, output, folder)
        except Exception as error:
            logging.exception("the story broke off")
            report.check(False, f"the story broke off: {error}")
        finally:
            close_qt()
            if (log := folder / "central" / "central.log").exists():
                shutil.copy(log, output)
    report.write(output / "report.md")
    verdict = "Everything went right." if report.right else "Something is WRONG."
    print(f"{verdict} See {output / 'report.md'}")
    return 0 if report.right else 1


def _make_empty(output: Path) -> None:
    """Make way for a new rehearsal, but only where an earlier one was."""
    if output.exists() and any(output.iterdir()) and not (output / _LOG).exists():
        raise SystemExit(f"{output} holds something else than an earlier rehearsal; nothing was deleted")
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)


def _play(report: Report, output: Path, folder: Path) -> None:
    from demo.browser import browser
    from demo.showroom import SIZES, render
    from demo.story import Story

    with ExitStack() as running:
        with report.step("the platform starts"):
            central = running.enter_context(platform(folder / "central"))
        with report.step("sample data: partner, event, credits, 24 styles"):
            sample = central.command("demo-data")
        cable = running.enter_context(Cable(central.port))
        chromium = running.enter_context(browser())
        Story(output, folder, central, cable, report, chromium).play(sample)
        with report.step("the screens that no guest came by"):
            render(output / "screens" / "others", ("resume", "failed", "closed"), ["es"], [*SIZES])


def open_booth(folder: Path, host: str, size: tuple[int, int] | None) -> int:
    """Open the booth on this machine's screen, against a platform of its own, until it is closed."""
    from kiosk.app import App
    from kiosk.engine.settings import Settings

    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    port = _remembered_port(folder)
    with platform(folder / "central", port, host) as central:
        sample = central.command("demo-data", "--full")
        data = folder / "kiosk"
        if not (data / "cabina.sqlite").exists():
            _enroll(central, sample["pairing_code"], data)
        _say_where(central, sample)
        return App(Settings(data=data, camera="demo"), size=size).run()


def _enroll(central: Platform, code: str, data: Path) -> None:
    from kiosk.__main__ import main as kiosk

    if kiosk(["enroll", "--server", central.url, "--code", code, "--data", str(data)]):
        raise SystemExit("the booth could not be paired with the platform")


def _say_where(central: Platform, sample: dict[str, Any]) -> None:
    print("Close the booth's window to stop it and the platform. Its people log in at")
    for who, room in _ROOMS.items():
        login = sample[who]
        print(f"  {central.url}/{room}/  {who}: {login['email']}, password {login['password']}")
    print(f"  staff PIN at the booth: {sample['staff_pin']}", flush=True)


def _remembered_port(folder: Path) -> int | None:
    """The port of the last time, because it stands in the QR codes that guests took home."""
    from demo.platform import free_port

    kept = folder / "port"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_text(str(free_port()))
    return int(kept.read_text())


def _size(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = re.fullmatch(r"(\d+)x(\d+)", text)
    if match is None:
        raise SystemExit(f"--windowed takes a size such as 540x960, not {text!r}")
    return int(match[1]), int(match[2])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/demo", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="play a party without a screen")
    parser.add_argument("--windowed", nargs="?", const="540x960", metavar="WxH", help="not full screen")
    parser.add_argument("--output", type=Path, default=ROOT / "demo-output", help="what --headless leaves")
    says = "this machine's address in your network, so that phones can open the QR codes"
    parser.add_argument("--host", default="127.0.0.1", help=says)
    default = Path("/var/lib" if os.geteuid() == 0 else Path.home() / ".local" / "share") / "cabina-demo"
    parser.add_argument("--data", type=Path, default=default, help="where the opened booth keeps its things")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
