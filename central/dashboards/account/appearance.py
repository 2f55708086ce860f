"""In which language and in what light somebody reads the pages.

Their browser remembers it; the language of whoever is logged in the platform does, too, for their mail.
"""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from central.dashboards.kit.languages import CODES, COOKIE
from central.tenants import people

_A_YEAR: Final = 31_536_000
_THEMES: Final = ("dark", "light", "")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """`language`, `theme` (empty: as the device has it), and back to `next`."""
    next_page = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(next_page, {request.get_host()}):
        next_page = reverse("home")
    response = HttpResponseRedirect(next_page)
    language, theme = request.POST.get("language"), request.POST.get("theme")
    if language in CODES:
        _keep(response, COOKIE, language)
        if request.user.is_authenticated:
            people.set_language(request.user, language)
    if theme in _THEMES and theme is not None:
        _keep(response, "theme", theme)
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
