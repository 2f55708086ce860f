"""How booths were, for a week: a sample every five minutes, written with the heartbeat that begins them.

Of five minutes the worst counts: a heartbeat that is worse than the one before writes over the sample. Where
there is none, the booth was silent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from central.fleet.models import HealthSample, Kiosk
from contract.heartbeat import Health

SLOT: Final = timedelta(minutes=5)
KEPT: Final = timedelta(days=7)
_AT_ONCE: Final = 5_000
_ROUNDS: Final = 40
"""Of one purge: more wait for the next."""
_MOST_LETTERS: Final = 200
_MOST_COUNTED: Final = 2**31 - 1
_RANKS: Final = {Health.WARNING.value: 1, Health.FAILED.value: 2}


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a booth: of each hour how the worst was, 0 to 2; None: it was silent, or is to come."""

    day: date
    hours: tuple[int | None, ...]


def note(before: Kiosk, health: Mapping[str, Any], now: datetime) -> None:
    """Keep how a booth is, of which `before` is what was known; in the transaction of its heartbeat."""
    slot, worst = slot_of(now), _worst(health)
    seen: dict[str, Any] = {
        "worst": worst,
        "wrong": _wrong(health),
        "queue_depth": min(health.get("queue_depth", 0), _MOST_COUNTED),
        "oldest_op_seconds": min(int(health.get("oldest_op_seconds", 0)), _MOST_COUNTED),
    }
    last = before.health.get("received_at")
    samples = HealthSample.objects.filter(tenant_id=before.tenant_id, kiosk_id=before.id, at=slot)
    if last is None or slot_of(datetime.fromisoformat(last)) != slot:
        sample = HealthSample(tenant_id=before.tenant_id, kiosk_id=before.id, at=slot, **seen)
        HealthSample.objects.bulk_create([sample], ignore_conflicts=True)
    elif worst > _worst(before.health):
        samples.filter(worst__lt=worst).update(**seen)


def days(kiosk: Kiosk, now: datetime) -> list[Day]:
    """The last seven days, the newest first, in the active time zone; one statement."""
    worst: dict[tuple[date, int], int] = {}
    for at, rank in _samples(kiosk, now - KEPT).values_list("at", "worst"):
        here = timezone.localtime(at)
        place = here.date(), here.hour
        worst[place] = max(rank, worst.get(place, 0))
    today = timezone.localdate(now)
    dates = (today - timedelta(days=ago) for ago in range(KEPT.days))
    return [Day(each, tuple(worst.get((each, hour)) for hour in range(24))) for each in dates]


def heard_percent(kiosk: Kiosk, now: datetime, span: timedelta = timedelta(days=1)) -> int:
    """In how much of the last day, or since it was enrolled, something was heard of the booth."""
    since = max(slot_of(now - span), slot_of(kiosk.enrolled_at))
    slots = max(1, int((slot_of(now) - since) / SLOT) + 1)
    heard: int = _samples(kiosk, since).count()
    return min(100, round(100 * heard / slots))


def purge() -> int:
    """Delete samples that are older than a week; how many."""
    return sum(_purged(timezone.now() - KEPT))


def slot_of(moment: datetime) -> datetime:
    """The beginning of its five minutes."""
    return moment.replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)


def _purged(until: datetime) -> Iterator[int]:
    old = HealthSample.objects.filter(at__lt=until)
    for _ in range(_ROUNDS):
        ids = list(old.values_list("id", flat=True)[:_AT_ONCE])
        if ids:
            yield old.filter(id__in=ids).delete()[0]
        if len(ids) < _AT_ONCE:
            return


def _samples(kiosk: Kiosk, since: datetime) -> Any:  # noqa: ANN401 - Django's query set
    return HealthSample.objects.filter(tenant_id=kiosk.tenant_id, kiosk_id=kiosk.id, at__gte=since)


def _worst(health: Mapping[str, Any]) -> int:
    ranks = [_RANKS.get(str(each.get("health")), 0) for each in health.get("parts", [])]
    return max(ranks, default=0)


def _wrong(health: Mapping[str, Any]) -> str:
    names = (str(each["part"]) for each in health.get("parts", []) if each.get("health") in _RANKS)
    return ",".join(names)[:_MOST_LETTERS]
