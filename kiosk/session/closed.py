"""Why the booth takes no guests (G9), from the state of the booth alone; right without the network."""

from datetime import datetime

from contract.config import ConfigEvent, EventState
from kiosk.domain.booth_state import BoothState
from kiosk.domain.model import CameraState
from kiosk.session.state import ClosedReason
from kiosk.styles.catalogue import catalogue_of

_OUT_OF_ORDER = (CameraState.LOST, CameraState.ABSENT)
_BY_STATE = {
    EventState.DRAFT: ClosedReason.NOT_BEGUN,
    EventState.PAUSED: ClosedReason.PAUSED,
    EventState.ENDED: ClosedReason.ENDED,
    EventState.EXHAUSTED: ClosedReason.EXHAUSTED,
}


def closed_reason(booth_state: BoothState, wall: datetime) -> ClosedReason | None:
    """The most basic reason, or None while guests are welcome. `wall` is UTC."""
    if not booth_state.disk_ok:
        return ClosedReason.DISK
    if booth_state.config is None:
        return ClosedReason.NO_EVENT if booth_state.enrolled else ClosedReason.NOT_ENROLLED
    if booth_state.config.event is None or catalogue_of(booth_state.config).is_empty:
        return ClosedReason.NO_EVENT
    return _by_event(booth_state.config.event, wall) or _by_booth(booth_state)


def _by_event(event: ConfigEvent, wall: datetime) -> ClosedReason | None:
    """The snapshot's state, carried on by its dates: an offline booth opens and closes in time."""
    if wall >= event.ends_at:
        return ClosedReason.ENDED
    if event.state is EventState.SCHEDULED and wall < event.starts_at:
        return ClosedReason.NOT_BEGUN
    return _BY_STATE.get(event.state)


def _by_booth(booth_state: BoothState) -> ClosedReason | None:
    if booth_state.paused_here:
        return ClosedReason.PAUSED
    return ClosedReason.CAMERA if booth_state.camera.state in _OUT_OF_ORDER else None
