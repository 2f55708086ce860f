"""Version 1 of the API, put together: `/api/v1`, described at `/api/v1/openapi.json`."""

from central.api import (
    audit,
    blobs,
    booths,
    branding,
    catalogue,
    clients,
    corrections,
    credit_requests,
    credits,
    events,
    favourites,
    guests,
    kiosks,
    logins,
    me,
    own_photos,
    packs,
    partners,
    payments,
    people,
    platform,
    problems,
    qr_codes,
    refused_requests,
    tariff,
    webhooks,
)
from central.api.openapi import Api
from central.api.strictness import only_what_is_known
from central.server.parsing import JsonParser

api = Api(
    title="Cabina",
    version="1",
    description=(
        "The API for booths and people. Errors are RFC 9457 problem documents. "
        "Lists are paged by `cursor` and `limit`, newest first."
    ),
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
    parser=JsonParser(),
)
problems.install(api)
for tolerant in (kiosks, blobs, webhooks):
    api.add_router("", tolerant.router)
for strict in (
    booths, logins, people, tariff, payments, partners, clients, credit_requests, events, credits,
    corrections, platform, me, own_photos, packs, catalogue, branding, refused_requests,
    audit, qr_codes, guests, favourites,
):  # fmt: skip
    strict.router.add_decorator(only_what_is_known)
    api.add_router("", strict.router)
