"""`{% load kit %}`: the components that take more than an include."""

import hashlib
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Form
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from central.base.refusals import DomainError
from central.dashboards.kit.charts import Chart
from central.dashboards.kit.events import STATES
from central.dashboards.kit.lists import Listed
from central.dashboards.kit.previews import BrandPreview
from central.dashboards.kit.sentences import sentence_of
from central.qr_codes.files import svg
from central.tenants.models import Role, User
from contract.config import Branding, EventState

register: Final = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file, another one whenever its content is."""
    return f"{static(name)}?{_digest(name)}"


@cache
def _digest(name: str) -> str:
    found = finders.find(name)
    assert isinstance(found, str), f"there is no {name}"
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of `kit/icons.svg`, as large as the text beside it; with a label where nothing else says it."""
    address = f"{asset('kit/icons.svg')}#{name}"
    if label:
        drawn = '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>'
        return format_html(drawn, label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
def brand_stylesheet(brand: Branding) -> str:
    """The address of the brand's accent and corners."""
    color = brand.primary_color.removeprefix("#").lower()
    return reverse("brand-stylesheet", args=[color, brand.corner_radius])


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Code and own name of each."""
    return list(settings.LANGUAGES)


@register.inclusion_tag("kit/field.html")
def field(field: BoundField) -> dict[str, Any]:
    """Label, input, help, and what is wrong, in words and for screen readers."""
    widget = field.field.widget
    return {
        "field": field,
        "checkbox": isinstance(widget, CheckboxInput),
        "choices": isinstance(widget, CheckboxSelectMultiple),
        "optional": _("(opcional)"),
    }


@register.inclusion_tag("kit/form.html")
def fields(form: Form) -> dict[str, Any]:
    """All fields of a form, and above them what is wrong with the whole."""
    return {"form": form}


@register.inclusion_tag("kit/empty.html")
def empty(icon: str, title: str, text: str = "", action: str = "", action_label: str = "") -> dict[str, Any]:
    """Instead of a list that has nothing: what would be here, and what to do next."""
    return {"icon_name": icon, "title": title, "text": text, "action": action, "action_label": action_label}


@register.filter
def sentence(error: DomainError) -> str:
    """A refusal, for whoever reads the page."""
    return sentence_of(error)


@register.filter
def initial(person: User) -> str:
    """The first letter of whoever it is."""
    return (person.name or person.email)[:1].upper()


@register.filter
def money(hundredths: int, currency: str) -> str:
    """An amount of a currency, as its reader writes numbers."""
    return f"{currency} {number_format(Decimal(hundredths) / 100, 2, force_grouping=True)}"


@register.simple_tag
def avatar(person: User) -> SafeString:
    """Whoever it is, as they show themselves; only they see it."""
    if not person.avatar_sha256:
        return format_html('<span class="avatar" aria-hidden="true">{}</span>', initial(person))
    address = reverse("account-picture", args=[person.avatar_sha256])
    return format_html('<img class="avatar" src="{}" alt="" width="40" height="40">', address)


_BADGES: Final = {"good": "check", "warning": "alert", "bad": "alert", "info": "clock", "plain": ""}


@register.simple_tag
def badge(tone: str, label: str) -> SafeString:
    """A state in words; `tone`: good, warning, bad, info or plain. Never by colour alone."""
    name = _BADGES[tone]
    drawn = icon(name) if name else ""
    return format_html('<span class="badge badge-{}">{}{}</span>', tone, drawn, label)


@register.simple_tag
def event_state(state: EventState) -> SafeString:
    """The badge of an event's state."""
    tone, label = STATES[state]
    return badge(tone, str(label))


@register.filter
def role_name(person: User) -> str:
    """What somebody with this role is called."""
    return {
        Role.MASTER: _("Plataforma"),
        Role.PARTNER: _("Agencia"),
        Role.CLIENT: _("Anfitrión"),
        Role.USER: _("Usuario"),
    }[Role(person.role)]


@register.filter
def browser(agent: str) -> str:
    """The browser and the machine, as far as it says what it is."""
    names = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    machines = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    found = [next((name for sign, name in each if sign in agent), "") for each in (names, machines)]
    return " · ".join(filter(None, found))


@register.inclusion_tag("kit/meter.html")
def meter(used: int, allocated: int, label: str, held: int = 0, state: str = "") -> dict[str, Any]:
    """How much of a pool is used; `held`: set aside by booths. Warns past 80 %.

    `state`: the event's, where a badge beside the meter says it: what that says is not said again, and of an
    event that is over there is nothing to warn of.
    """
    exhausted, over = state == EventState.EXHAUSTED, state == EventState.ENDED
    return {
        "used": used,
        "allocated": allocated,
        "held": held,
        "label": label,
        "remaining": max(0, allocated - used - held),
        "warning": used + held > allocated * 0.8 and not over,
        "full": (used >= allocated or exhausted) and not over,
        "said": exhausted,
        "used_to": _percent(used, allocated),
        "held_to": _percent(used + held, allocated),
    }


def _percent(part: int, whole: int) -> int:
    return min(100, round(100 * part / whole)) if whole else 100


@register.inclusion_tag("kit/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """One of `kit.charts`, with its numbers in a table behind it."""
    return {"chart": chart}


@register.inclusion_tag("kit/filters.html", takes_context=True)
def filters(context: Context, form: Form) -> dict[str, Any]:
    """By what a list is filtered, in the page's address, and a way back to all of it."""
    filtered = any(each.value() for each in form if each.name != "once")
    return {"form": form, "filtered": filtered, "all": context["request"].path}


@register.inclusion_tag("kit/pager.html")
def pager(listed: Listed) -> dict[str, Any]:
    """Where to go from this page of the list, and all of what is shown as CSV."""
    return {"listed": listed}


@register.inclusion_tag("kit/move.html")
def move(field: BoundField, now: int, sign: str = "+1") -> dict[str, Any]:
    """What a balance is now, what moves, what it will be: follows the field that says how much."""
    try:
        moves = int(field.value() or 0)
    except ValueError:
        moves = 0
    return {"field": field, "now": now, "sign": sign, "moves": moves, "will": now + int(sign) * moves}


@register.inclusion_tag("kit/copy.html")
def copy(text: str, id: str) -> dict[str, Any]:
    """A text with a button that copies it."""
    return {"text": text, "id": id}


@register.inclusion_tag("kit/dialog_head.html")
def dialog_head(id: str, title: str) -> dict[str, Any]:
    """The head of `<dialog id=... aria-labelledby="...-title">`, with the button that closes it."""
    return {"id": id, "title": title}


@register.inclusion_tag("kit/note.html")
def note(tone: str, text: str) -> dict[str, Any]:
    """Something to know about the page; `tone`: info, good, warning or error."""
    return {"tone": tone, "text": text}


@register.inclusion_tag("kit/figure.html")
def figure(name: str, value: object, note: str = "") -> dict[str, Any]:
    """A number that people act on."""
    return {"name": name, "value": value, "note": note}


@register.inclusion_tag("kit/since.html")
def since(at: datetime) -> dict[str, Any]:
    """Since when a live number holds."""
    return {"at": at}


@register.inclusion_tag("kit/brand_preview.html")
def brand_preview(preview: BrandPreview) -> dict[str, Any]:
    """A brand on the booth's screens and on a print."""
    return {"preview": preview}


@register.simple_tag
def sample_code() -> SafeString:
    """A code as it looks; it leads nowhere."""
    return qr_code(settings.PUBLIC_URL)


@register.simple_tag
def qr_code(text: str) -> SafeString:
    """A QR code in the page itself, a unit for each module."""
    return mark_safe(svg(text).decode())  # noqa: S308 - numbers and letters of our own
