"""What of the event's catalogue works without the network."""

from contract.config import ConfigStyle


def can_be_made_here(style: ConfigStyle) -> bool:
    """The booth knows the style's own look; without it the guest is shown the plain photo."""
    import looks

    return style.look in looks.names()
