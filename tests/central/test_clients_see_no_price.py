"""L7: a client is shown credits, and no price, wholesale rate or sale: every endpoint is asked as one."""

import io
import json
import re
import subprocess
import tempfile
from typing import Any, Final

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from central.events.models import Event
from central.payments import packs
from central.payments.money import Currency
from central.qr_codes.files import png
from central.tenants.tariff import change
from contract.ids import new_id
from pictures.lettering.text import Lettering
from tests.central.persons import Person, a_master, refusal
from tests.central.test_who_sees_what import PEOPLES, Two, ask, whole

pytestmark = pytest.mark.usefixtures("database")

PRICES: Final = {"pack": 7_654_321, "generation_price": 137, "unlock_price": 2_971, "wholesale_percent": 43}
"""Each is a number that appears nowhere else."""
METHODS: Final = ("get", "head", "post", "put", "patch", "delete")
WORDS: Final = re.compile(
    r"\b(ARS|currency|wholesale\w*|unlock_price|generation_price|average_price|revenue|invoice|commission)\b"
)
MOMENTS: Final = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+")
"""Their minutes and seconds are any numbers."""


@pytest.fixture
def two() -> Two:
    """With packs for sale, prices of our own and a purchase of the partner's."""
    two = Two()
    packs.put("slug", "test", name="Pack", credits=1_000, price=PRICES["pack"], currency=Currency.ARS)
    change("test", **{name: number for name, number in PRICES.items() if name != "pack"})
    bought = two.partner.post("/wallet/purchases", id=str(new_id()), credits=1_000).json()["purchase"]
    two.ids["purchase_id"] = bought["id"]
    return two


@pytest.fixture(autouse=True)
def lettered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were drawn as pictures, as those of a sheet of codes are."""
    texts: list[str] = []
    fit = Lettering.fit

    def noted(lettering: Lettering, text: str, *others: Any) -> Any:
        texts.append(text)
        return fit(lettering, text, *others)

    monkeypatch.setattr(Lettering, "fit", noted)
    return texts


def text_of(content: bytes) -> str:
    """What somebody can read in it, whatever it is packed in, and what it says of itself."""
    if content.startswith(b"%PDF-"):
        return "".join(_told_by(program, content) for program in ("pdftotext", "pdfinfo"))
    if content.startswith(b"\x89PNG"):
        picture = Image.open(io.BytesIO(content))
        codes = zxingcpp.read_barcodes(np.asarray(picture.convert("RGB")))
        return " ".join([*(code.text for code in codes), *map(str, picture.info.values())])
    return content.decode(errors="replace")


def _told_by(program: str, pdf: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        told = [program, file.name, *(["-"] if program == "pdftotext" else ["-isodates"])]
        return subprocess.run(told, capture_output=True, check=True, text=True).stdout


def prices_in(content: bytes) -> list[str]:
    text = MOMENTS.sub("", text_of(content))
    numbers = [str(price) for price in PRICES.values() if re.search(rf"(?<![\w-]){price}(?![\w-])", text)]
    return numbers + WORDS.findall(text)


def answers(person: Person, two: Two, lettered: list[str]) -> list[tuple[str, int, bytes]]:
    """What every endpoint answers this person: with a body as it should be, and without one."""
    found = []
    for each in sorted(PEOPLES, key=lambda each: METHODS.index(each.values[0])):
        method, path, operation = each.values
        if path.endswith("/logins/current"):
            continue
        bodies = [operation, {}] if "requestBody" in operation else [operation]
        for body in bodies:
            lettered.clear()
            answer = ask(person.browser, method, two.path(path), body)
            found.append((str(each.id), answer.status_code, whole(answer)))
            found += [(str(each.id), answer.status_code, text.encode()) for text in lettered]
    return found


def test_l7_no_endpoint_and_no_refusal_shows_a_client_a_price(two: Two, lettered: list[str]) -> None:
    seen = answers(two.host, two, lettered)
    assert [(name, status, prices_in(content)) for name, status, content in seen if prices_in(content)] == []
    assert {status for _, status, _ in seen} >= {200, 403}
    assert sum(status == 200 for _, status, _ in seen) > 10, "a client sees what is its own"


def test_what_codes_and_sheets_say_is_looked_through_like_all_else(two: Two, lettered: list[str]) -> None:
    price = str(PRICES["unlock_price"])
    assert prices_in(png(f"https://cabina.example/{price}")) == [price]
    Event.objects.filter(id=two.event.id).update(name=f"Boda {price} ARS")
    sheet = whole(two.host.browser.get(f"/api/v1/events/{two.event.id}/qr-sheet.pdf"))
    assert prices_in(sheet) == [price, "ARS"], "its title"
    assert [price, "ARS"] in [prices_in(text.encode()) for text in lettered]


def test_the_same_walk_finds_the_prices_of_those_who_pay(two: Two, lettered: list[str]) -> None:
    """So that what is searched for above is really there to be found."""
    for person in (two.partner, a_master()):
        found = {price for _, _, content in answers(person, two, lettered) for price in prices_in(content)}
        assert {str(price) for price in PRICES.values()} <= found, person.user.role


@pytest.mark.parametrize("path", ["/tariff", "/credit-packs", "/packs", "/wallet", "/wallet/wholesale-rate"])
def test_l7_pages_of_prices_are_not_for_clients(two: Two, path: str) -> None:
    assert refusal(two.host.get(path)) == (403, "forbidden")


def test_l7_a_body_that_is_wrong_is_refused_to_a_client_before_it_is_explained(two: Two) -> None:
    wrong: dict[str, Any] = {"price": "x"}
    for answer in (two.host.put("/credit-packs/slug", **wrong), two.host.patch("/tariff", **wrong)):
        assert refusal(answer) == (403, "forbidden")
        assert "detail" not in json.loads(answer.content)


def test_a_client_knows_the_numbers_that_bind_its_events(two: Two) -> None:
    expected = {
        "top_up_least": 1, "top_up_most": 1_000, "event_minimum": 0, "low_client": 100, "low_pool": 500,
        "low_pool_percent": 80,
    }  # fmt: skip
    for person in (two.host, two.partner, a_master()):
        assert person.get("/event-limits").json() == expected
