"""The enrolled booth's connection to its platform: one client, replaced when the booth is enrolled again."""

import threading
from collections.abc import Callable
from datetime import datetime

from contract.problem import Code
from contract.sync import SyncRequest
from kiosk.domain.clock import Clock
from kiosk.domain.errors import NetworkError, RefusedError, SetupError
from kiosk.domain.hardware import network_cards
from kiosk.domain.model import Enrolled
from kiosk.domain.retry import LONGEST_SECONDS
from kiosk.store import Store
from kiosk.sync.transport.client import Client
from kiosk.sync.transport.token_store import TokenStore

NOT_ENROLLED = "this booth is not enrolled: run `kiosk enroll --server URL --code CODE`"

COPIED = (
    "this is another PC than the one that was enrolled, so its disk may be a copy:"
    " enrol this booth again with `kiosk enroll --server URL --code CODE`"
)

ClientMaker = Callable[[str, str], Client]
"""Makes a client of a platform's address and a token."""


class Connection:
    """Used from all sync threads."""

    def __init__(
        self,
        store: Store,
        tokens: TokenStore,
        clock: Clock,
        make_client: ClientMaker | None = None,
        hardware: Callable[[], frozenset[str]] = network_cards,
    ) -> None:
        self._store = store
        self._tokens = tokens
        self._clock = clock
        self._make_client = make_client or (lambda server, token: Client(server, clock, token))
        self._hardware = hardware()
        self._lock = threading.Lock()
        self._enrolled: Enrolled | None = None
        self._client: Client | None = None
        self._shut = False
        self._retired: list[Client] = []
        self._refusal: tuple[Enrolled | None, RefusedError, float] | None = None

    def open(self) -> tuple[Enrolled, Client]:
        """Who this booth is, and its client.

        Raises SetupError while it is not enrolled, RefusedError on another PC than the one that was enrolled,
        and again what the platform refused this booth with, for two minutes or until it is enrolled again.
        """
        enrolled = self._store.enrollment.current()
        if enrolled is None:
            raise SetupError(NOT_ENROLLED)
        self._refuse_copy(enrolled)
        with self._lock:
            if self._shut:
                raise NetworkError("sync is stopping")
            self._check_refusal(enrolled)
            if self._client is None or enrolled != self._enrolled:
                self._retire()
                self._client = self._make_client(enrolled.server, self._token())
                self._enrolled = enrolled
            return enrolled, self._client

    def platform_time(self) -> datetime:
        """The platform's clock, as its answer to a sync without ops tells it; nothing is settled.

        Raises SetupError, NetworkError or RefusedError: each sentence says what stands in the way.
        """
        enrolled, client = self.open()
        cursor = self._store.sync_results.cursor()
        return client.sync(SyncRequest(epoch=enrolled.epoch, cursor=cursor)).server_time

    def refuse(self, error: RefusedError) -> None:
        """The platform refuses this booth itself: no worker asks again for a while."""
        with self._lock:
            if self._refusal is None:
                self._refusal = (self._enrolled, error, self._clock.monotonic() + LONGEST_SECONDS)

    def shut(self) -> None:
        """End every request in flight and begin no other until `reopen`: the workers are stopping."""
        with self._lock:
            self._shut = True
            self._retire()

    def reopen(self) -> None:
        """Requests may begin again."""
        with self._lock:
            self._shut = False

    def close(self) -> None:
        """Close every client; to be called once no thread uses them."""
        with self._lock:
            self._retire()
        for client in self._retired:
            client.close()
        self._retired.clear()

    def _refuse_copy(self, enrolled: Enrolled) -> None:
        """One network card in common is enough; a PC that shows none is not judged."""
        if not self._hardware:
            return
        if not enrolled.hardware:
            self._store.enrollment.bind(self._hardware)
        elif not self._hardware & enrolled.hardware:
            raise RefusedError(COPIED, Code.EPOCH_MISMATCH, 409)

    def _check_refusal(self, enrolled: Enrolled) -> None:
        if self._refusal is None:
            return
        whom, error, until = self._refusal
        if whom == enrolled and self._clock.monotonic() < until:
            raise error
        self._refusal = None

    def _retire(self) -> None:
        if self._client is not None:
            self._client.cut()
            self._retired.append(self._client)
            self._client = None

    def _token(self) -> str:
        token = self._tokens.load()
        if token is None:
            raise SetupError(f"the device token is gone from its place ({self._tokens.place()}): enrol again")
        return token
