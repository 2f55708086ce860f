"""What the event offers its guests, read from the signed snapshot."""

from dataclasses import dataclass
from itertools import chain, zip_longest
from uuid import UUID

from contract.config import ConfigPack, ConfigStyle, KioskConfig, PrintLayout


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Packs and styles in the order of the gallery, and the layouts of a print; empty without a snapshot."""

    packs: tuple[ConfigPack, ...] = ()
    layouts: tuple[PrintLayout, ...] = ()

    @property
    def is_empty(self) -> bool:
        """There is nothing to choose."""
        return not any(pack.styles for pack in self.packs)

    @property
    def usual_layout(self) -> PrintLayout:
        """The layout that a guest begins with."""
        return PrintLayout.SINGLE if PrintLayout.SINGLE in self.layouts else PrintLayout.STRIP

    def style(self, style_id: UUID | None) -> ConfigStyle | None:
        """The style, while the event still offers it; its price is what a picture is charged."""
        return next((style for pack in self.packs for style in pack.styles if style.id == style_id), None)

    def offers(self, style_id: UUID, layout: PrintLayout) -> bool:
        """The guest may choose this style with this layout."""
        return layout in self.layouts and self.style(style_id) is not None

    def mixed(self) -> tuple[ConfigStyle, ...]:
        """Every style, one of each pack in turn."""
        rows = zip_longest(*(pack.styles for pack in self.packs))
        return tuple(style for style in chain.from_iterable(rows) if style is not None)


def catalogue_of(config: KioskConfig | None) -> Catalogue:
    """What this snapshot offers."""
    return Catalogue(config.packs, config.layouts) if config else Catalogue()
