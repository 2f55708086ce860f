"""What the guest flow wants done. The engine carries it out and posts the result as an event (`->`)."""

from uuid import UUID

from contract.config import PrintLayout
from kiosk.domain.framing import Framing
from kiosk.domain.machine import Effect
from kiosk.domain.model import Language, Shot


class BeginSession(Effect):
    """-> EffectDone"""

    session_id: UUID
    language: Language


class LookAgain(Effect):
    """No result; whatever keeps the booth closed is looked at now: platform, camera, disk."""


class RecordConsent(Effect):
    """-> EffectDone"""

    session_id: UUID
    version: str


class RecordLanguage(Effect):
    """No result; the guest's page will be in this language."""

    session_id: UUID
    language: Language


class RecordStyle(Effect):
    """-> EffectDone"""

    session_id: UUID
    style_id: UUID
    layout: PrintLayout


class ShowPreview(Effect):
    """Start the preview in this framing, or stop it. No result."""

    framing: Framing | None


class TakeShot(Effect):
    """-> ShotKept, once the JPEG is durable"""

    session_id: UUID
    index: int
    framing: Framing


class DiscardShots(Effect):
    """-> EffectDone. All but `kept` are taken again."""

    session_id: UUID
    kept: tuple[Shot, ...] = ()


class MakeRequest(Effect):
    """-> RequestKept. The price is fixed here."""

    session_id: UUID
    shot: Shot
    style_id: UUID
    price: int


class MakeLook(Effect):
    """-> LookMade"""

    shot: Shot
    look: str


class PrintPicture(Effect):
    """-> PrintsQueued, then PrintMoved for each. `with_result`: the AI picture, else the on-booth look."""

    session_id: UUID
    copies: int
    with_result: bool


class EndSession(Effect):
    """No result."""

    session_id: UUID
    outcome: str


Recorded = BeginSession | RecordConsent | RecordStyle | DiscardShots
"""Effects with no result but that they are durable."""
