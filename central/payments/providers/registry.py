"""Which provider a purchase is paid by."""

from django.conf import settings

from central.payments.providers.base import PaymentProvider
from central.payments.providers.mercadopago import NAME, MercadoPago

DEFAULT_PROVIDER = NAME


def provider_of(name: str) -> PaymentProvider:
    """The provider that goes by this name in purchases."""
    if name != NAME:
        raise KeyError(name)
    return MercadoPago(settings.MERCADOPAGO_URL, settings.MERCADOPAGO_TOKEN)
