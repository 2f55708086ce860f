"""People who make pictures of their own, for tests: the platform's catalogue, photos, credits, the worker."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from central.blobs.uploads import Upload
from central.catalogue.models import Pack, Style
from central.generations import attempts, photos, user_generations
from central.generations.models import Generation
from central.generations.providers import registry
from central.ledger import issuance
from central.ledger.accounts import AccountKind, balance_of, open_account
from central.ledger.audit import audit
from central.ledger.models import Transfer
from central.ledger.transfer_requests import TransferRequest
from central.tenants.models import PLATFORM_ID
from contract.ids import new_id
from tests.central.persons import Person, a_buyer, a_master
from tests.central.pictures import jpeg
from tests.central.scripted import Scripted

_Found = TypeVar("_Found")


class Studio:
    """The platform's own catalogue: a style of 100 credits, one of 50, and a premium one of 150."""

    def __init__(self, provider: str = "looks") -> None:
        self.pack = Pack.objects.create(tenant_id=PLATFORM_ID, slug="open", name_es="Abierto")
        self.premium_pack = Pack.objects.create(
            tenant_id=PLATFORM_ID, slug="premium", name_es="Premium", premium=True, position=1
        )
        self.style = self._style(self.pack, "usual", None, provider)
        self.quick = self._style(self.pack, "quick", 50, provider)
        self.premium = self._style(self.premium_pack, "oil", 150, provider)

    def _style(self, pack: Pack, slug: str, price: int | None, provider: str) -> Style:
        return Style.objects.create(
            tenant_id=PLATFORM_ID, pack_id=pack.id, slug=slug, name_es="Estilo", look="noir", price=price,
            premium=pack.premium, provider=provider, sample_sha256="0" * 64,
        )  # fmt: skip


class Sitter:
    """A person before the camera of their own phone."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.user = person.user

    @property
    def balance(self) -> int:
        return balance_of(PLATFORM_ID, AccountKind.USER, self.user.id)

    def get(self, path: str, **query: Any) -> Any:
        return self.person.get(path, **query)

    def send(self, photo: bytes) -> str:
        """Upload a photo; its name."""
        sha256 = hashlib.sha256(photo).hexdigest()
        answer = self.person.browser.put(
            f"/api/v1/me/photos/{sha256}", photo, content_type="application/octet-stream"
        )
        assert answer.status_code in (200, 201), answer.content
        return sha256

    def ask(self, style: Style, photo: bytes | None = None, **changes: Any) -> Any:
        """Ask for a picture of a photo that is sent first."""
        body = {"id": str(new_id()), "style_id": str(style.id)} | changes
        if "photo_sha256" not in body:
            body["photo_sha256"] = self.send(photo or jpeg(300, 400, seed=7))
        return self.person.post("/me/generations", **body)

    def asked(self, style: Style, **changes: Any) -> UUID:
        """The id of a picture that was asked for without complaint."""
        answer = self.ask(style, **changes)
        assert answer.status_code == 201, answer.content
        return UUID(answer.json()["picture"]["id"])

    def shown(self, picture_id: UUID) -> dict[str, Any]:
        answer = self.get(f"/me/generations/{picture_id}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def quota(self) -> dict[str, Any]:
        answer = self.get("/me/balance")
        assert answer.status_code == 200, answer.content
        return answer.json()


def sitter(credits: int = 0) -> Sitter:
    """A user; with credits, they were given by hand."""
    found = Sitter(a_buyer())
    if credits:
        give(found, credits)
    return found


def master() -> Sitter:
    return Sitter(a_master())


def give(to: Sitter, credits: int) -> None:
    account = open_account(PLATFORM_ID, AccountKind.USER, to.user.id)
    issuance.top_up(PLATFORM_ID, account, credits, TransferRequest(new_id(), "test", datetime.now(UTC)))


def photo_of(sitter: Sitter, seed: int = 8) -> str:
    """A photo that the platform has from this person, without HTTP."""
    photo = jpeg(300, 400, seed=seed)
    upload = Upload(sitter.user.id, hashlib.sha256(photo).hexdigest())
    upload.write(0, photo)
    photos.take_from_user(user_generations.holder(sitter.user), upload)
    return upload.sha256


def make(picture_id: UUID) -> Generation:
    """What the worker does with one job; a retry is due at once."""
    Generation.objects.filter(id=picture_id).update(not_before=None)
    attempts.make(PLATFORM_ID, picture_id)
    return Generation.objects.get(tenant_id=PLATFORM_ID, id=picture_id)


def transfers(kind: str) -> Sequence[Transfer]:
    return list(Transfer.objects.filter(tenant_id=PLATFORM_ID, kind=kind))


def assert_adds_up() -> None:
    assert audit().clean


def at_once(*actions: Callable[[], _Found]) -> list[_Found]:
    """What the actions answer, each on its own connection, all begun at the same moment."""
    start = Barrier(len(actions))

    def run(action: Callable[[], _Found]) -> _Found:
        start.wait()
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def studio(*answers: Any) -> tuple[Studio, Scripted]:
    """A catalogue whose pictures are made by a provider that answers this, in order."""
    provider = Scripted(list(answers))
    registry.register(provider)
    return Studio(provider.name), provider
