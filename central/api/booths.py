"""Booths, as the people who look after them see them: pairing, assignment, health, commands (P5, T6, Y10)."""

from datetime import timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

import ninja
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from central.api.auth import keeper_auth, person_asking
from central.api.shapes import Body, Name, Page, Row, Status, created
from central.base import pages
from central.base.pages import PageRequest
from central.fleet import commands, history, kiosks, pairing
from central.fleet.commands import CommandState, Order
from central.fleet.kiosks import KioskFilter, KioskState
from central.fleet.models import Happening, HistoryEntry, PairingCode, RemoteCommand
from central.fleet.models import Kiosk as KioskRow
from central.ledger import leases
from central.ledger.transfer_requests import TransferRequest
from central.sync import dead_letters
from central.sync.dead_letters import DeadLetterFilter
from central.sync.models import Op
from central.tenants import partners, team
from central.tenants.models import TeamRole, User
from central.tenants.visibility import scope_of
from contract.heartbeat import CommandKind, Health
from contract.leases import LeaseState
from contract.problem import KnownCode
from contract.shape import Moment, NewId, Shape, ShortText

router = Router(tags=["booths"], auth=keeper_auth)

Minutes = Annotated[int, Field(strict=True, ge=1, le=1440)]


class CodeAgain(Body):
    """The caller chooses `id`: safe to repeat. `event_id` null: the booth works where it worked before."""

    id: NewId
    event_id: UUID | None = None


class NewPairingCode(CodeAgain):
    """For a new kiosk of this name. `event_id` null: it works for no event yet."""

    name: Name


class Pairing(Row):
    """A pairing code, shown while it is valid; `code` null: it was used, withdrawn, or has expired,
    or whoever asks may only read: who has the code makes a booth of the partner's."""

    id: UUID
    code: str | None
    name: str
    kiosk_id: UUID | None
    event_id: UUID | None
    created_at: Moment
    expires_at: Moment


class PairingResult(Shape):
    """The pairing code."""

    status: Status
    pairing_code: Pairing


class Part(Shape):
    """One part of a booth. `since`: when it was first reported to be so."""

    part: str
    health: Health
    sentence: str
    since: Moment


class BoothHealth(Shape):
    """The last heartbeat, and when it came."""

    received_at: Moment
    parts: list[Part]
    queue_depth: int
    oldest_op_seconds: float
    disk_free_bytes: int
    prints_left: int | None


class Kiosk(Row):
    """A booth. `silent`: not heard of for ten minutes. `health` null: no heartbeat has come yet."""

    id: UUID
    tenant_id: UUID
    name: str
    state: KioskState
    event_id: UUID | None
    enrolled_at: Moment
    retired_at: Moment | None
    last_seen_at: Moment | None
    app_version: str
    hardware: dict[str, str]
    health: BoothHealth | None


class KioskPatch(Body):
    """The kiosk's new name."""

    name: Name


class Assignment(Body):
    """The event that the kiosk is to work for; null: none."""

    event_id: UUID | None


class Retirement(Body):
    """The caller chooses `id`: it is applied once."""

    id: NewId


class KioskRetired(Shape):
    """The kiosk, out of service."""

    status: Status
    kiosk: Kiosk


class KioskLease(Row):
    """Credits leased to the kiosk. `outstanding`: what it may still bring although it was reclaimed."""

    id: UUID
    event_id: UUID
    state: LeaseState
    granted: int
    spent: int
    outstanding: int
    expires_at: Moment


class KioskHappening(Row):
    """One thing that happened to the kiosk. `subject_id`: its event, or the command."""

    id: UUID
    what: Happening
    actor: str
    at: Moment
    since: Moment | None
    subject_id: UUID | None
    note: str


class NewCommand(Body):
    """The caller chooses `id`: it is carried out once. `minutes`: how long the booth is told of it.

    Arguments: `switch_event` takes `event_id`, `collect_logs` may take `since`, `update` takes `version`.
    """

    id: NewId
    kind: CommandKind
    arguments: Annotated[dict[ShortText, ShortText], Field(max_length=8)] = Field(default_factory=dict)
    minutes: Minutes = 60


class RemoteCommandShown(Row):
    """A command and what has become of it; `sentence` is the booth's own."""

    id: UUID
    kind: CommandKind
    arguments: dict[str, str | None]
    state: CommandState
    sentence: str
    given_by: str
    given_at: Moment
    expires_at: Moment | None
    sent_at: Moment | None
    done_at: Moment | None


