"""What there is to tell, how urgent it is, and how people hear of it unless they chose otherwise."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import models


class Channel(models.TextChoices):
    """How a notice reaches its reader."""

    BELL = "bell"
    EMAIL = "email"
    PUSH = "push"


class NoticeKind(models.TextChoices):
    """What a notice tells."""

    LOW_BALANCE = "low_balance"
    EVENT_ENDS = "event_ends"
    CREDITS_ADDED = "credits_added"
    REQUEST_APPROVED = "request_approved"
    REQUEST_DECLINED = "request_declined"
    MILESTONE = "milestone"
    CREDIT_REQUEST = "credit_request"
    LOW_POOL = "low_pool"
    LOW_WALLET = "low_wallet"
    OVERDRAFT = "overdraft"
    EVENT_CREATED = "event_created"
    BOOTH_SILENT = "booth_silent"
    OUT_OF_PAPER = "out_of_paper"
    PRINT_IN_DOUBT = "print_in_doubt"
    OUT_OF_ORDER = "out_of_order"
    LEDGER_FAULT = "ledger_fault"
    PAYMENT_DIFFERS = "payment_differs"


CLIENT: Final = "client"
PARTNER: Final = "partner"
MASTER: Final = "master"
"""The roles to which notices are addressed, as `tenants` names them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Whom a kind of notice is for, and how they hear of it.

    `urgent`: a phone may be woken for it. `late_after`: from then on a delivery says when it happened.
    `stale_after`: from then on nobody is sent it any more; the bell keeps it.
    """

    role: str
    channels: frozenset[Channel]
    urgent: bool = False
    late_after: timedelta = timedelta(minutes=15)
    stale_after: timedelta = timedelta(days=3)


_EVERYWHERE: Final = frozenset(Channel)
_QUIETLY: Final = frozenset({Channel.BELL, Channel.PUSH})
_TONIGHT: Final = timedelta(hours=12)
"""How long what happens at a party is worth a message."""


def _at_night(role: str, channels: frozenset[Channel] = _QUIETLY) -> Rule:
    return Rule(role, channels, urgent=True, late_after=timedelta(minutes=5), stale_after=_TONIGHT)


RULES: Final[dict[NoticeKind, Rule]] = {
    NoticeKind.LOW_BALANCE: Rule(CLIENT, _EVERYWHERE),
    NoticeKind.EVENT_ENDS: Rule(CLIENT, _EVERYWHERE),
    NoticeKind.CREDITS_ADDED: Rule(CLIENT, _EVERYWHERE),
    NoticeKind.REQUEST_APPROVED: Rule(CLIENT, _EVERYWHERE),
    NoticeKind.REQUEST_DECLINED: Rule(CLIENT, _EVERYWHERE),
    NoticeKind.MILESTONE: Rule(CLIENT, _QUIETLY),
    NoticeKind.CREDIT_REQUEST: Rule(PARTNER, _EVERYWHERE, urgent=True),
    NoticeKind.LOW_POOL: _at_night(PARTNER, _EVERYWHERE),
    NoticeKind.LOW_WALLET: Rule(PARTNER, _EVERYWHERE),
    NoticeKind.OVERDRAFT: Rule(PARTNER, _EVERYWHERE, urgent=True),
    NoticeKind.EVENT_CREATED: Rule(PARTNER, _EVERYWHERE),
    NoticeKind.BOOTH_SILENT: _at_night(PARTNER, _EVERYWHERE),
    NoticeKind.OUT_OF_PAPER: _at_night(PARTNER),
    NoticeKind.PRINT_IN_DOUBT: _at_night(PARTNER),
    NoticeKind.OUT_OF_ORDER: _at_night(PARTNER, _EVERYWHERE),
    NoticeKind.LEDGER_FAULT: Rule(MASTER, _EVERYWHERE, urgent=True),
    NoticeKind.PAYMENT_DIFFERS: Rule(MASTER, _EVERYWHERE),
}


def kinds_of(role: str) -> list[NoticeKind]:
    """What people of this role are told."""
    return [kind for kind, rule in RULES.items() if rule.role == role]
