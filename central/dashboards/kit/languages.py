"""In which language a page answers: what its reader chose, else what their browser asks for."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

COOKIE: Final = settings.LANGUAGE_COOKIE_NAME
CODES: Final = tuple(code for code, _ in settings.LANGUAGES)


def choose_language(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Django's middleware, as LocaleMiddleware but without languages in addresses."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with translation.override(translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            patch_vary_headers(response, ("Accept-Language",))
            response.headers.setdefault("Content-Language", translation.get_language())
        return response

    return answer