class CommandGiven(Shape):
    """The command in its present state."""

    status: Status
    command: RemoteCommandShown


class RejectedOp(Row):
    """An op that the platform rejected, and why. `said`: what it was about, as far as it can be shown."""

    id: UUID
    tenant_id: UUID
    kiosk_id: UUID
    epoch: int
    seq: int
    kind: str
    code: KnownCode
    sentence: str
    occurred_at: Moment
    recorded_at: Moment
    said: dict[str, str | int | None]


@router.post(
    "/partners/{partner_id}/pairing-codes",
    response={200: PairingResult, 201: PairingResult},
    summary="Create a pairing code",
)
def make_code(request: HttpRequest, partner_id: UUID, body: NewPairingCode) -> ninja.Status[PairingResult]:
    """For a new kiosk. Valid once, for 15 minutes. 409 `limit_reached`: 20 are open."""
    partner = partners.in_sight(scope_of(person_asking(request)), partner_id)
    return _made(request, partner.id, pairing.NewCode(body.id, body.name, body.event_id))


@router.post(
    "/kiosks/{kiosk_id}/pairing-codes",
    response={200: PairingResult, 201: PairingResult},
    summary="Create a pairing code for a kiosk",
)
def make_code_again(request: HttpRequest, kiosk_id: UUID, body: CodeAgain) -> ninja.Status[PairingResult]:
    """To enrol it once more, as after a new disk, or in another PC; a retired one is in service again then.

    Until the code is used, the booth that is there goes on.
    """
    kiosk = _own(request, kiosk_id)
    return _made(request, kiosk.tenant_id, pairing.NewCode(body.id, "", body.event_id, kiosk.id))


@router.get("/partners/{partner_id}/pairing-codes", response=Page[Pairing], summary="List open pairing codes")
def list_codes(request: HttpRequest, partner_id: UUID, asked: Query[PageRequest]) -> pages.Page[Pairing]:
    """Those that can still be used. Newest first."""
    partner = partners.in_sight(scope_of(person_asking(request)), partner_id)
    return pairing.page(partner.id, asked).map(partial(_pairing, person_asking(request)))


@router.delete("/pairing-codes/{code_id}", response={204: None}, summary="Withdraw a pairing code")
def withdraw_code(request: HttpRequest, code_id: UUID) -> HttpResponse:
    """Nobody can use it any more. Safe to repeat; nothing happens to one that was used."""
    person = person_asking(request)
    pairing.withdraw(pairing.in_sight(scope_of(person), code_id), person.actor)
    return HttpResponse(status=204)


@router.get("/kiosks", response=Page[Kiosk], summary="List kiosks")
def list_kiosks(
    request: HttpRequest, wanted: Query[KioskFilter], asked: Query[PageRequest]
) -> pages.Page[Kiosk]:
    """A partner sees its own, a master all. Newest first, retired ones included."""
    return kiosks.page(scope_of(person_asking(request)), wanted, asked).map(_shown)


@router.get("/kiosks/{kiosk_id}", response=Kiosk, summary="Get a kiosk")
def get_kiosk(request: HttpRequest, kiosk_id: UUID) -> Kiosk:
    """With its health, and since when each part is as it is."""
    return _shown(_own(request, kiosk_id))


@router.patch("/kiosks/{kiosk_id}", response=Kiosk, summary="Update a kiosk")
def edit_kiosk(request: HttpRequest, kiosk_id: UUID, body: KioskPatch) -> Kiosk:
    """409 `kiosk_retired`: it is out of service."""
    kiosk = _own(request, kiosk_id)
    return _shown(kiosks.rename(kiosk, body.name, person_asking(request).actor))


@router.put("/kiosks/{kiosk_id}/event", response=Kiosk, summary="Assign a kiosk to an event")
def assign(request: HttpRequest, kiosk_id: UUID, body: Assignment) -> Kiosk:
    """Of the same partner, and not over. Its booth is told at once; ops of before keep their event.

    The booth gives its lease on the event before back by itself; reclaim that of a lost one.
    """
    kiosk = _own(request, kiosk_id)
    return _shown(kiosks.assign(kiosk, body.event_id, person_asking(request).actor))


