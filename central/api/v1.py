"""Version 1 of the API, put together: `/api/v1`, described at `/api/v1/openapi.json`."""

from ninja import NinjaAPI

from central.api import blobs, kiosks, problems
from central.blobs.errors import BlobError

api = NinjaAPI(
    title="Cabina",
    version="1",
    description="What booths and programs say to the platform. Errors are RFC 9457 problem documents.",
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url="/openapi.json",
)
problems.install(api)
api.add_exception_handler(BlobError, blobs.refusal)
api.add_router("", kiosks.router)
api.add_router("", blobs.router)
