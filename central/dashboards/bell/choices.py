"""How somebody wants to be told each kind of thing, and in which browsers."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from central.dashboards.bell.names import NAMES
from central.dashboards.kit.access import PageRequest, page
from central.notices import preferences as chosen
from central.notices import pushes, subscriptions
from central.notices.kinds import Channel, NoticeKind, kinds_of


@page()
def preferences(request: PageRequest) -> HttpResponse:
    """A table: what there is to be told, by the bell, by e-mail, on the phone."""
    person = request.user
    if request.method == "POST":
        wanted = {
            kind: [each for each in Channel if f"{kind}:{each}" in request.POST]
            for kind in kinds_of(person.role)
        }
        chosen.choose(person.tenant_id, person.id, person.role, wanted)
        messages.success(request, _("Guardamos cómo querés enterarte."))
        return HttpResponseRedirect(reverse("bell-preferences"))
    rows = [_row(kind, ways) for kind, ways in chosen.of_person(person.id, person.role).items()]
    browsers = subscriptions.of_person(person.tenant_id, person.id)
    shown = {
        "rows": rows,
        "channels": [NAMES[channel] for channel in Channel],
        "browsers": browsers,
        "told": " ".join(bytes(each.digest).hex() for each in browsers),
        "public_key": pushes.public_key(),
    }
    return render(request, "bell/preferences.html", shown)


def _row(kind: NoticeKind, ways: frozenset[Channel]) -> dict[str, object]:
    marks = [(f"{kind}:{channel}", channel in ways, NAMES[channel]) for channel in Channel]
    return {"name": NAMES[kind], "marks": marks}
