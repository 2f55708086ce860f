"""Where the platform writes: one folder for everything."""

import os
from pathlib import Path


def data_folder() -> Path:
    """The folder that `--data` or `CABINA_DATA` names, else the user's own."""
    named = os.environ.get("CABINA_DATA")
    return Path(named) if named else Path.home() / ".local" / "share" / "cabina" / "central"
