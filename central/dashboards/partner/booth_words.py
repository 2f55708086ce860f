"""How a booth is, in words and a tone: silent, failed, worried, or well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.fleet.kiosks import KioskState, state_of
from central.fleet.models import Kiosk
from contract.heartbeat import Health

_PARTS: Final[Mapping[str, Promise]] = {
    "camera": _("Cámara"), "printer": _("Impresora"), "uploads": _("Subida de fotos"),
    "database": _("Base de datos"), "disk": _("Disco"), "sync": _("Conexión"),
}  # fmt: skip
_TONES: Final = {Health.OK: "good", Health.WARNING: "warning", Health.FAILED: "bad", Health.UNKNOWN: "plain"}
_HEALTHS: Final[dict[Health, Promise]] = {
    Health.OK: _("Bien"), Health.WARNING: _("Atención"), Health.FAILED: _("Con fallas"),
    Health.UNKNOWN: _("Sin datos"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartSeen:
    """One part of a booth, and since when it is so."""

    name: str | Promise
    tone: str
    label: Promise
    sentence: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class BoothSeen:
    """A booth for people. `wrong`: parts that are not well; `queued`: reports that are not sent yet."""

    kiosk: Kiosk
    state: KioskState
    tone: str
    label: Promise
    parts: tuple[PartSeen, ...]

    @property
    def wrong(self) -> tuple[PartSeen, ...]:
        return tuple(each for each in self.parts if each.tone in ("warning", "bad"))

    @property
    def queued(self) -> int:
        return int(self.kiosk.health.get("queue_depth", 0))

    @property
    def oldest_minutes(self) -> int:
        return int(self.kiosk.health.get("oldest_op_seconds", 0)) // 60

    @property
    def prints_left(self) -> int | None:
        left: int | None = self.kiosk.health.get("prints_left")
        return left

    @property
    def stamp(self) -> tuple[object, ...]:
        """Another one whenever people would be told something else."""
        parts = tuple((each.name, each.tone, each.sentence) for each in self.parts)
        return (self.kiosk.id, self.kiosk.name, self.state, parts, self.queued, self.prints_left)


def seen(kiosk: Kiosk, now: datetime) -> BoothSeen:
    """The booth as it was last heard of."""
    state = state_of(kiosk, now)
    parts = tuple(_part(each) for each in kiosk.health.get("parts", []))
    return BoothSeen(kiosk, state, *_badge(state, {each.tone for each in parts}), parts)


def _badge(state: KioskState, tones: set[str]) -> tuple[str, Promise]:
    if state is KioskState.RETIRED:
        return "plain", _("Dada de baja")
    if state is KioskState.SILENT:
        return "bad", _("Sin señal")
    if "bad" in tones:
        return "bad", _("Con fallas")
    return ("warning", _("Atención")) if "warning" in tones else ("good", _("En servicio"))


def _part(told: Mapping[str, Any]) -> PartSeen:
    try:
        health = Health(told.get("health", ""))
    except ValueError:  # Of a booth that is newer than the platform.
        health = Health.UNKNOWN
    name = str(told.get("part", ""))
    since = datetime.fromisoformat(told["since"]) if told.get("since") else None
    return PartSeen(_PARTS.get(name, name), _TONES[health], _HEALTHS[health], told.get("sentence", ""), since)
