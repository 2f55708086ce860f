"""News that overtakes: of a sheet or picture that the session does not know yet.

The printer and the platform learn of it from the disk, on threads of their own, and may be done with it
before the effect's result has reached the main thread.
"""

from kiosk.domain.machine import Event
from kiosk.session.effects import MakeRequest
from kiosk.session.events import GenerationMoved, PrintMoved, ProgressMoved
from kiosk.session.state import SessionState


def is_early(session: SessionState, event: Event) -> bool:
    """It may be about what the session is waiting to hear of, and means nothing before."""
    if isinstance(event, PrintMoved):
        return session.printing and event.print_id not in dict(session.prints)
    if isinstance(event, GenerationMoved | ProgressMoved):
        known = session.request is not None and session.request.generation_id == event.generation_id
        return session.awaiting == MakeRequest.__name__ and not known
    return False
