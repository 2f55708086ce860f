"""What a user can still make: with credits, or with today's free turns (C6, C8)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil

from django.utils import timezone

from central.ledger import user_charges
from central.ledger.accounts import AccountKind, balance_of
from central.tenants.low_credits import user_is_low
from central.tenants.models import Role, User
from central.tenants.tariff import tariff


@dataclass(frozen=True, slots=True)
class FreeTurns:
    """Today's free pictures, for users who never had credits."""

    left: int
    a_day: int
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class Quota:
    """`low`: the balance does not buy a usual picture. `free` None: neither free turns nor a limit."""

    balance: int
    picture_price: int
    low: bool
    free: FreeTurns | None


def quota_of(user: User, at: datetime) -> Quota:
    """The user's quota at a moment. A master pays nothing, so nothing is low."""
    numbers = tariff()
    balance = balance_of(user.tenant_id, AccountKind.USER, user.id)
    master = user.role == Role.MASTER
    return Quota(
        balance=balance,
        picture_price=0 if master else numbers.generation_price,
        low=not master and user_is_low(balance, numbers),
        free=None if master else _free_turns(user, numbers.free_a_day, at),
    )


def platform_day(at: datetime) -> date:
    """The day of the platform's time zone."""
    return timezone.localdate(at, timezone.get_default_timezone())


def seconds_left_of_day(at: datetime) -> int:
    """Until the platform's next midnight, rounded up (C6)."""
    return ceil((_midnight_after(platform_day(at)) - at).total_seconds())


def _midnight_after(day: date) -> datetime:
    # In UTC: a difference of two moments of one time zone forgets that its clocks may change between them.
    midnight = datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
    return midnight.astimezone(UTC)


def _free_turns(user: User, a_day: int, at: datetime) -> FreeTurns | None:
    if user_charges.has_been_issued(user.tenant_id, user.id):
        return None
    day = platform_day(at)
    made = user_charges.free_ones_made(user.tenant_id, user.id, day)
    return FreeTurns(max(0, a_day - made), a_day, _midnight_after(day))
