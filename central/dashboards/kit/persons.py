"""Who asks for a page: by the login that their session names, which ends wherever logins are ended.

A page's login is one of `tenants.logins` like those of the API. So it is in the person's list, and a new
password, a closed account or a deleted partner ends it at once.
"""

from collections.abc import Callable
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from central.tenants import logins
from central.tenants.hosts import own_domain
from central.tenants.models import User

TOKEN: Final = "login"  # noqa: S105 - the name under which a session has it


def know_person(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Django's middleware: `request.user`, looked up once it is asked for."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]
        return get_response(request)

    return answer


def _person(request: HttpRequest) -> User | AnonymousUser:
    token = request.session.get(TOKEN)
    person = (logins.user_of(token) if token else None) or AnonymousUser()
    return person if is_at_home(request, person) else AnonymousUser()


def is_at_home(request: HttpRequest, person: User | AnonymousUser) -> bool:
    """Whether the person may be logged in here: at a partner's own domain only its own people and clients."""
    own = own_domain(request)
    return own is None or getattr(person, "tenant_id", None) == own.tenant_id
