"""What booths say of themselves that somebody should see to now: told once, when it begins."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from central.events.models import Event
from central.events.notices import facts_of
from central.events.queries import find
from central.events.states import state_at
from central.fleet.models import Kiosk
from central.notices.kinds import NoticeKind
from central.notices.telling import Told, tell
from contract.config import EventState
from contract.heartbeat import Health

QUIET_MINUTES: Final = 10
"""The same thing of one booth is told once in so long, however often it comes and goes."""
_EMPTY: Final = frozenset({"media-empty", "media-needed", "marker-supply-empty", "marker-supply-missing"})
_DOUBT: Final = "print-in-doubt"
_OUT_OF_ORDER: Final = ("booth", "camera", "printer")

Causes = dict[NoticeKind, str]
"""What is wrong, and a sentence about it."""


def tell_new(kiosk: Kiosk, health: Mapping[str, Any], now: datetime) -> None:
    """Tell what is wrong by this health and was not by the kiosk's last one; in the caller's transaction."""
    before = causes_of(kiosk.health)
    new = {kind: said for kind, said in causes_of(health).items() if kind not in before}
    event = find(kiosk.tenant_id, kiosk.event_id) if new else None
    if event is None or state_at(event, now) in (EventState.DRAFT, EventState.ENDED):
        return
    tell(*(_told(kiosk, event, kind, sentence, now) for kind, sentence in new.items()))


def causes_of(health: Mapping[str, Any]) -> Causes:
    """What is wrong by a health that was kept, or is about to be."""
    parts = list(health.get("parts", ()))
    causes: Causes = {}
    if _reasons(parts) & _EMPTY or health.get("prints_left") == 0:
        causes[NoticeKind.OUT_OF_PAPER] = ""
    if _DOUBT in _reasons(parts):
        causes[NoticeKind.PRINT_IN_DOUBT] = ""
    failed = [each for each in parts if each["part"] in _OUT_OF_ORDER and each["health"] == Health.FAILED]
    if failed:
        causes[NoticeKind.OUT_OF_ORDER] = str(failed[0]["sentence"] or failed[0]["part"])
    return causes


def _reasons(parts: Iterable[Mapping[str, Any]]) -> set[str]:
    return {reason for part in parts for reason in part.get("reasons", ())}


def _told(kiosk: Kiosk, event: Event, kind: NoticeKind, sentence: str, now: datetime) -> Told:
    while_quiet = int(now.timestamp()) // (60 * QUIET_MINUTES)
    return Told(
        kiosk.tenant_id,
        kind,
        f"{kind}:{kiosk.id}:{while_quiet}",
        facts=facts_of(event, booth=kiosk.name, sentence=sentence, subject=f"kiosk:{kiosk.id}"),
        at=now,
    )
