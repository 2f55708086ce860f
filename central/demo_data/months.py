"""The sample platform as it is after some months: events in every state, pictures, booths, requests, notices.

Everything that counts goes the way it goes at a party: booths are enrolled, their ops settle and charge,
people ask and are answered. Only the pictures are not made anew: each is its style's own sample.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from central.analytics.counting import count_settled
from central.blobs import store
from central.blobs.holdings import Holder, hold
from central.blobs.models import Purpose
from central.catalogue import favourites
from central.catalogue.models import Style
from central.catalogue.offers import offered_styles
from central.catalogue.prices import price_of
from central.demo_data.booths import DemoBooth
from central.events import lifecycle
from central.events.models import Event
from central.generations.milestones import tell_milestone
from central.generations.models import Generation
from central.guests import guest_list
from central.guests.files import Invited
from central.ledger.transfer_requests import TransferRequest
from central.operations import event_creation, event_templates
from central.tenants import clients, credit_requests
from central.tenants.audit_log import AdminCommand
from central.tenants.credit_requests import Grant
from central.tenants.models import Client, Tenant, User
from central.tenants.tariff import tariff
from contract.config import EventState
from contract.ids import new_id
from contract.sync import GenerationState, RawOp

_FOR_THE_CLIENT: Final = 20_000
_FAILS: Final = 23
"""Of so many pictures one."""
_GUESTS: Final = (
    "Carla Gómez", "Damián Ortiz", "Elena Paz", "Facundo Ríos", "Gabriela Sosa", "Hernán Vega", "Inés Luna",
    "Joaquín Sáez",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Party:
    """`began`: hours from now. `silent`: for how many minutes nothing was heard of its booth."""

    name: str
    began: float
    hours: float
    credits: int
    pictures: int = 0
    state: EventState = EventState.LIVE
    of_client: bool = True
    welcome: str = ""
    brand: Mapping[str, object] = field(default_factory=dict)
    silent: int = 0


_PARTIES: Final = (
    _Party(
        "Cumple de 15 de Mora", -24 * 40, 7, 6_000, 38, EventState.ENDED, brand={"primary_color": "#b46cff"}
    ),
    _Party(
        "Casamiento de Sofía y Tomás", -24 * 9, 8, 13_000, 104, EventState.ENDED, welcome="¡Sofía y Tomás!",
        brand={"display_name": "Sofía & Tomás", "corner_radius": 8},
    ),
    _Party("Aniversario del Club Náutico", -4, 30, 2_000, 7, EventState.PAUSED),
    _Party("Feria de emprendedores", -6, 60, 5_000, 21, of_client=False, silent=24),
    _Party("Lanzamiento Estudio Lumen", -3, 9, 1_200, 9),
    _Party("Fiesta de fin de año", 24 * 19, 8, 4_000),
    _Party("Día de la primavera", 24 * 40, 6, 500, state=EventState.DRAFT),
)  # fmt: skip
_TONIGHT: Final = 57
_EVENING: Final = timedelta(hours=6)
"""How many pictures the event has that the sample platform has anyway, and for how long."""


def fill(partner: Tenant, client: Client, host: User, seller: User, tonight: Event) -> None:
    """Add all of it, once."""
    if Event.objects.filter(tenant_id=partner.id, name=_PARTIES[0].name).exists():
        return
    with transaction.atomic():
        _introduce(partner, client, host, seller)
        _ask_for_credits(client, host, seller)
        for party in _PARTIES:
            _celebrate(party, partner, client, host)
        _fill_tonight(tonight)
        _leave_things(client, host, tonight)
    count_settled()


def _introduce(partner: Tenant, client: Client, host: User, seller: User) -> None:
    """Who they are, and how to reach them."""
    Tenant.objects.filter(id=partner.id).update(email="hola@demo.example", phone="+54 9 11 5555 0134")
    same = Client.objects.filter(tenant_id=client.tenant_id, id=client.id)
    same.update(email=host.email, phone="+54 9 11 5555 0177")
    User.objects.filter(id=host.id).update(name="Ana Suárez")
    User.objects.filter(id=seller.id).update(name="Bruno Lema")


def _ask_for_credits(client: Client, host: User, seller: User) -> None:
    """Some were given unasked; of three requests one was granted, one was not, and one waits."""
    given = TransferRequest(new_id(), seller.actor, timezone.now(), "Temporada de fiestas")
    clients.allocate(client.tenant_id, client.id, _FOR_THE_CLIENT, given)
    granted, _ = credit_requests.ask(host, new_id(), 3_000, "Para el casamiento del sábado")
    credit_requests.approve(seller, granted.id, Grant(new_id()))
    declined, _ = credit_requests.ask(host, new_id(), 50_000, "Para todo el año que viene")
    credit_requests.decline(seller, declined.id, "Vamos de a un evento por vez; escribime y lo vemos.")
    credit_requests.ask(host, new_id(), 2_500, "Fin de año: confirmaron 60 invitados más")


def _celebrate(party: _Party, partner: Tenant, client: Client, host: User) -> None:
    now = timezone.now()
    starts, lasts = now + timedelta(hours=party.began), timedelta(hours=party.hours)
    plan = lifecycle.Plan(
        tenant_id=partner.id, client_id=client.id if party.of_client else None, name=party.name,
        starts_at=starts, ends_at=max(starts + lasts, now + timedelta(hours=1)), credits=party.credits,
        time_zone=settings.TIME_ZONE, welcome_es=party.welcome,
    )  # fmt: skip
    first = EventState.DRAFT if party.state is EventState.DRAFT else EventState.LIVE
    event, _ = event_creation.create_once(plan, host.actor if party.of_client else "demo", first)
    same = Event.objects.filter(tenant_id=event.tenant_id, id=event.id)
    same.update(created_at=min(starts, now) - timedelta(days=6), **party.brand)
    if party.pictures:
        booth = DemoBooth(event, f"Cabina de {party.name}")
        _pictures(booth, event, party.pictures, starts, min(now - starts, lasts))
        booth.was_heard(min(starts + lasts, now - timedelta(minutes=party.silent)))
    if party.state is EventState.ENDED:
        same.update(ends_at=starts + lasts)
        lifecycle.close(same.get(), host.actor)
    elif party.state is EventState.PAUSED:
        lifecycle.decide(event, EventState.PAUSED, host.actor)


def _fill_tonight(event: Event) -> None:
    """The event that the sample platform has anyway: in full swing, with two booths."""
    began = timezone.now() - _EVENING
    Event.objects.filter(tenant_id=event.tenant_id, id=event.id).update(starts_at=began)
    hall = DemoBooth(event, "Salón · Entrada")
    _pictures(hall, event, _TONIGHT, began, _EVENING)
    hall.lease(600)
    hall.beat(prints_left=212)
    DemoBooth(event, "Salón · Pista").beat(prints_left=18, queued=14, paper_low=True)


def _pictures(booth: DemoBooth, event: Event, count: int, began: datetime, lasted: timedelta) -> None:
    """Asked for by guests, two each, most of them in the middle; and what became of them."""
    styles, ops = offered_styles(event), list[RawOp]()
    usual, session_id = tariff().generation_price, new_id()
    for at in range(count):
        style, moment = styles[at * at % len(styles)], began + lasted * _swelling(at / count)
        price = price_of(style, event.photo_price, usual)
        ops.append(booth.requested(event, style, price, moment, session_id=session_id, ticket=at + 1))
        if at % 2:
            ops.append(booth.visited(event, session_id, moment, 60 + 17 * (at % 9)))
            session_id = new_id()
    booth.settle(ops)
    _finish(booth, event, styles)


def _swelling(part: float) -> float:
    """Of a time that is evenly cut, where so much of it is, if more happens around its middle."""
    return 0.5 + 4 * (part - 0.5) ** 3


def _finish(booth: DemoBooth, event: Event, styles: Sequence[Style]) -> None:
    """All but some are ready; each looks as its style's sample does."""
    holder, sizes = Holder(event.tenant_id, event.id, booth.kiosk.id), dict[str, int]()
    asked = list(Generation.objects.filter(tenant_id=event.tenant_id, event_id=event.id).order_by("ticket"))
    samples = {style.id: style.sample_sha256 for style in styles}
    for at, picture in enumerate(asked, 1):
        picture.recorded_at = picture.requested_at
        picture.finished_at = picture.requested_at + timedelta(seconds=20 + at % 25)
        picture.state = GenerationState.FAILED if at % _FAILS == 0 else GenerationState.READY
        if picture.state is GenerationState.READY:
            picture.result_sha256 = picture.thumbnail_sha256 = samples[picture.style_id]
            sizes.setdefault(picture.result_sha256, store.size(picture.result_sha256))
    for (sha256, size), purpose in product(sizes.items(), (Purpose.RESULT, Purpose.THUMBNAIL)):
        hold(holder, sha256, purpose, stored_sha256=sha256, media_type="image/jpeg", size=size)
    changed = ("recorded_at", "finished_at", "state", "result_sha256", "thumbnail_sha256")
    Generation.objects.bulk_update(asked, changed)
    tell_milestone(asked[-1])


def _plain(name: str) -> str:
    return slugify(name).replace("-", ".")


def _leave_things(client: Client, host: User, tonight: Event) -> None:
    """What a host keeps: favourite styles, a template, and the guests of tonight."""
    for style in offered_styles(tonight)[:3]:
        favourites.add(client.tenant_id, client.id, style.id, AdminCommand.of(host.actor))
    event_templates.create(tonight, new_id(), "Casamiento", AdminCommand.of(host.actor))
    guests = [Invited(f"{_plain(name)}@invitados.example", name) for name in _GUESTS]
    guest_list.add(tonight, guests, AdminCommand.of(host.actor))
