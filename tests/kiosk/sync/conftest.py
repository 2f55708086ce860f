from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition
from uuid import UUID

import pytest
from keyring.backends.fail import Keyring as NoKeyring

from contract.heartbeat import Command, CommandKind, CommandOutcome, CommandResult
from contract.ids import new_id
from contract.problem import Code
from contract.sync import GenerationState
from kiosk.domain.model import Progress, Request, SyncStatus
from kiosk.store import Store
from kiosk.sync.context import SyncContext
from kiosk.sync.listeners import SyncListeners
from kiosk.sync.service import SyncService
from kiosk.sync.transport.client import Client
from kiosk.sync.transport.connection import Connection
from kiosk.sync.transport.token_store import TokenStore
from tests.kiosk.sync.loopback import TOKEN, Platform, Server
from tests.kiosk.worlds import JPEG, Clock, config, enrolled, named, signed


@dataclass
class Heard:
    """Everything that sync told the booth; `until` waits for it without sleeping."""

    statuses: list[SyncStatus] = field(default_factory=list)
    generations: list[tuple[UUID, GenerationState, Path | None, Code | None]] = field(default_factory=list)
    steps: list[tuple[UUID, Progress, float]] = field(default_factory=list)
    configs: int = 0
    assets: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    news: Condition = field(default_factory=Condition)

    def listeners(self) -> SyncListeners:
        return SyncListeners(
            status=lambda status: self._note(lambda: self.statuses.append(status)),
            generation=lambda *what: self._note(lambda: self.generations.append(what)),
            progress=lambda *what: self._note(lambda: self.steps.append(what)),
            config=lambda: self._note(self._count_config),
            asset=lambda sha256, _: self._note(lambda: self.assets.append(sha256)),
            command=self._carried_out,
            commands=frozenset({CommandKind.PAUSE, CommandKind.RESUME}),
        )

    def until(self, condition: Callable[["Heard"], bool], seconds: float = 60) -> None:
        with self.news:
            assert self.news.wait_for(lambda: condition(self), seconds), self

    def _carried_out(self, command: Command) -> CommandResult:
        self._note(lambda: self.commands.append(str(command.kind)))
        return CommandResult(id=command.id, outcome=CommandOutcome.DONE)

    def _count_config(self) -> None:
        self.configs += 1

    def _note(self, note: Callable[[], None]) -> None:
        with self.news:
            note()
            self.news.notify_all()


@dataclass
class Booth:
    """A real store of an enrolled booth, whose clock stands still, beside the platform on loopback."""

    folder: Path
    clock: Clock
    store: Store
    tokens: TokenStore
    heard: Heard
    jitter: float = 1.0
    """What the random numbers are: 1 is the longest wait."""
    services: list[SyncService] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)

    def request(self, price: int = 100, jpeg: bytes | None = None) -> Request:
        session_id = new_id()
        self.store.sessions.begin(session_id, named("event"), "es", self.clock.now())
        self.store.sessions.record_consent(session_id, "7", self.clock.now())
        photo = jpeg or JPEG + session_id.bytes
        shot = self.store.shots.add(session_id, 0, photo, (1920, 1080), self.clock.now())
        return self.store.requests.make(session_id, shot, named("ink"), price, self.clock.now())

    def client(self, server: str, token: str) -> Client:
        return Client(server, self.clock, token, answer_seconds=10.0)

    def connection(self) -> Connection:
        made = Connection(self.store, self.tokens, self.clock, self.client)
        self.connections.append(made)
        return made

    def context(self) -> SyncContext:
        return SyncContext(self.store, self.connection(), self.clock, lambda: self.jitter)

    def service(
        self, listeners: SyncListeners | None = None, connection: Connection | None = None, **options
    ) -> SyncService:
        made = SyncService(
            self.store,
            connection or self.connection(),
            self.clock,
            folder=self.folder / "transit",
            app_version="0.1.0",
            listeners=listeners or self.heard.listeners(),
            random=lambda: self.jitter,
            **options,
        )
        self.services.append(made)
        return made

    def pending(self) -> list[UUID]:
        self.clock.advance(600)
        return [op.op_id for op in self.store.outbox.pending(500, 1_000_000)]

    def close(self) -> None:
        for service in self.services:
            service.stop(give_back=False)
        for connection in self.connections:
            connection.close()
        self.store.close()


@pytest.fixture
def platform() -> Platform:
    made = Platform()
    made.publish(config().model_dump_json().encode())
    return made


@pytest.fixture
def server(platform: Platform) -> Iterator[Server]:
    made = Server(platform)
    yield made
    made.stop()


@pytest.fixture
def booth(tmp_path: Path, server: Server) -> Iterator[Booth]:
    clock = Clock()
    store = Store(tmp_path, clock)
    tokens = TokenStore(tmp_path, NoKeyring())
    tokens.save(TOKEN)
    store.enrollment.keep(enrolled(server=server.address))
    store.configs.keep(*signed(config()))
    made = Booth(tmp_path, clock, store, tokens, Heard())
    yield made
    made.close()
