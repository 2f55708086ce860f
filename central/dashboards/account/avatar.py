"""One's picture in the head of every page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from central.base.refusals import DomainError
from central.dashboards.account.overview import AvatarForm, shown
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.fields import PictureField
from central.tenants import avatars


@page(methods=("POST",))
def upload(request: PageRequest) -> HttpResponse:
    """Show another one."""
    form = AvatarForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, status=422, avatar_form=form)
    try:
        avatars.set_avatar(request.user, PictureField.content(form.cleaned_data["picture"]))
    except DomainError as error:
        form.refuse(error, "picture")
        return shown(request, status=422, avatar_form=form)
    messages.success(request, _("Guardamos tu foto."))
    return HttpResponseRedirect(reverse("account"))


@page(methods=("POST",))
def remove(request: PageRequest) -> HttpResponse:
    """Show the first letter of one's name again."""
    avatars.remove_avatar(request.user)
    messages.success(request, _("Quitamos tu foto."))
    return HttpResponseRedirect(reverse("account"))


@page(methods=("GET", "HEAD"))
def picture(request: PageRequest, sha256: str) -> HttpResponse:
    """One's own; another address whenever it is another picture."""
    if sha256 != request.user.avatar_sha256 or not sha256:
        raise Http404
    response = HttpResponse(avatars.avatar_of(request.user), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
