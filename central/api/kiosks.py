"""The booth's endpoints: enrolment, config, sync, leases, stream, heartbeat (Y1, Y2, Y4-Y7)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router

from central.api import files
from central.api.auth import KioskAuth, kiosk_asking
from central.base.refusals import DomainError
from central.changefeed.stream import hub, position_now
from central.fleet import config_snapshots, enrolment, heartbeats, leases
from central.server import metrics
from central.server.addresses import address_of
from central.server.conditional import has_already
from central.sync.exchange import sync
from contract.config import KioskConfig
from contract.enrollment import Enrollment, EnrollRequest
from contract.heartbeat import Heartbeat, HeartbeatAnswer
from contract.leases import Lease, LeaseRequest, LeaseReturn
from contract.problem import Code
from contract.shape import Shape
from contract.signature import SIGNATURE_HEADER
from contract.sync import MAX_BODY_BYTES, SyncAnswer, SyncRequest

router = Router(tags=["kiosk"])
kiosk_auth = KioskAuth()


@router.post("/kiosks/enroll", response=Enrollment, auth=None, summary="Enrol a kiosk")
def enroll(request: HttpRequest, body: EnrollRequest) -> HttpResponse:
    """With a pairing code. The token is shown once; the server stores only its hash."""
    return _json(enrolment.enrol(body, address_of(request)))


@router.get(
    "/kiosk/config",
    auth=kiosk_auth,
    summary="Get the signed config snapshot",
    response={200: KioskConfig, 304: None},
    openapi_extra=files.SIGNED,
)
def config(request: HttpRequest) -> HttpResponse:
    """The header's signature covers the exact bytes. 304 while `If-None-Match` names the current version."""
    snapshot = config_snapshots.current(kiosk_asking(request))
    etag = f'"{snapshot.version}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", SIGNATURE_HEADER: snapshot.signature}
    if has_already(request, etag):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(bytes(snapshot.body), content_type="application/json", headers=headers)


@router.post("/kiosk/sync", auth=kiosk_auth, response=SyncAnswer, summary="Exchange ops and changes")
def exchange(request: HttpRequest, body: SyncRequest) -> HttpResponse:
    """One result per op, always. 409 `epoch_mismatch`: enrol again."""
    if len(request.body) > MAX_BODY_BYTES:
        raise DomainError(f"A sync may have at most {MAX_BODY_BYTES} bytes.", Code.TOO_LARGE)
    answer = sync(kiosk_asking(request), body)
    metrics.sync_ops((each.status, each.code or "") for each in answer.results)
    return _json(answer)


@router.post("/kiosk/leases", auth=kiosk_auth, response=Lease, summary="Request or renew a lease")
def ask_lease(request: HttpRequest, body: LeaseRequest) -> HttpResponse:
    """Repeating a `request_id` always returns the same lease."""
    return _json(leases.ask(kiosk_asking(request), body))


@router.post("/kiosk/leases/{lease_id}/return", auth=kiosk_auth, response=Lease, summary="Return a lease")
def return_lease(request: HttpRequest, lease_id: UUID, body: LeaseReturn) -> HttpResponse:
    """Credits that were not promised return to the event's pool. Safe to repeat."""
    return _json(leases.give_back(kiosk_asking(request), lease_id, body))


@router.post("/kiosk/heartbeat", auth=kiosk_auth, response=HeartbeatAnswer, summary="Send a heartbeat")
def heartbeat(request: HttpRequest, body: Heartbeat) -> HttpResponse:
    """The answer carries pending commands."""
    return _json(heartbeats.beat(kiosk_asking(request), body))


@router.get("/kiosk/stream", auth=kiosk_auth, summary="Stream changes", openapi_extra=files.EVENT_STREAM)
def stream(request: HttpRequest) -> StreamingHttpResponse:
    """`text/event-stream`: `event` is config, generation, lease or command, `data` its key."""
    kiosk = kiosk_asking(request)
    listener = (kiosk.tenant_id, kiosk.id)
    return StreamingHttpResponse(
        hub.listen(listener, position_now(listener)),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _json(shape: Shape) -> HttpResponse:
    """The shape as its own serialisers write it, secrets that may be told included."""
    return HttpResponse(shape.model_dump_json(), content_type="application/json")
