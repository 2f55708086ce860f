"""Picture files as the world sends them; used by booth and platform, imports neither.

`stripped(content)` is the same picture without its passengers: EXIF, GPS, XMP, comments, previews, and
whatever follows the picture's end. `opened(content)` gives its pixels as they are meant to be seen: upright,
in sRGB, on white. Owns what JPEG, PNG and WebP files are made of, and colour profiles; knows nothing of
people or storage. Beside them is what both draw: `qr`, every QR code, `lettering`, texts in any script, and
`sheets`, what is printed.
Pillow is imported with the first name of this module that is used: `qr` does without.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pictures.errors import PictureError, TooCostly, TooManyPixels, Unreadable, Unsupported
    from pictures.opening import Size, cut_out, developed, is_plain, opened, size, verify
    from pictures.stripping import Stripped, stripped

__all__ = [
    "PictureError",
    "Size",
    "Stripped",
    "TooCostly",
    "TooManyPixels",
    "Unreadable",
    "Unsupported",
    "cut_out",
    "developed",
    "is_plain",
    "opened",
    "size",
    "stripped",
    "verify",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from pictures import errors, opening, stripping

        return next(getattr(module, name) for module in (errors, opening, stripping) if hasattr(module, name))
