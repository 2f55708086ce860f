"""Version 1 of the API, put together: `/api/v1`, described at `/api/v1/openapi.json`."""

from ninja import NinjaAPI

from central.api import (
    blobs,
    clients,
    corrections,
    credit_requests,
    credits,
    events,
    kiosks,
    logins,
    me,
    own_photos,
    packs,
    partners,
    payments,
    platform,
    problems,
    tariff,
)
from central.server.parsing import JsonParser

api = NinjaAPI(
    title="Cabina",
    version="1",
    description=(
        "The API for booths and people. Errors are RFC 9457 problem documents. "
        "Lists are paged by `cursor` and `limit`, newest first."
    ),
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url="/openapi.json",
    parser=JsonParser(),
)
problems.install(api)
api.add_router("", kiosks.router)
api.add_router("", blobs.router)
api.add_router("", logins.router)
api.add_router("", tariff.router)
api.add_router("", payments.router)
api.add_router("", partners.router)
api.add_router("", clients.router)
api.add_router("", credit_requests.router)
api.add_router("", events.router)
api.add_router("", credits.router)
api.add_router("", corrections.router)
api.add_router("", platform.router)
api.add_router("", me.router)
api.add_router("", own_photos.router)
api.add_router("", packs.router)
