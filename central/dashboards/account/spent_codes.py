"""A code of an authenticator application opens once, in whichever process it is typed.

allauth remembers used codes in its process alone; the step of the last one is kept with the secret here.
"""

from typing import Final

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.http import HttpRequest

_LAST_STEP: Final = "last_step"


def spend(authenticator: Authenticator, code: str) -> bool:
    """Whether the code is of a later step than the last that was used; from now on that is this one.

    Codes of other kinds than an application's are spent by allauth. Of two at once, one waits for the other.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().get(id=authenticator.id)
        step = _step_of(decrypt(held.data["secret"]), code, after=held.data.get(_LAST_STEP, 0))
        if step is None:
            return False
        held.data[_LAST_STEP] = step
        held.save(update_fields=["data"])
    return True


def spend_first(request: HttpRequest, authenticator: Authenticator, **_: object) -> None:
    """The code that an application was added with has been seen once, too."""
    spend(authenticator, request.POST.get("code", ""))


def _step_of(secret: str, code: str, after: int) -> int | None:
    """The latest step that has this code; None: there is none after that one."""
    steps = [step for step in yield_hotp_counters_from_time() if step > after]
    return max((step for step in steps if _is_of(secret, code, step)), default=None)


def _is_of(secret: str, code: str, step: int) -> bool:
    return bool(compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))))
