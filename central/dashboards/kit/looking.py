"""Pages for a master who looks as a partner sees them: the session says so; nothing that is sent counts."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from central.dashboards.kit.access import refused
from central.tenants import looking
from central.tenants.looking import OnlyLooking
from central.tenants.models import Role, User

_KEY: Final = "looking"
_READING: Final = ("GET", "HEAD")
_AS_THE_PARTNER: Final = ("/partner/", "/events/", "/kit/")
"""Everywhere else the master is who they are: nobody's account, bell or sessions are looked at."""


@dataclass(frozen=True, slots=True)
class Looking:
    """As whom, and until when."""

    partner_id: UUID
    partner: str
    until: datetime

    @classmethod
    def told(cls, kept: dict[str, str]) -> Self:
        """As the session keeps it."""
        until = datetime.fromisoformat(kept["until"])
        return cls(UUID(kept["partner_id"]), kept["partner"], until)

    @property
    def kept(self) -> dict[str, str]:
        """For the session."""
        return asdict(self) | {"partner_id": str(self.partner_id), "until": self.until.isoformat()}


def begin(request: HttpRequest, partner_id: UUID) -> None:
    """From the next page on. Raises NotFound, PartnerDeleted."""
    master: Any = request.user
    tenant, until = looking.begin(master, partner_id)
    request.session[_KEY] = Looking(tenant.id, tenant.name, until).kept


def end(request: HttpRequest, master: User) -> None:
    """The master is who they are again; harmless if they were."""
    kept = request.session.pop(_KEY, None)
    if kept is not None:
        looking.end(master, Looking.told(kept).partner_id)


def looking_of(request: HttpRequest) -> Looking | None:
    """None: whoever asks is themselves."""
    found: Looking | None = getattr(request, "looking", None)
    return found


def look(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Django's middleware, once it is known who asks."""

    def answer(request: Any) -> HttpResponseBase:  # noqa: ANN401 - Django's, with more on it
        kept = request.session.get(_KEY)
        if kept is None:
            return get_response(request)
        seen, master = Looking.told(kept), request.user
        if not master.is_authenticated or master.role != Role.MASTER:
            del request.session[_KEY]
        elif seen.until <= timezone.now():
            end(request, master)
        else:
            request.looking = seen
            if request.method not in _READING and request.path_info not in _ways_out():
                return refused(request, OnlyLooking())
            if request.path_info.startswith(_AS_THE_PARTNER):
                request.user = looking.sight_of(master, seen.partner_id)
        return get_response(request)

    return answer


def _ways_out() -> tuple[str, ...]:
    return reverse("look-end"), reverse("account_logout")
