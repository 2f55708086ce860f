"""Settings of Python's garbage collector."""

import gc
from typing import Final

from django.urls import get_resolver

_YOUNG_OBJECTS: Final = 50_000
"""Allocations between collections: those of several large syncs."""


def keep_what_is_loaded() -> None:
    """Exclude the loaded program from garbage collection.

    A sync makes tens of thousands of small objects, none of them in a cycle; scanning all of Django each time
    took a quarter of the platform's CPU (benchmarks/README.md).
    """
    _ = get_resolver().url_patterns  # Loaded with the first request otherwise.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, *gc.get_threshold()[1:])
