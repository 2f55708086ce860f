"""Who may open a page, and what a refused one answers.

`page` goes around every view of a room. Whoever is nobody is asked to log in; whoever has another role is
told that there is no such page, as are all who name somebody else's things.
"""

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any, Concatenate, Final, ParamSpec

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from central.base.refusals import HTTP_STATUS, DomainError
from central.dashboards.kit.hardening import LISTED
from central.dashboards.kit.lost_files import note_files, restore_files
from central.server.arrivals import SENDER
from central.tenants import logins
from central.tenants.errors import NotInTheirRole, PartnerInactive
from central.tenants.models import Role, TeamRole, User
from central.tenants.team import refuse_below
from contract.problem import Code

_Given = ParamSpec("_Given")


class PageRequest(HttpRequest):
    """A request of somebody who is logged in. `closed`: why nobody may do things here; None: they may.

    `reads_only`: whoever asks may only read this page, for that or because of their role in the team.
    """

    user: User
    closed: DomainError | None
    reads_only: bool


View = Callable[Concatenate[PageRequest, _Given], HttpResponseBase]
_READING: Final = ("GET", "HEAD")


def page(
    *roles: Role,
    methods: tuple[str, ...] = ("GET", "HEAD", "POST"),
    dangerous: bool = False,
    team: TeamRole = TeamRole.OPERATOR,
) -> Callable[[View[_Given]], Any]:
    """For people with one of these roles; for all of them, if none is named: it is their own page.

    `team`: the role in a partner's team that whoever sends something needs, but on their own pages.

    `dangerous`: what is sent asks again who they are, if they have not proven it for 15 minutes; it goes on
    from there by itself.

    What the view raises is answered here: DomainError by its sentence and status, not found by 404.
    """

    def around(view: View[_Given]) -> Any:  # noqa: ANN401 - Django's
        @wraps(view)
        @require_http_methods(list(methods))
        def answer(request: Any, *args: _Given.args, **kwargs: _Given.kwargs) -> HttpResponseBase:  # noqa: ANN401
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("account_login"))
            if roles and request.user.role not in roles:
                raise Http404
            request.META[SENDER] = {"person": request.user.id.hex}
            try:
                why = _why_reads_only(request, team if roles else None)
                if why is not None and request.method not in _READING:
                    return refused(request, why)
                if dangerous and request.method not in _READING and not is_proven(request):
                    # allauth finds what waits for a proof by its path alone, and restores the query itself.
                    request.get_full_path = lambda: request.path
                    note_files(request)
                    raise ReauthenticationRequired
                restore_files(request)
                response = view(request, *args, **kwargs)
            except DomainError as error:
                return refused(request, error)
            response.headers.setdefault(*LISTED)
            return response

        return answer

    return around


def is_proven(request: HttpRequest) -> bool:
    """Whether whoever is logged in has proven it lately, by a login or since."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _why_reads_only(request: Any, team: TeamRole | None) -> DomainError | None:  # noqa: ANN401 - Django's
    """Why whatever the person sends is refused; pages ask `request.reads_only` and `request.closed`."""
    request.closed = why_closed(request.user)
    why = request.closed or (_beneath(request.user, team) if team else None)
    request.reads_only = why is not None
    return why


def _beneath(user: User, team: TeamRole) -> DomainError | None:
    """Why the person's role in the team lets them only read."""
    try:
        refuse_below(user, team)
    except NotInTheirRole as error:
        return error
    return None


def why_closed(user: User) -> DomainError | None:
    """Why the person may only read: their partner is not in business. Raises LoginClosed."""
    try:
        logins.refuse_closed(user)
    except PartnerInactive as error:
        return error
    return None


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A page with the refusal's sentence, for what no form of the page could say."""
    if error.code is Code.NOT_FOUND:
        return not_found(request)
    response = render(request, "kit/refused.html", {"refusal": error}, status=HTTP_STATUS[error.code])
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or it is somebody else's: both say the same."""
    return render(request, "kit/not_found.html", status=404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is not from a page of ours, or from one that was open for too long."""
    return render(request, "kit/stale_form.html", status=403)


def unproven(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Something dangerous was asked for by somebody who has nothing to prove who they are by."""
    return render(request, "kit/unproven.html", status=403)
