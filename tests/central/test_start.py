"""What a process of the platform loads before it answers, and what `central web` loads for its workers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"cv2", "numpy"}


@pytest.mark.parametrize("part", ["central.server.asgi", "central.operations.worker"])
def test_nothing_that_makes_pictures_is_loaded_before_there_is_one_to_make(tmp_path: Path, part: str) -> None:
    program = (
        f"import django, sys; django.setup(); import {part}; print(sorted({HEAVY} & sys.modules.keys()))"
    )
    environment = os.environ | {"CABINA_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "central.settings"}
    loaded = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout == "[]\n"


def test_the_web_servers_first_process_loads_no_django_under_a_supervisor(tmp_path: Path) -> None:
    """Each of its workers is a process of its own, and loads it once more."""
    program = """
import os, sys
os.environ["CABINA_PARENT"] = str(os.getppid())
import granian
granian.Granian.serve = lambda self: print([each for each in ("django",) if each in sys.modules])
from central.__main__ import main
main(["web", "--port", "1"])
"""
    nowhere = {"CABINA_DATA": str(tmp_path), "DATABASE_URL": "postgresql://nobody@/nowhere?host=/nowhere"}
    loaded = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | nowhere, capture_output=True, text=True, check=True
    )
    assert loaded.stdout == "[]\n"
