"""Why the booth takes no guests (G9), from the facts alone; right without the network."""

from datetime import datetime

from contract.config import ConfigEvent, EventState
from kiosk.domain.model import CameraState
from kiosk.session.visit import ClosedReason, Facts

_OUT_OF_ORDER = (CameraState.LOST, CameraState.ABSENT)
_BY_STATE = {
    EventState.DRAFT: ClosedReason.NOT_BEGUN,
    EventState.PAUSED: ClosedReason.PAUSED,
    EventState.ENDED: ClosedReason.ENDED,
    EventState.EXHAUSTED: ClosedReason.EXHAUSTED,
}


def closed_reason(facts: Facts, wall: datetime) -> ClosedReason | None:
    """The most basic reason, or None while guests are welcome. `wall` is UTC."""
    if not facts.disk_ok:
        return ClosedReason.DISK
    if facts.config is None:
        return ClosedReason.NO_EVENT if facts.enrolled else ClosedReason.NOT_ENROLLED
    if facts.config.event is None or not facts.config.styles():
        return ClosedReason.NO_EVENT
    return _by_event(facts.config.event, wall) or _by_booth(facts)


def _by_event(event: ConfigEvent, wall: datetime) -> ClosedReason | None:
    """The snapshot's state, carried on by its dates: an offline booth opens and closes in time."""
    if wall >= event.ends_at:
        return ClosedReason.ENDED
    if event.state is EventState.SCHEDULED and wall < event.starts_at:
        return ClosedReason.NOT_BEGUN
    return _BY_STATE.get(event.state)


def _by_booth(facts: Facts) -> ClosedReason | None:
    if facts.paused_here:
        return ClosedReason.PAUSED
    return ClosedReason.CAMERA if facts.camera.state in _OUT_OF_ORDER else None
