"""Where the mail provider says what came back: read by django-anymail, which knows its ways."""

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

from central.guests import bounces


@csrf_exempt
def mail_tracking(request: HttpRequest) -> HttpResponseBase:
    """There is no such address without a provider, and without a secret that it proves itself by."""
    provider = getattr(settings, "MAIL_PROVIDER", "")
    if not provider or not getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET"):
        raise Http404
    try:
        found = resolve(f"/{provider}/tracking/", urlconf="anymail.urls")
    except Resolver404 as error:
        raise Http404 from error
    bounces.listen()
    answer: HttpResponseBase = found.func(request)
    return answer
