"""One question to the platform, for the doctor: does it answer this booth, and what time has it?"""

from datetime import datetime

from contract.sync import SyncRequest
from kiosk.domain.clock import Clock
from kiosk.store import Store
from kiosk.sync.client import Client
from kiosk.sync.connection import Line
from kiosk.sync.token_store import TokenVault


def platform_time(store: Store, vault: TokenVault, clock: Clock) -> datetime:
    """The platform's clock, as its answer to a sync without ops tells it; nothing is settled.

    Raises SetupError, NetworkError or RefusedError: each sentence says what stands in the way.
    """
    line = Line(store, vault, clock, lambda server, token: Client(server, clock, token))
    try:
        enrolled, client = line.open()
        return client.sync(SyncRequest(epoch=enrolled.epoch, cursor=store.sync_results.cursor())).server_time
    finally:
        line.close()
