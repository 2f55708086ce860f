"""The QML is free of warnings: every type, property and signal it names is known."""

import shutil
import subprocess
import sys
from pathlib import Path

from kiosk.ui.window import QML
from tests.kiosk.ui.qmltypes import write_module

QMLLINT = shutil.which("pyside6-qmllint", path=str(Path(sys.executable).parent)) or "pyside6-qmllint"


def test_every_qml_file_is_without_warnings(tmp_path: Path) -> None:
    write_module(tmp_path)
    files = sorted(str(path) for path in QML.rglob("*.qml"))
    lint = subprocess.run(
        [QMLLINT, "--max-warnings", "0", "-I", str(tmp_path), "-I", str(QML), *files],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert lint.returncode == 0, lint.stderr + lint.stdout


def test_no_qml_file_is_longer_than_150_lines() -> None:
    long = {
        path.name: lines for path in QML.rglob("*.qml") if (lines := len(path.read_text().splitlines())) > 150
    }
    assert long == {}
