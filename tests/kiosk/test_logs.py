"""T5: the booth's logs rotate, and leave out the addresses that guests' pictures have."""

import os
import subprocess
import sys
from pathlib import Path

CHATTY_BOOTH = """
import logging, sys, types

class App:
    begins_anew = False

    def __init__(self, settings, window):
        pass

    def run(self):
        logging.getLogger("httpx").info("GET /g/SECRETCODE")
        for _ in range(2_200):
            logging.getLogger("kiosk").info("a" * 1_000)
        return 0

sys.modules["kiosk.app"] = types.SimpleNamespace(App=App)
from kiosk.__main__ import main
sys.exit(main(["run", "--data", sys.argv[1]]))
"""


def chat(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the booth said, which has a screen wherever it is tested."""
    return subprocess.run(
        [sys.executable, "-c", CHATTY_BOOTH, folder],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=True,
        capture_output=True,
        text=True,
    )


def test_logs_rotate_and_name_no_guests_page(tmp_path: Path) -> None:
    chat(tmp_path)
    logs = sorted((tmp_path / "logs").iterdir())
    assert [log.name for log in logs] == ["kiosk.log", "kiosk.log.1"]
    assert all(log.stat().st_size <= 2_000_000 for log in logs)
    assert not any("SECRETCODE" in log.read_text() for log in logs)


def test_a_log_that_cannot_be_written_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "kiosk.log").symlink_to("/dev/full")
    done = chat(tmp_path)
    assert "Traceback" not in done.stderr
    assert done.stderr.count("the log file is not written: [Errno 28]") == 1
    assert done.stderr.count("a" * 1_000) == 2_200
