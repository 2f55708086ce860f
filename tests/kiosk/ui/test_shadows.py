"""Shadows come from `Shadow.qml` alone: Qt's own lose memory with each one that is destroyed."""

import os
import re
import subprocess
import sys
from pathlib import Path

from kiosk.ui.window import QML

ROOT = Path(__file__).resolve().parents[3]
SHADERS = QML / "Cabina"


def test_no_qml_file_takes_qts_own_effects() -> None:
    leaking = re.compile(r"^import QtQuick\.Effects|\bRectangularShadow \{", re.MULTILINE)
    assert [path.name for path in QML.rglob("*.qml") if leaking.search(path.read_text())] == []


def test_the_shaders_are_those_of_their_sources(tmp_path: Path) -> None:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    subprocess.run([ROOT / "script" / "shaders", tmp_path], env=environment, check=True, timeout=60)
    built = {path.name: path.read_bytes() for path in tmp_path.glob("*.qsb")}
    assert built
    assert {path.name: path.read_bytes() for path in SHADERS.glob("*.qsb")} == built
