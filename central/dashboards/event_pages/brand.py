"""An event's brand: of each part what is shown, whose word that is, and its own, which can be taken back."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.refusals import DomainError
from central.dashboards.event_pages.owners import address_of_event, event_page, own
from central.dashboards.kit.access import PageRequest
from central.dashboards.kit.fields import PictureField, Words
from central.dashboards.kit.forms import Form
from central.dashboards.kit.previews import BrandPreview
from central.events.branding import BrandField, BrandLevel, event_brand, event_brand_fields
from central.events.models import Event
from central.operations import branding_changes
from central.tenants.audit_log import AdminCommand
from central.tenants.branding import BRAND_FIELDS
from contract.accent import screen_accent
from contract.config import Branding

_LONGEST_NAME: Final = 200
_RADII: Final = (4, 8, 12, 20)
_PARTS: Final = {
    "display_name": gettext_lazy("Nombre"),
    "primary_color": gettext_lazy("Color"),
    "corner_radius": gettext_lazy("Esquinas"),
    "logo_sha256": gettext_lazy("Logo"),
}
_WHENCE: Final = {
    BrandLevel.PLATFORM: gettext_lazy("De la plataforma"),
    BrandLevel.PARTNER: gettext_lazy("De la agencia"),
    BrandLevel.CLIENT: gettext_lazy("Del anfitrión"),
    BrandLevel.EVENT: gettext_lazy("De este evento"),
}


class BrandForm(Form):
    """The event's own words about its brand; what is empty is inherited."""

    display_name = Words(label=gettext_lazy("Nombre en pantalla"), max_length=_LONGEST_NAME, required=False)
    own_color = forms.BooleanField(label=gettext_lazy("Usar un color propio"), required=False)
    primary_color = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label=gettext_lazy("Color"), required=False,
        widget=forms.TextInput({"type": "color"}),
    )  # fmt: skip
    corner_radius = forms.TypedChoiceField(
        label=gettext_lazy("Esquinas"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, known: dict[str, BrandField], *args: Any) -> None:  # noqa: ANN401 - Django's
        said = {name: each.value if each.overridden else "" for name, each in known.items()}
        color = {
            "own_color": known["primary_color"].overridden,
            "primary_color": known["primary_color"].value,
        }
        super().__init__(*args, initial=said | color)
        fields: Any = self.fields
        inherited = known["corner_radius"].inherited
        fields["corner_radius"].choices = [
            ("", _("Como en todo lo demás (%(pixels)s)") % {"pixels": inherited}),
            *((each, f"{each} px") for each in _RADII),
        ]
        fields["display_name"].widget.attrs["placeholder"] = known["display_name"].inherited

    @property
    def changes(self) -> dict[str, object]:
        """What was said; None: it is inherited."""
        given = self.cleaned_data
        color = given.get("primary_color") if given.get("own_color") else None
        return {
            "display_name": given.get("display_name") or None,
            "primary_color": color or None,
            "corner_radius": given.get("corner_radius"),
        }


class LogoForm(Form):
    """A picture to show instead of the name."""

    logo = PictureField(label=gettext_lazy("Logo del evento"), side=1024)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the brand for people."""

    name: str
    label: str | Promise
    value: str
    whence: str | Promise
    overridden: bool


@event_page()
def brand(request: PageRequest, event_id: UUID) -> HttpResponse:
    """What it shows and why, the form that changes it, and how it will look."""
    event = own(request, event_id)
    if request.method != "POST":
        return _shown(request, event)
    form = BrandForm(event_brand_fields(event), request.POST)
    if not form.is_valid() or "preview" in request.POST:
        return _shown(request, event, form=form, status=200 if form.is_valid() else 422)
    try:
        branding_changes.edit(branding_changes.of_event(event), form.changes, _by(request, form))
    except DomainError as error:
        form.refuse(error)
        return _shown(request, event, form=form, status=422)
    return _saved(request, event)


@event_page(methods=("GET", "HEAD"))
def preview(request: PageRequest, event_id: UUID) -> HttpResponse:
    """How it would look as the form is now."""
    event = own(request, event_id)
    known = event_brand_fields(event)
    form = BrandForm(known, request.GET)
    form.is_valid()
    shown = {"preview": _preview(event, _imagined(event, known, form.changes))}
    return render(request, "event_pages/brand_preview.html", shown)


@event_page(methods=("POST",))
def logo(request: PageRequest, event_id: UUID) -> HttpResponse:
    """Show another logo."""
    event, form = own(request, event_id), LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, event, logo_form=form, status=422)
    try:
        picture = PictureField.content(form.cleaned_data["logo"])
        branding_changes.set_logo(branding_changes.of_event(event), picture, _by(request, form))
    except DomainError as error:
        form.refuse(error, "logo")
        return _shown(request, event, logo_form=form, status=422)
    return _saved(request, event)


@event_page(methods=("POST",))
def inherit(request: PageRequest, event_id: UUID, part: str) -> HttpResponse:
    """Take back the event's own word about a part."""
    event = own(request, event_id)
    if part not in BRAND_FIELDS:
        raise Http404
    level, by = branding_changes.of_event(event), AdminCommand.of(request.user.actor)
    if part == "logo_sha256":
        branding_changes.remove_logo(level, by)
    else:
        branding_changes.edit(level, {part: None}, by)
    messages.success(request, _("Ahora se hereda. Las cabinas ya lo saben."))
    return HttpResponseRedirect(reverse("event-brand", args=[event.id]))


def _by(request: PageRequest, form: Form) -> AdminCommand:
    return AdminCommand(form.once_id, request.user.actor)


def _saved(request: PageRequest, event: Event) -> HttpResponse:
    messages.success(request, _("Guardamos la marca. Las cabinas ya la muestran."))
    return HttpResponseRedirect(reverse("event-brand", args=[event.id]))


def _shown(request: PageRequest, event: Event, *, status: int = 200, **told: Any) -> HttpResponse:  # noqa: ANN401
    known = event_brand_fields(event)
    form: BrandForm = told.get("form") or BrandForm(known)
    imagined = (
        _imagined(event, known, form.changes) if form.is_bound and form.is_valid() else event_brand(event)
    )
    shown = {
        "event": event,
        "back": address_of_event(request, event),
        "form": form,
        "logo_form": LogoForm(),
        "parts": [_part(name, known[name]) for name in BRAND_FIELDS],
        "preview": _preview(event, imagined),
        "lightened": screen_accent(imagined.primary_color).text != imagined.primary_color.lower(),
    }
    return render(request, "event_pages/brand.html", shown | told, status=status)


def _part(name: str, field: BrandField) -> Part:
    value, whence = str(field.value or ""), str(_WHENCE[field.whence])
    if name == "logo_sha256" and not value:
        value, whence = _("Ninguno: se ve el nombre"), ""
    elif name == "logo_sha256":
        value = _("Un logo")
    elif name == "corner_radius":
        value = f"{value} px"
    return Part(name, _PARTS[name], value, whence, field.overridden)


def _imagined(event: Event, known: dict[str, BrandField], changes: dict[str, object]) -> Branding:
    """The brand with these changes, which are not made."""
    said = {name: known[name].inherited if value is None else value for name, value in changes.items()}
    return event_brand(event).model_copy(update=said)


def _preview(event: Event, brand: Branding) -> BrandPreview:
    return BrandPreview(brand, event.name, event.welcome_es, event.tenant_id, event.id)
