"""A QR code as modules; screens, prints, pages and sheets all draw this one (decision 70)."""

from functools import lru_cache

QUIET_MODULES = 4
"""The light modules that ISO/IEC 18004 asks for on each side of a code."""

Modules = tuple[tuple[bool, ...], ...]
"""Rows from the top, True where dark; the quiet zone is part of them."""


@lru_cache(maxsize=16)
def encode(text: str) -> Modules:
    """The code of `text`, readable with 15 % of it covered (level M). About 5 ms, once per text."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET_MODULES)
    code.add_data(text)
    return tuple(tuple(bool(dark) for dark in row) for row in code.get_matrix())
