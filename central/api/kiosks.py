"""The booth's endpoints: enrolment, config, sync, leases, stream, heartbeat (Y1, Y2, Y4-Y7)."""

from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router

from central.api.auth import AsyncKioskAuth, KioskAuth, address_of, kiosk_asking
from central.api.problems import Refusal
from central.changefeed.stream import hub
from central.fleet import config_snapshots, enrolment, heartbeats, leases
from central.fleet.models import Kiosk
from central.ledger.errors import Conflict, LeaseError
from central.sync.exchange import EpochMismatch, sync
from contract.enrollment import Enrollment, EnrollRequest
from contract.heartbeat import Heartbeat, HeartbeatAnswer
from contract.leases import Lease, LeaseRequest, LeaseReturn
from contract.problem import Code
from contract.shape import Shape
from contract.signature import SIGNATURE_HEADER
from contract.sync import MAX_BODY_BYTES, SyncAnswer, SyncRequest

router = Router(tags=["kiosk"])
kiosk_auth = KioskAuth()

_STATUSES = {
    Code.CREDITS_EXHAUSTED: 402,
    Code.PARTNER_INACTIVE: 403,
    Code.LEASE_UNKNOWN: 404,
}


@router.post("/kiosks/enroll", response=Enrollment, auth=None, summary="Become a kiosk by a pairing code")
def enroll(request: HttpRequest, body: EnrollRequest) -> HttpResponse:
    """The token is told once; the server keeps only its hash."""
    try:
        return _json(enrolment.enrol(body, address_of(request)))
    except enrolment.WrongPairingCode as error:
        sentence = "This pairing code is wrong, used, or older than 15 minutes."
        raise Refusal(403, Code.PAIRING_CODE_WRONG, sentence) from error
    except enrolment.TooManyWrongCodes as error:
        sentence = "Too many wrong codes came from this address."
        raise Refusal(429, Code.RATE_LIMITED, sentence, error.retry_after) from error


@router.get("/kiosk/config", auth=kiosk_auth, summary="The signed snapshot", response={200: dict, 304: None})
def config(request: HttpRequest) -> HttpResponse:
    """Its exact bytes are signed in the header; 304 while `If-None-Match` names the present one."""
    snapshot = config_snapshots.current(kiosk_asking(request))
    etag = f'"{snapshot.version}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", SIGNATURE_HEADER: snapshot.signature}
    if etag in [each.strip() for each in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(bytes(snapshot.body), content_type="application/json", headers=headers)


@router.post("/kiosk/sync", auth=kiosk_auth, response=SyncAnswer, summary="Ops go up, changes come down")
def exchange(request: HttpRequest, body: SyncRequest) -> HttpResponse:
    """Always one result per op. 409 `epoch_mismatch`: enrol again."""
    if len(request.body) > MAX_BODY_BYTES:
        raise Refusal(413, Code.TOO_LARGE, f"A sync has at most {MAX_BODY_BYTES} bytes.")
    try:
        return _json(sync(kiosk_asking(request), body))
    except EpochMismatch as error:
        raise _epoch_mismatch() from error


@router.post("/kiosk/leases", auth=kiosk_auth, response=Lease, summary="Ask for credits, or for more of them")
def ask_lease(request: HttpRequest, body: LeaseRequest) -> HttpResponse:
    """The same `request_id` is answered with the same lease, for ever."""
    kiosk = _of_epoch(request, body.epoch)
    try:
        return _json(leases.ask(kiosk, body))
    except (LeaseError, Conflict) as error:
        raise _no_lease(error) from error


@router.post("/kiosk/leases/{lease_id}/return", auth=kiosk_auth, response=Lease, summary="Give credits back")
def return_lease(request: HttpRequest, lease_id: UUID, body: LeaseReturn) -> HttpResponse:
    """What was not promised goes back to the event's pool; repeating changes nothing."""
    kiosk = _of_epoch(request, body.epoch)
    try:
        return _json(leases.give_back(kiosk, lease_id, body))
    except (LeaseError, Conflict) as error:
        raise _no_lease(error) from error


@router.post("/kiosk/heartbeat", auth=kiosk_auth, response=HeartbeatAnswer, summary="How the booth is")
def heartbeat(request: HttpRequest, body: Heartbeat) -> HttpResponse:
    """The answer carries the commands that wait."""
    return _json(heartbeats.beat(_of_epoch(request, body.epoch), body))


@router.get("/kiosk/stream", auth=AsyncKioskAuth(), summary="Keys of what changed, as they change")
async def stream(request: HttpRequest) -> StreamingHttpResponse:
    """`text/event-stream`: `event` is config, generation, lease or command; `data` names which one."""
    kiosk = kiosk_asking(request)
    # The stream lasts for hours: it must not keep the connection that authentication used.
    await sync_to_async(_let_go)()
    return StreamingHttpResponse(
        await hub.listen(kiosk.tenant_id, kiosk.id),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _json(shape: Shape) -> HttpResponse:
    """The shape as its own serialisers write it, secrets that may be told included."""
    return HttpResponse(shape.model_dump_json(), content_type="application/json")


def _let_go() -> None:
    connection.close()


def _of_epoch(request: HttpRequest, epoch: int) -> Kiosk:
    kiosk = kiosk_asking(request)
    if kiosk.epoch != epoch:
        raise _epoch_mismatch()
    return kiosk


def _epoch_mismatch() -> Refusal:
    return Refusal(
        409, Code.EPOCH_MISMATCH, "This is a copy of a kiosk that was enrolled again; enrol this one."
    )


def _no_lease(error: LeaseError | Conflict) -> Refusal:
    return Refusal(_STATUSES.get(error.code, 409), error.code, str(error))
