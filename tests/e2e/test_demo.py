"""The whole product as a newcomer starts it: a party at the real screens and pages, in its own process."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from demo.booth import HurriedClock
from demo.browser import PHONE
from demo.qr import read_qr

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DISPLAY", "WAYLAND_DISPLAY", "CABINA_", "DATABASE_", "DJANGO_", "LOG_LEVEL", "PUBLIC_URL", "QT_")
"""What other tests or a desktop may have set, and a newcomer has not."""


@pytest.mark.timeout(960)
def test_a_party_at_the_demo(tmp_path: Path):
    output = tmp_path / "demo-output"
    done = subprocess.run(
        [sys.executable, "-m", "demo", "--headless", "--output", str(output)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith(OURS)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    report = (output / "report.md").read_text() if (output / "report.md").exists() else ""
    assert done.returncode == 0, report + done.stdout[-2000:] + done.stderr[-2000:]
    check_report(report, output)
    check_pictures(output)


def check_report(report: str, output: Path) -> None:
    """Every check holds, every credit has a place, and what the report names is there."""
    assert len(re.findall(r"^- \[x\] ", report, re.MULTILINE)) >= 10
    assert "- [ ]" not in report
    moments = re.findall(r"\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", report, re.MULTILINE)
    assert len(moments) >= 2
    for allocated, pool, leased, consumed, overdraft in (map(int, moment) for moment in moments):
        assert allocated + overdraft == pool + leased + consumed
    named = re.findall(r"\]\(([^)]+)\)", report)
    assert named and all((output / each).stat().st_size for each in named)


def check_pictures(output: Path) -> None:
    """Screens in both orientations, and print-ready sheets whose QR code opens a guest's page."""
    sizes = {size_of(each) for each in (output / "screens").rglob("*.png")}
    assert sizes == {(1080, 1920), (1920, 1080)}
    phones = [size_of(each) for each in (output / "people").glob("*.png")]
    assert len(phones) >= 8 and set(phones) == {PHONE}
    prints = sorted((output / "prints").glob("*.jpg"))
    assert len(prints) == 2 and {size_of(each) for each in prints} == {(1200, 1800)}
    codes = [set(read_qr(each)) for each in prints]
    assert all(len(each) == 1 for each in codes) and codes[0] != codes[1]


def size_of(picture: Path) -> tuple[int, int]:
    with Image.open(picture) as image:
        return image.size


def test_the_demo_deletes_nothing_but_an_earlier_one(tmp_path: Path):
    kept = tmp_path / "wedding.jpg"
    kept.write_bytes(b"not ours")
    command = [sys.executable, "-m", "demo", "--headless", "--output", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1 and "nothing was deleted" in done.stderr
    assert kept.read_bytes() == b"not ours"


def test_photographs_take_none_of_the_guests_time(monkeypatch: pytest.MonkeyPatch):
    now = [1000.0]
    monkeypatch.setattr("time.clock_gettime", lambda _: now[0])
    clock = HurriedClock()
    clock.hurry(5)
    with clock.standing():
        now[0] += 60
        assert clock.monotonic() == 1005
    now[0] += 1
    assert clock.monotonic() == 1006
