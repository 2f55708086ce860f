"""Mail to an event's guests: written, looked at as it arrives, sent now or at a time, and followed."""

import secrets
from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from central.base.pages import PageRequest as PartOfList
from central.base.refusals import DomainError
from central.dashboards.event_pages.letters import without_inline_styles
from central.dashboards.event_pages.mail_words import LETTERS, WHY_CANCELLED, error_in_words, word_of
from central.dashboards.event_pages.owners import address_of_event, event_page, own
from central.dashboards.kit.access import PageRequest
from central.dashboards.kit.fields import Words
from central.dashboards.kit.forms import Form, once
from central.dashboards.kit.hardening import POLICY
from central.dashboards.kit.lists import asked_for, listed
from central.dashboards.kit.moments import ZonedMoment
from central.dashboards.kit.numbers import grouped
from central.events.models import Event
from central.events.states import state_at
from central.guests import guest_list, mails, sending
from central.guests.mails import BadMoment, UnknownPlace
from central.guests.models import GuestMail, LetterState, MailState
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import NotFound
from contract.config import EventState

_READING: Final = ("GET", "HEAD")
_MOST_TROUBLES: Final = 200
_MOST_CHOICES: Final = 50
_NO_LINK: Final = "about:blank"
"""Whoever looks must not unsubscribe a guest by a slip."""
_FRAMING: Final = f"{POLICY}; frame-src 'self'"
_FRAMED: Final = (
    "default-src 'none'; style-src 'nonce-{nonce}'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups"
)


class MailForm(Form):
    """What is written."""

    subject = Words(label=gettext_lazy("Asunto"), max_length=mails.LONGEST_SUBJECT)
    body = Words(
        label=gettext_lazy("Mensaje"),
        max_length=mails.LONGEST_BODY,
        widget=forms.Textarea({"rows": 12}),
        help_text=gettext_lazy(
            "En cada correo, {nombre} es el nombre del invitado, {evento} el de la fiesta y {enlace} la "
            "dirección de su página; un {enlace} solo, entre renglones vacíos, se ve como un botón."
        ),
    )

    @property
    def words(self) -> mails.Words:
        """As the subject takes it."""
        return mails.Words(self.cleaned_data["subject"], self.cleaned_data["body"])


class SendForm(Form):
    """When it goes out; without a moment, now."""

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["send_at"] = ZonedMoment(event.time_zone, label=_("Cuándo"))


@event_page(methods=_READING)
def history(request: PageRequest, event_id: UUID) -> HttpResponse:
    """What was written, the newest first, and what became of it."""
    event = own(request, event_id)
    found = mails.page(event, asked_for(request, limit=20))
    counts = mails.counts(found.items)
    shown = {
        "event": event,
        "back": address_of_event(request, event),
        "count": guest_list.count(event),
        "listed": listed(request, found),
        "mails": [(mail, word_of(mail, counts[mail.id]), counts[mail.id]) for mail in found.items],
    }
    return render(request, "event_pages/mails.html", shown)


@event_page()
def write(request: PageRequest, event_id: UUID) -> HttpResponse:
    """A new draft."""
    event, form = own(request, event_id), MailForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        language = get_language() or "es-ar"
        try:
            made = mails.write(event, form.once_id, form.words, language, request.user)
        except DomainError as error:
            _refuse(form, error)
        else:
            return _to(made)
    shown = {"event": event, "form": form, "back": reverse("guest-mails", args=[event.id])}
    return render(request, "event_pages/write_mail.html", shown, status=422 if form.is_bound else 200)


@event_page()
def rewrite(request: PageRequest, event_id: UUID, mail_id: UUID) -> HttpResponse:
    """Other words for a draft."""
    event = own(request, event_id)
    mail = mails.in_event(event, mail_id)
    sent = request.POST if request.method == "POST" else None
    form = MailForm(sent, initial={"subject": mail.subject, "body": mail.body})
    if form.is_bound and form.is_valid():
        try:
            mails.rewrite(event, mail_id, form.words, AdminCommand.of(request.user.actor))
        except DomainError as error:
            _refuse(form, error)
        else:
            return _to(mail)
    shown = {"event": event, "form": form, "back": _address(mail)}
    return render(request, "event_pages/write_mail.html", shown, status=422 if form.is_bound else 200)


@event_page(methods=_READING)
def mail(request: PageRequest, event_id: UUID, mail_id: UUID) -> HttpResponse:
    """As it arrives, what can be done with it, and what became of it."""
    event = own(request, event_id)
    return _shown(request, event, mails.in_event(event, mail_id))


@event_page(methods=_READING)
def preview(request: PageRequest, event_id: UUID, mail_id: UUID) -> HttpResponse:
    """The letter itself, for the guest in the address or for nobody in particular; to be shown in a frame."""
    event = own(request, event_id)
    found = mails.in_event(event, mail_id)
    written = sending.writer_of(found, event)(_reader(event, request.GET.get("guest", "")), _NO_LINK)
    nonce = secrets.token_urlsafe(16)
    response = HttpResponse(without_inline_styles(written.html, nonce))
    response["Content-Security-Policy"] = _FRAMED.format(nonce=nonce)
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@event_page(methods=("POST",))
def send(request: PageRequest, event_id: UUID, mail_id: UUID) -> HttpResponse:
    """Let it go out at a time, or with `now` at once."""
    event = own(request, event_id)
    found, at = mails.in_event(event, mail_id), None
    form = SendForm(event, request.POST)
    if "now" not in request.POST:
        if not form.is_valid():
            return _shown(request, event, found, form, 422)
        at = form.cleaned_data["send_at"]
    try:
        mails.send(event, mail_id, at, AdminCommand.of(request.user.actor))
    except DomainError as error:
        form.is_valid()
        form.refuse(error, "send_at" if isinstance(error, BadMoment) else None)
        return _shown(request, event, found, form, 422)
    said = _("Sale en unos segundos.") if at is None else _scheduled(at, event)
    messages.success(request, said)
    return _to(found)


