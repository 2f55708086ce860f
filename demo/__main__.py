"""`script/demo`: the whole product on one machine.

With a screen it opens the booth against a platform of its own. Without one, or with `--headless`, it plays
two guests through the real screens and leaves what they saw, printed and opened in `demo-output/`.
"""

import argparse
import logging
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from demo.cable import Cable
from demo.display import virtual_display
from demo.platform import Platform, platform
from demo.report import Report

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Play or open; the exit status says whether everything went right."""
    options = _options()
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if options.headless or not has_screen:
        return rehearse(options.output.resolve())
    return open_booth(options.data, options.host, _size(options.windowed))


def rehearse(output: Path) -> int:
    """Play the two guests; 0 when everything that must hold does."""
    from demo.booth import close_qt
    from demo.showroom import SIZES, render
    from demo.story import LANDSCAPE, PORTRAIT, Story

    report = Report()
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    logging.basicConfig(filename=output / "booth.log", level=logging.INFO)
    print(f"Two guests, one cable; everything they see goes to {output}", flush=True)
    with tempfile.TemporaryDirectory(prefix="cabina-demo-") as temporary:
        folder = Path(temporary)
        # The embedded database has a system user of its own when we are root.
        folder.chmod(0o755)
        with virtual_display(max(PORTRAIT[0], LANDSCAPE[0]), max(PORTRAIT[1], LANDSCAPE[1])):
            with report.step("the platform starts"):
                running = platform(folder / "central")
                central = running.__enter__()
            try:
                _play(Story, report, output, folder, central)
                with report.step("the screens that no guest came by"):
                    render(output / "screens" / "others", ("resume", "failed", "closed"), ["es"], [*SIZES])
            except Exception as error:
                logging.exception("the story broke off")
                report.check(False, f"the story broke off: {error}")
            finally:
                close_qt()
                running.__exit__(None, None, None)
                shutil.copy(central.folder / "central.log", output / "central.log")
    report.write(output / "report.md")
    print(
        ("Everything went right." if report.right else "Something is WRONG.") + f" See {output / 'report.md'}"
    )
    return 0 if report.right else 1


def _play(story: type, report: Report, output: Path, folder: Path, central: Platform) -> None:
    with report.step("sample data: partner, event, credits, 24 styles"):
        sample = central.command("demo-data")
    with Cable(central.port) as cable:
        told = story(output, folder, central, cable, report, sample["event"]["slug"])
        told.play(sample["pairing_code"])


def open_booth(folder: Path, host: str, size: tuple[int, int] | None) -> int:
    """Open the booth on this machine's screen, against a platform of its own, until it is closed."""
    from kiosk.app import App
    from kiosk.engine import Settings

    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    port = _remembered_port(folder)
    with platform(folder / "central", port, host) as central:
        sample = central.command("demo-data")
        data = folder / "kiosk"
        if not (data / "cabina.sqlite").exists():
            _enroll(central, sample["pairing_code"], data)
        _say_where(central, sample)
        return App(Settings(data=data), size=size).run()


def _enroll(central: Platform, code: str, data: Path) -> None:
    from kiosk.__main__ import main as kiosk

    if kiosk(["enroll", "--server", central.url, "--code", code, "--data", str(data)]):
        raise SystemExit("the booth could not be paired with the platform")


def _say_where(central: Platform, sample: dict[str, object]) -> None:
    print(f"The platform answers at {central.url}; close the booth's window to stop both.")
    for who in ("master", "partner", "client"):
        print(f"  {who}: {sample[who]}")
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
    parser.add_argument("--headless", action="store_true", help="play two guests without a screen")
    parser.add_argument("--windowed", nargs="?", const="540x960", metavar="WxH", help="not full screen")
    parser.add_argument("--output", type=Path, default=ROOT / "demo-output", help="what --headless leaves")
    says = "this machine's address in your network, so that phones can open the QR codes"
    parser.add_argument("--host", default="127.0.0.1", help=says)
    default = Path("/var/lib" if os.geteuid() == 0 else Path.home() / ".local" / "share") / "cabina-demo"
    parser.add_argument("--data", type=Path, default=default, help="where the opened booth keeps its things")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
