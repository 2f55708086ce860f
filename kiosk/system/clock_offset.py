"""How far the PC's wall clock is from the platform's."""

from datetime import datetime

TOLERATED_SECONDS = 60.0


def offset_seconds(platform: datetime, here: datetime) -> float:
    """What has to be added to the booth's clock to have the platform's."""
    return (platform - here).total_seconds()


def sentence(offset: float) -> str:
    """The offset in words."""
    if abs(offset) <= TOLERATED_SECONDS:
        return "the clock agrees with the platform's"
    way = "slow" if offset > 0 else "fast"
    return f"the clock is {_span(abs(offset))} {way}"


def _span(seconds: float) -> str:
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86400:.1f} days"
