"""A print-ready picture says of itself whether it is to be cut: the row in the store need not know."""

from pathlib import Path

CUT_COMMENT = b"cabina: cut into two strips"


def is_to_be_cut(picture: Path) -> bool:
    """Whether this sheet is two strips side by side. Raises FileNotFoundError."""
    from PIL import Image

    try:
        with Image.open(picture) as sheet:
            return sheet.info.get("comment") == CUT_COMMENT
    except FileNotFoundError:
        raise
    except OSError:
        # No picture, or one that is cut short in its header.
        return False
