"""Where the picture of a style is made, when it comes, and whether it can be promised."""

from enum import StrEnum

from contract.config import ConfigStyle


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
