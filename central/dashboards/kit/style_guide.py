"""Every component in every state, for `/kit/`: with numbers that are made up, and a form that is refused."""

from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.pages import Page
from central.dashboards.kit import charts
from central.dashboards.kit.charts import Point
from central.dashboards.kit.forms import Form
from central.dashboards.kit.lists import listed
from central.dashboards.kit.moments import ZonedMoment
from central.dashboards.kit.previews import BrandPreview
from central.events.branding import platform_brand
from central.tenants.models import PLATFORM_ID

_WEEK: Final = (12, 48, 0, 31, 77, 140, 96)
_STYLES: Final = (("Noir", 142), ("Acuarela", 88), ("Neón", 31))


class SampleForm(Form):
    """A field of each kind."""

    name = forms.CharField(label=gettext_lazy("Nombre"), max_length=80)
    words = forms.CharField(label=gettext_lazy("Palabras"), widget=forms.Textarea, required=False)
    style = forms.ChoiceField(label=gettext_lazy("Estilo"), choices=[(each, each) for each, _n in _STYLES])
    color = forms.CharField(label=gettext_lazy("Color"), widget=forms.TextInput({"type": "color"}))
    logo = forms.FileField(label=gettext_lazy("Logo"), required=False)
    starts = ZonedMoment("America/Argentina/Buenos_Aires", label=gettext_lazy("Empieza"), required=False)
    gallery = forms.BooleanField(label=gettext_lazy("Mostrar la galería"), required=False)


class CreditsForm(Form):
    """An amount of credits."""

    credits = forms.IntegerField(label=gettext_lazy("Créditos"), min_value=1)


class FilterForm(Form):
    """By what a list can be filtered."""

    q = forms.CharField(label=gettext_lazy("Buscar"), widget=forms.TextInput({"type": "search"}))
    state = forms.ChoiceField(label=gettext_lazy("Estado"), choices=[("", gettext_lazy("Todos"))])


def samples(request: HttpRequest) -> dict[str, Any]:
    """What the page shows."""
    days = [Point(timezone.now().date().replace(day=at + 1).strftime("%d"), n) for at, n in enumerate(_WEEK)]
    wrong = SampleForm(
        {"name": "", "words": "Lo que se escribió queda.", "color": "#e0b15a", "style": "Noir"}
    )
    wrong.add_error(None, _("No alcanzan los créditos."))
    return {
        "bars": charts.bars(_("Fotos por día"), days),
        "area": charts.area(_("Fotos por hora"), days),
        "share": charts.share(_("Estilos"), [Point(name, n) for name, n in _STYLES]),
        "spark": charts.spark(_("Fotos por día"), _WEEK),
        "empty_form": SampleForm(initial={"color": "#e0b15a"}),
        "wrong_form": wrong,
        "credits_form": CreditsForm(initial={"credits": 500}, prefix="credits"),
        "filter_form": FilterForm({"q": ""}),
        "filtered_form": FilterForm({"q": "boda"}, auto_id="filtered_%s"),
        "rows": _STYLES,
        "preview": BrandPreview(
            platform_brand(), _("La fiesta de Ana y Bruno"), _("Elegí tu estilo."), PLATFORM_ID
        ),
        "listed": listed(request, Page(list(_STYLES), "next")),
        "now": timezone.now(),
        "icons": (
            "home", "person", "people", "bolt", "bell", "calendar", "booth", "wallet", "chart", "picture",
            "brush",
            "alert", "check", "pause", "play", "plus", "close", "search", "copy", "download", "key", "clock",
            "mail", "settings", "more", "star", "qr", "phone", "message",
        ),
    }  # fmt: skip