@router.post("/kiosks/{kiosk_id}/retire", response=KioskRetired, summary="Retire a kiosk")
def retire(request: HttpRequest, kiosk_id: UUID, body: Retirement) -> KioskRetired:
    """Its token is refused at once and its leases are reclaimed; its history stays. Safe to repeat.

    A pairing code for it brings it back.
    """
    kiosk = _own(request, kiosk_id)
    done = kiosks.retire(kiosk, TransferRequest(body.id, person_asking(request).actor, timezone.now()))
    return KioskRetired(status=Status.of(done), kiosk=_shown(_own(request, kiosk_id)))


@router.get("/kiosks/{kiosk_id}/history", response=Page[KioskHappening], summary="List a kiosk's history")
def list_history(request: HttpRequest, kiosk_id: UUID, asked: Query[PageRequest]) -> pages.Page[HistoryEntry]:
    """Enrolled, renamed, assigned, retired, silent, commands and answers. Newest first."""
    return history.page(_own(request, kiosk_id), asked)


@router.get("/kiosks/{kiosk_id}/leases", response=Page[KioskLease], summary="List a kiosk's leases")
def list_leases(request: HttpRequest, kiosk_id: UUID, asked: Query[PageRequest]) -> pages.Page[leases.Lease]:
    """Of all its events. Newest first, closed leases included."""
    kiosk = _own(request, kiosk_id)
    return leases.page_of_kiosk(kiosk.tenant_id, kiosk.id, asked)


@router.post(
    "/kiosks/{kiosk_id}/commands",
    response={200: CommandGiven, 201: CommandGiven},
    summary="Give a kiosk a command",
)
def give_command(request: HttpRequest, kiosk_id: UUID, body: NewCommand) -> ninja.Status[CommandGiven]:
    """Its booth is told at once. `switch_event` also assigns the kiosk. 409 `limit_reached`: 20 wait."""
    kiosk = _own(request, kiosk_id)
    order = Order(body.id, body.kind, body.arguments, timedelta(minutes=body.minutes))
    command, new = commands.give(kiosk, order, person_asking(request).actor)
    return created(CommandGiven(status=Status.of(new), command=_command(command)), new)


@router.get(
    "/kiosks/{kiosk_id}/commands", response=Page[RemoteCommandShown], summary="List a kiosk's commands"
)
def list_commands(
    request: HttpRequest, kiosk_id: UUID, asked: Query[PageRequest]
) -> pages.Page[RemoteCommandShown]:
    """With what became of each. Newest first."""
    return commands.page(_own(request, kiosk_id), asked).map(_command)


@router.get("/rejected-ops", response=Page[RejectedOp], summary="List rejected ops")
def list_rejected(
    request: HttpRequest, wanted: Query[DeadLetterFilter], asked: Query[PageRequest]
) -> pages.Page[RejectedOp]:
    """What booths reported and the platform refused. A partner sees its own, a master all. Newest first."""
    return dead_letters.page(scope_of(person_asking(request)), wanted, asked).map(_rejected)


def _own(request: HttpRequest, kiosk_id: UUID) -> KioskRow:
    return kiosks.in_sight(scope_of(person_asking(request)), kiosk_id)


def _made(request: HttpRequest, tenant_id: UUID, new: pairing.NewCode) -> ninja.Status[PairingResult]:
    code, made = pairing.create(tenant_id, new, person_asking(request).actor)
    return created(
        PairingResult(status=Status.of(made), pairing_code=_pairing(person_asking(request), code)), made
    )


def _pairing(asking: User, code: PairingCode) -> Pairing:
    good = code.used_at is None and code.expires_at > timezone.now() and team.may(asking, TeamRole.OPERATOR)
    return Pairing.of(code, code=code.code if good else None)


def _shown(kiosk: KioskRow) -> Kiosk:
    return Kiosk.of(kiosk, state=kiosks.state_of(kiosk, timezone.now()), health=_health(kiosk))


def _health(kiosk: KioskRow) -> BoothHealth | None:
    """None also for one whose last heartbeat is of before anybody noted when it came."""
    return BoothHealth.model_validate(kiosk.health) if "received_at" in kiosk.health else None


def _command(command: RemoteCommand) -> RemoteCommandShown:
    return RemoteCommandShown.of(command, state=commands.state_of(command, timezone.now()))


def _rejected(op: Op) -> RejectedOp:
    return RejectedOp.of(op, said=dead_letters.said(op))
