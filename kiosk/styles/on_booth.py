"""The on-booth effects, behind one call."""

from kiosk.domain.errors import BugError
from kiosk.domain.ports import Frame


class BoothLooks:
    """What the imaging worker applies to a shot."""

    def apply(self, look: str, frame: Frame, accent: str) -> Frame:
        """The picture in that look, same size (blocking, under a second for 1080p)."""
        import looks

        try:
            return looks.apply(look, frame, accent)
        except looks.UnknownLookError as error:
            raise BugError(f"a style names the look {look!r}, which this version does not have") from error