def _scheduled(at: datetime, event: Event) -> str:
    when = date_format(timezone.localtime(at, ZoneInfo(event.time_zone)), "SHORT_DATETIME_FORMAT")
    zone = event.time_zone.replace("_", " ")
    return _("Queda programado: sale el %(when)s, hora de %(zone)s.") % {"when": when, "zone": zone}


@event_page(methods=("POST",))
def stop(request: PageRequest, event_id: UUID, mail_id: UUID) -> HttpResponse:
    """Cancel whatever has not gone out."""
    event = own(request, event_id)
    mails.stop(event, mail_id, AdminCommand.of(request.user.actor))
    messages.success(request, _("Lo que no había salido ya no sale."))
    return HttpResponseRedirect(reverse("guest-mail", args=[event.id, mail_id]))


@event_page(methods=("POST",))
def discard(request: PageRequest, event_id: UUID, mail_id: UUID) -> HttpResponse:
    """Forget a draft, or what was cancelled."""
    event = own(request, event_id)
    mails.discard(event, mail_id, AdminCommand.of(request.user.actor))
    messages.success(request, _("Borramos el correo."))
    return HttpResponseRedirect(reverse("guest-mails", args=[event.id]))


@event_page(methods=("POST",))
def try_out(request: PageRequest, event_id: UUID, mail_id: UUID) -> HttpResponse:
    """Send it to its author alone, once for each form."""
    event, form = own(request, event_id), Form(request.POST)
    found = mails.in_event(event, mail_id)
    form.is_valid()
    form.cleaned_data |= {"mail": mail_id}
    by = AdminCommand.of(request.user.actor)
    once(request.user, "mail trial", form, lambda: mails.try_out(event, mail_id, by))
    messages.success(request, _("Va una prueba a %(email)s.") % {"email": found.reply_to})
    return _to(found)


@event_page(methods=("POST",))
def send_again(request: PageRequest, event_id: UUID, mail_id: UUID) -> HttpResponse:
    """Send those again of which nobody knows whether they arrived."""
    event = own(request, event_id)
    found = mails.send_unknown_again(event, mail_id, AdminCommand.of(request.user.actor))
    messages.success(request, _("Vuelven a salir: %(n)s.") % {"n": grouped(found)})
    return HttpResponseRedirect(reverse("guest-mail", args=[event.id, mail_id]))


def _shown(
    request: PageRequest, event: Event, mail: GuestMail, form: SendForm | None = None, status: int = 200
) -> HttpResponse:
    counts = mails.counts([mail])[mail.id]
    troubles = mails.troubles(mail, _MOST_TROUBLES)
    waiting = mails.held_up(mail)
    guests = guest_list.page(event, "", PartOfList(limit=_MOST_CHOICES)).items
    shown = {
        "event": event,
        "mail": mail,
        "word": word_of(mail, counts),
        "zone": event.time_zone.replace("_", " "),
        "why": WHY_CANCELLED.get(mail.why, ""),
        "counts": counts,
        "troubles": [
            (guest, LETTERS[LetterState(letter.state)], error_in_words(letter)) for letter, guest in troubles
        ],
        "more_troubles": len(troubles) == _MOST_TROUBLES,
        "waiting": waiting and error_in_words(waiting),
        "guests": [each.guest for each in guests],
        "chosen": request.GET.get("guest", ""),
        "count": guest_list.count(event),
        "draft": mail.state == MailState.DRAFT,
        "scheduled": mail.state == MailState.SCHEDULED,
        "stoppable": mail.state == MailState.SCHEDULED or counts.waiting > 0,
        "discardable": mail.state in (MailState.DRAFT, MailState.CANCELLED),
        "closed_page": state_at(event, timezone.now()) is EventState.DRAFT,
        "form": form or SendForm(event),
        "trial": Form(),
    }
    response = render(request, "event_pages/mail.html", shown, status=status)
    response["Content-Security-Policy"] = _FRAMING
    return response


def _reader(event: Event, guest_id: str) -> str:
    """The name of the guest that is named; of the newest one, if none is."""
    guests = [each.guest for each in guest_list.page(event, "", PartOfList(limit=1)).items]
    with suppress(ValueError, NotFound):
        guests = [guest_list.in_list(event, UUID(guest_id)), *guests]
    return guests[0].name if guests else ""


def _refuse(form: MailForm, error: DomainError) -> None:
    if isinstance(error, UnknownPlace):
        form.add_error("body", _("No sabemos qué poner en {%(word)s}.") % {"word": error.word})
    else:
        form.refuse(error)


def _address(mail: GuestMail) -> str:
    return reverse("guest-mail", args=[mail.event_id, mail.id])


def _to(mail: GuestMail) -> HttpResponse:
    return HttpResponseRedirect(_address(mail))
