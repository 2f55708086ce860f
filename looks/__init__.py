"""Picture effects, as pure functions of pixels; shared by the booth and the platform, imports neither.

`looks.apply(name, picture, accent)` makes one, `looks.names()` lists them, `looks.catalogue` presents them
to guests. Owns the 24 looks, their names and the catalogue's design; knows nothing of files or people.
NumPy and OpenCV are loaded by the first look.
"""

from typing import TYPE_CHECKING, Any

from looks.limits import DEFAULT_ACCENT, SMALLEST, UnknownLookError

if TYPE_CHECKING:
    from looks.book import apply, names

__all__ = ["DEFAULT_ACCENT", "SMALLEST", "UnknownLookError", "apply", "names"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - functions of the book
    if name not in {"apply", "names"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from looks import book

    return getattr(book, name)
