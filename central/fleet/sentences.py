"""What a booth is told when something is refused, by the refusal's code."""

from typing import Final

from contract.problem import Code

SENTENCES: Final = {
    Code.CREDITS_EXHAUSTED: "The event has no credits left for this picture.",
    Code.EVENT_NOT_STARTED: "The event has not started yet.",
    Code.EVENT_ENDED: "The event has ended.",
    Code.EVENT_PAUSED: "The event is paused.",
    Code.PARTNER_INACTIVE: "The partner's account is not active.",
    Code.STYLE_NOT_ALLOWED: "This style is not offered at the event.",
    Code.CONFLICT: "This id was already used for something else.",
    Code.LEASE_UNKNOWN: "This kiosk has no such lease.",
    Code.INVALID: "This op does not follow the protocol.",
}
