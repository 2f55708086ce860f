"""What the event offers its guests, read from the signed snapshot, and how a picture of it would come."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest
from uuid import UUID

from contract.config import ConfigPack, ConfigStyle, KioskConfig, Orientation, PrintLayout


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Packs and styles in the order of the gallery, and the layouts of a print; empty without a snapshot."""

    packs: tuple[ConfigPack, ...] = ()
    layouts: tuple[PrintLayout, ...] = ()
    orientations: tuple[Orientation, ...] = ()

    @property
    def is_empty(self) -> bool:
        """There is nothing to choose."""
        return not any(pack.styles for pack in self.packs)

    @property
    def usual_layout(self) -> PrintLayout:
        """The layout that a guest begins with."""
        return PrintLayout.SINGLE if PrintLayout.SINGLE in self.layouts else PrintLayout.STRIP

    @property
    def usual_orientation(self) -> Orientation:
        """The orientation that a guest begins with."""
        return self.orientations[0] if self.orientations else Orientation.PORTRAIT

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
    return Catalogue(config.packs, config.layouts, config.orientations) if config else Catalogue()


class Delivery(StrEnum):
    """What a guest should know of a style before choosing it."""

    HERE = "here"
    """The booth makes it; no internet is needed."""
    ONLINE = "online"
    """The platform makes it while the guest waits."""
    LATER = "later"
    """It follows to the guest's phone once the booth is online again."""


def delivery(style: ConfigStyle, online: bool) -> Delivery:
    """How the picture would come if it were asked for now."""
    if not style.needs_internet:
        return Delivery.HERE
    return Delivery.ONLINE if online else Delivery.LATER


def is_certain(style: ConfigStyle, online: bool, lease_left: int) -> bool:
    """Credits are there for it: the platform can be asked, or the lease covers the price."""
    return online or style.price <= lease_left
