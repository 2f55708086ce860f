"""The partner's white label (P6): name, colour, corners and logo, and how booths and prints look by them."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.refusals import DomainError
from central.catalogue.usable import packs_usable_by
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.brands import readings
from central.dashboards.kit.fields import PictureField, Words, name_here
from central.dashboards.kit.forms import Form
from central.dashboards.kit.previews import BrandPreview
from central.events.branding import tenant_brand
from central.operations import branding_changes
from central.operations.branding_changes import Level
from central.tenants import partners
from central.tenants.audit_log import AdminCommand
from central.tenants.branding import BRAND_FIELDS
from central.tenants.models import Role
from contract.config import Branding

_RADII: Final = ((4, "4 px"), (8, "8 px"), (12, "12 px"), (20, "20 px"))
_LOGO_SIDE: Final = 1024


class BrandForm(Form):
    """What the partner says of its brand."""

    display_name = Words(
        label=gettext_lazy("Nombre en pantalla"), max_length=200, required=False,
        help_text=gettext_lazy("Vacío: el nombre de la agencia."),
    )  # fmt: skip
    primary_color = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label=gettext_lazy("Color"), widget=forms.TextInput({"type": "color"})
    )
    corner_radius = forms.TypedChoiceField(label=gettext_lazy("Esquinas"), choices=_RADII, coerce=int)

    @property
    def changes(self) -> dict[str, object]:
        """What was said; None: it is inherited."""
        given = self.cleaned_data
        return {
            "display_name": given["display_name"] or None,
            "primary_color": given["primary_color"].lower(),
            "corner_radius": given["corner_radius"],
        }


class LogoForm(Form):
    """A picture to show instead of the name."""

    logo = PictureField(label=gettext_lazy("Logo"), side=_LOGO_SIDE)


@page(Role.PARTNER)
def brand(request: PageRequest) -> HttpResponse:
    """How it looks, and the form that changes it."""
    form = BrandForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid() or "preview" in request.POST:
        return _shown(request, form=form, status=422 if form is not None and form.errors else 200)
    try:
        branding_changes.edit(_level(request), form.changes, _by(request, form))
    except DomainError as error:
        form.refuse(error)
        return _shown(request, form=form, status=422)
    return _saved(request)


@page(Role.PARTNER, methods=("GET", "HEAD"))
def preview(request: PageRequest) -> HttpResponse:
    """How it would look as the form is now; as it is, while the form says nothing that can be shown."""
    form = BrandForm(request.GET)
    form.is_valid()
    return render(request, "partner/brand_preview.html", _looks(request, _imagined(request, form)))


@page(Role.PARTNER, methods=("POST",))
def logo(request: PageRequest) -> HttpResponse:
    """Show another logo: what is kept of it is pixels alone."""
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, logo_form=form, status=422)
    try:
        picture = PictureField.content(form.cleaned_data["logo"])
        branding_changes.set_logo(_level(request), picture, _by(request, form))
    except DomainError as error:
        form.refuse(error, "logo")
        return _shown(request, logo_form=form, status=422)
    return _saved(request)


@page(Role.PARTNER, methods=("POST",))
def remove_logo(request: PageRequest) -> HttpResponse:
    """Show the name again."""
    branding_changes.remove_logo(_level(request), AdminCommand.of(request.user.actor))
    return _saved(request)


@page(Role.PARTNER, methods=("POST",))
def inherit(request: PageRequest) -> HttpResponse:
    """Look as the platform does again; the logo stays."""
    own = dict.fromkeys(name for name in BRAND_FIELDS if name != "logo_sha256")
    branding_changes.edit(_level(request), own, AdminCommand.of(request.user.actor))
    return _saved(request)


def _level(request: PageRequest) -> Level:
    return branding_changes.of_partner(partners.find(request.user.tenant_id))


def _by(request: PageRequest, form: Form) -> AdminCommand:
    return AdminCommand(form.once_id, request.user.actor)


def _saved(request: PageRequest) -> HttpResponse:
    messages.success(request, _("Guardamos la marca. Las cabinas ya la muestran."))
    return HttpResponseRedirect(reverse("partner-brand"))


def _imagined(request: PageRequest, form: BrandForm | None) -> Branding:
    """The brand with what the form says, which is not stored."""
    known = tenant_brand(request.user.tenant_id)
    if form is None or form.errors or not form.is_bound:
        return known
    said = form.changes
    name = said["display_name"] or partners.find(request.user.tenant_id).name
    return known.model_copy(update=said | {"display_name": name})


def _looks(request: PageRequest, shown: Branding) -> dict[str, Any]:
    title, words = _("La fiesta de Ana y Bruno"), _("Elegí tu estilo.")
    return {
        "preview": BrandPreview(shown, title, words, request.user.tenant_id),
        "readings": readings(shown.primary_color),
    }


def _shown(
    request: PageRequest,
    *,
    form: BrandForm | None = None,
    logo_form: LogoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    own, known = _level(request).own, tenant_brand(request.user.tenant_id)
    initial = {
        "display_name": own.display_name,
        "primary_color": known.primary_color,
        "corner_radius": known.corner_radius,
    }
    told = {
        "form": form or BrandForm(initial=initial),
        "logo_form": logo_form or LogoForm(),
        "has_logo": bool(own.logo_sha256),
        "says_something": any(getattr(own, name) for name in BRAND_FIELDS if name != "logo_sha256"),
        "packs": _packs(request),
    }
    return render(
        request, "partner/brand.html", told | _looks(request, _imagined(request, form)), status=status
    )


def _packs(request: PageRequest) -> list[tuple[str, int, bool]]:
    """What its events can offer: name, how many styles, and whether it is premium."""
    return [
        (name_here(each.pack), len(each.styles), each.pack.premium)
        for each in packs_usable_by(request.user.tenant_id, None)
    ]
