"""Python's garbage collector, told what stays."""

import gc
from typing import Final

from django.urls import get_resolver

_YOUNG_OBJECTS: Final = 50_000
"""So many are made before the collector looks for garbage among them: several large syncs' worth."""


def keep_what_is_loaded() -> None:
    """Let the collector pass over the program itself, which stays as long as the process does.

    A sync makes tens of thousands of small objects, none of them in a cycle; looking through all of Django
    again and again for their sake took a quarter of the platform's CPU (benchmarks/README.md).
    """
    _ = get_resolver().url_patterns  # Loaded with the first request otherwise.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, *gc.get_threshold()[1:])
