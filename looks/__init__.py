"""Picture effects, as pure functions of pixels; shared by the booth and the platform, imports neither.

`looks.apply(name, picture, accent)` makes one, `looks.names()` lists them, `looks.catalogue` presents them
to guests. Owns the 24 looks, their names and the catalogue's design; knows nothing of files or people.
"""

from looks.book import DEFAULT_ACCENT, SMALLEST, UnknownLookError, apply, names

__all__ = ["DEFAULT_ACCENT", "SMALLEST", "UnknownLookError", "apply", "names"]
