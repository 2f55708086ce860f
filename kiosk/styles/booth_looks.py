"""The looks that the booth makes itself, without the network."""

from pathlib import Path

from contract.config import ConfigStyle, PrintLayout
from kiosk.domain.errors import BugError
from kiosk.domain.model import Shot
from kiosk.store.files import write_durably
from kiosk.store.jpeg import decode, encode


class BoothLooks:
    """Each look of a shot is made once and kept in `folder`. Blocking; imaging worker. Raises DiskError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, shot: Shot, look: str, accent: str) -> Path:
        """The shot in this look; `accent` is `#rrggbb`. BugError for a look that this version lacks."""
        import looks

        target = self._folder / f"{shot.sha256[:32]}-{look}-{accent.lstrip('#')}.jpg"
        if not target.exists():
            try:
                picture = looks.apply(look, decode(shot.path), accent)
            except looks.UnknownLookError as error:
                raise BugError(f"the look {look!r} is not known to this version") from error
            write_durably(target, encode(picture))
        return target

    def pictures_for_print(
        self,
        shots: tuple[Shot, ...],
        layout: PrintLayout,
        style: ConfigStyle | None,
        accent: str,
        result: Path | None,
    ) -> tuple[Path, ...]:
        """The hero as AI picture, else in the style's look; a strip's other shots in the look before it."""
        others = shots[:-1] if layout is PrintLayout.STRIP else ()
        hero = result or self._or_plain(shots[-1], style, accent)
        return (*(self._or_plain(shot, style, accent) for shot in others), hero)

    def _or_plain(self, shot: Shot, style: ConfigStyle | None, accent: str) -> Path:
        """A print is never refused for want of a look: the plain photo takes its place."""
        if style is None:
            return shot.path
        try:
            return self.make(shot, style.look, accent)
        except BugError:
            return shot.path
