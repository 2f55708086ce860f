"""Where the processes of one web server put their numbers. To be called before `metrics` is imported."""

import os
import shutil
from pathlib import Path


def share_numbers(data: Path, port: int) -> None:
    """From now on this process and its children count together, from nought."""
    folder = data / "metrics" / str(port)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
