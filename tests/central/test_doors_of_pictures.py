"""The doors through which pictures come: each asks what one costs, and reads it without a connection."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection

import pictures
from central.catalogue.install import install
from central.catalogue.models import Style
from central.tenants.models import PLATFORM_ID
from pictures import opening
from tests.central.persons import Person, a_buyer, a_master, a_partner, refusal
from tests.central.pictures import jpeg
from tests.central.world import World
from tests.pictures.hostile import with_scans_again, with_size

pytestmark = pytest.mark.usefixtures("database")
COSTLY = {
    "scans": with_scans_again(jpeg(progressive=True), 60),
    "strip": with_size(jpeg(), 60_000, 16),
    "pixels": with_size(jpeg(), 20_000, 20_000),
}


def sent(browser: Any, path: str, content: bytes) -> Any:
    return browser.put(f"/api/v1{path}", content, content_type="image/jpeg")


def by_a_booth(world: World, content: bytes) -> Any:
    booth = world.booth(world.event())
    return sent(booth.client, f"/blobs/{sha256(content).hexdigest()}", content)


def by_a_user(world: World, content: bytes) -> Any:
    return sent(a_buyer().browser, f"/me/photos/{sha256(content).hexdigest()}", content)


def as_a_logo(world: World, content: bytes) -> Any:
    partner: Person = a_partner(world.tenant_id)
    return sent(partner.browser, f"/partners/{world.tenant_id}/branding/logo", content)


def as_a_sample(world: World, content: bytes) -> Any:
    install()
    style = Style.objects.filter(tenant_id=PLATFORM_ID).first()
    assert style is not None
    return sent(a_master().browser, f"/catalogue/styles/{style.id}/sample", content)


Door = Callable[[World, bytes], Any]
DOORS: list[Door] = [by_a_booth, by_a_user, as_a_logo, as_a_sample]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether a connection was held whenever a picture was taken apart."""
    seen: list[bool] = []
    stripped = pictures.stripped

    def noting(content: bytes) -> pictures.Stripped:
        seen.append(connection.connection is not None)
        return stripped(content)

    monkeypatch.setattr(pictures, "stripped", noting)
    monkeypatch.setattr(opening, "stripped", noting)
    yield seen


@pytest.mark.parametrize("door", DOORS)
def test_a_picture_is_read_without_a_connection(door: Door, held: list[bool]) -> None:
    assert door(World(), jpeg(300, 400)).status_code in (200, 201)
    assert held
    assert not any(held)


@pytest.mark.parametrize("costly", COSTLY)
@pytest.mark.parametrize("door", DOORS)
def test_one_that_costs_too_much_is_refused(door: Door, costly: str) -> None:
    assert refusal(door(World(), COSTLY[costly])) == (413, "too_large")
