"""The platform in the benchmark's own process: what it makes rows with."""

import os
from pathlib import Path
from typing import Any


def set_up(folder: Path, url: str, credits: int = 100_000) -> Any:  # noqa: ANN401 - known only behind Django
    """Django on this database, migrated; and a partner with credits."""
    os.environ |= {
        "CABINA_DATA": str(folder),
        "DATABASE_URL": url,
        "DATABASE_POOL": "0",
        "DJANGO_SETTINGS_MODULE": "central.settings",
        "LOG_LEVEL": "WARNING",
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.central.world import World

    return World(credits=credits)
