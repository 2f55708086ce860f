"""What payment providers announce (C15). They may say more than they did: what is unknown is ignored."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from central.base.refusals import DomainError
from central.payments import notices
from central.payments.providers import mercadopago
from contract.problem import Code

router = Router(tags=["payments"])


@router.post("/payments/mercadopago/webhook", response={200: None}, summary="MercadoPago webhook")
def mercadopago_webhook(request: HttpRequest) -> HttpResponse:
    """401 unless it is signed. The signature does not cover the body, so the payment itself is fetched.

    200: do not send it again. 503: send it again later; the platform asks by itself, too, as it has kept what
    it was told.
    """
    data_id = request.GET.get("data.id")
    signature, request_id = request.headers.get("x-signature", ""), request.headers.get("x-request-id")
    secret = settings.MERCADOPAGO_WEBHOOK_SECRET
    genuine = mercadopago.genuine_signature(secret, signature, data_id, request_id)
    if genuine is None:
        raise DomainError("Missing or invalid webhook signature.", Code.UNAUTHORIZED)
    if data_id and request.GET.get("type", "payment") == "payment":
        notices.hear(mercadopago.NAME, data_id, genuine)
    return HttpResponse(status=200)
