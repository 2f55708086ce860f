"""Where guests say that they want no more e-mail: the link at the foot of each, without a login.

Mail programs do it by themselves with one POST (RFC 8058); a person is asked first, as programs that look at
links open them all.
"""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from central.events.branding import platform_brand, tenant_brand
from central.gallery.short_pages import short_page, words_of
from central.guests import unsubscribing
from central.guests.unsubscribing import UnsubscribeLinkUnknown
from contract.config import Branding


@dataclass(frozen=True, slots=True)
class UnsubscribeWords:
    """Every text of the page."""

    title: str
    ask: str
    button: str
    done_title: str
    done: str
    lost_title: str
    lost: str


WORDS: Final = {
    "es": UnsubscribeWords(
        title="¿No querés más correos?",
        ask="Quien organiza esta fiesta, y las demás de su agencia, no te escribirá más.",
        button="No quiero más correos",
        done_title="Listo",
        done="No te escribimos más. Si cambiás de idea, avisale a quien organiza.",
        lost_title="Falta una parte del enlace",
        lost="Abrilo tal como está en el correo.",
    ),
    "en": UnsubscribeWords(
        title="No more e-mail?",
        ask="Whoever hosts this party, and all others of their agency, will not write to you again.",
        button="I want no more e-mail",
        done_title="Done",
        done="We will not write to you again. If you change your mind, tell your host.",
        lost_title="A part of the link is missing",
        lost="Open it as it is in the e-mail.",
    ),
    "pt": UnsubscribeWords(
        title="Não quer mais e-mails?",
        ask="Quem organiza esta festa, e as outras da mesma agência, não vai mais escrever para você.",
        button="Não quero mais e-mails",
        done_title="Pronto",
        done="Não vamos mais escrever para você. Se mudar de ideia, avise quem organiza.",
        lost_title="Falta uma parte do link",
        lost="Abra-o como está no e-mail.",
    ),
}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The question, and its answer; the link is all that anybody needs."""
    try:
        brand = tenant_brand(unsubscribing.partner_of(token))
    except UnsubscribeLinkUnknown:
        return _render(request, platform_brand(), "lost", 404)
    if request.method != "POST":
        return _render(request, brand, "ask", 200)
    unsubscribing.unsubscribe(token)
    return _render(request, brand, "done", 200)


def _render(request: HttpRequest, brand: Branding, state: str, status: int) -> HttpResponse:
    context = {"said": WORDS[words_of(request).language], "state": state}
    return short_page(request, "gallery/unsubscribe.html", brand, context, status)
