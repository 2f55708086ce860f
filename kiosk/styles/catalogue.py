"""What the event offers its guests, read from the signed snapshot, and how a picture of it would come."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest
from uuid import UUID

from contract.config import ConfigPack, ConfigStyle, KioskConfig, Orientation, PrintLayout
from kiosk.domain.model import Link, SyncStatus


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

    @property
    def only_choice(self) -> tuple[ConfigStyle, PrintLayout] | None:
        """The style and the layout, where the event offers one of each."""
        styles = {style.id: style for pack in self.packs for style in pack.styles}
        one = len(styles) == len(set(self.layouts)) == 1
        return (next(iter(styles.values())), self.layouts[0]) if one else None

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


class Cover(StrEnum):
    """Whether there are credits for a picture that is asked for now."""

    SURE = "sure"
    """In the booth's lease, or in the event's pool."""
    UNSURE = "unsure"
    """The platform cannot be asked, and the booth's lease does not reach."""
    SHORT = "short"
    """The platform says that the event's credits do not reach."""


def cover(style: ConfigStyle, sync: SyncStatus) -> Cover:
    """Where the credits for this style would come from, by the platform's last word."""
    if style.price <= sync.lease_left:
        return Cover.SURE
    if sync.link is not Link.ONLINE:
        return Cover.UNSURE
    return Cover.SURE if sync.pool is None or style.price <= sync.pool else Cover.SHORT


def given_choice(catalogue: Catalogue, sync: SyncStatus) -> tuple[ConfigStyle, PrintLayout] | None:
    """What a guest need not be asked: the only choice, while nothing has to be said about it first."""
    only = catalogue.only_choice
    return only if only and cover(only[0], sync) is Cover.SURE else None
