"""Bad input over real HTTP: a 4xx problem document or a rejected op, nothing stored, the server goes on."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from contract.ids import new_id
from demo.platform import Platform
from tests.e2e.conftest import Office, Party
from tests.e2e.wire import Api, bomb, enrolled, photo, refused

HOSTILE = [
    "'; DROP TABLE ledger_account; --",
    '" OR 1=1 --',
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% debug %}",
    "../../../etc/passwd",
]


@dataclass
class Kiosks:
    """`ours` and `sister` at one party, `other` at another."""

    party: Party
    ours: Api
    sister: Api
    other: Api


@pytest.fixture(scope="module")
def kiosks(central: Platform, office: Office) -> Iterator[Kiosks]:
    """Three enrolled kiosks."""
    party, elsewhere = office.party("Bad input", kiosks=2), office.party("Elsewhere")
    with ExitStack() as open_kiosks:
        codes = party.codes + elsewhere.codes
        yield Kiosks(party, *(open_kiosks.enter_context(enrolled(central.url, code)) for code in codes))


@pytest.fixture
def nobody(central: Platform) -> Iterator[Api]:
    """Somebody without a token."""
    with Api(central.url) as api:
        yield api


@pytest.fixture
def nothing_stored(central: Platform, office: Office, kiosks: Kiosks) -> Iterator[None]:
    """After the test there is no row and no file more than before, and the platform answers."""
    kiosks.ours.config()
    before = office.rows(kiosks.party), files(central.folder)
    yield
    assert (office.rows(kiosks.party), files(central.folder)) == before
    assert kiosks.ours.sync().status_code == 200
    assert office.account(kiosks.party)["faults"] == []


def files(folder: Path) -> set[Path]:
    return {path for place in ("blobs", "uploads") for path in (folder / place).rglob("*") if path.is_file()}


@pytest.mark.usefixtures("nothing_stored")
class TestNobody:
    @pytest.mark.parametrize("code", ["ZZZZZZZZ", HOSTILE[0]])
    def test_a_wrong_pairing_code(self, nobody: Api, code: str):
        refused(nobody.enroll(code), 403, "pairing_code_wrong")

    def test_a_pairing_code_works_once(self, nobody: Api, kiosks: Kiosks):
        refused(nobody.enroll(kiosks.party.codes[0]), 403, "pairing_code_wrong")

    def test_a_pairing_code_without_end(self, nobody: Api):
        refused(nobody.enroll("Z" * 5000), 422, "invalid")

    @pytest.mark.parametrize("token", ["", "x", "0" * 64, "'; DROP TABLE fleet_kiosk; --", "x" * 10_000])
    def test_a_wrong_token(self, central: Platform, token: str):
        with Api(central.url, token) as api:
            lease = {"request_id": str(new_id()), "epoch": 1, "wanted": 1}
            calls = [
                api.http.get("/kiosk/config"),
                api.http.get("/kiosk/stream"),
                api.sync(api.op("alert.raised", part="x", sentence="x")),
                api.http.post("/kiosk/leases", json=lease),
                api.http.get(f"/blobs/{'0' * 64}"),
                api.put(photo()),
            ]
        for answer in calls:
            refused(answer, 401, "unauthorized")


@pytest.mark.usefixtures("nothing_stored")
class TestBlobs:
    def test_a_wrong_digest(self, kiosks: Kiosks):
        refused(kiosks.ours.put(photo(), "0" * 64), 422, "digest_mismatch")
        assert kiosks.ours.http.head(f"/blobs/{'0' * 64}").headers["Upload-Offset"] == "0"

    @pytest.mark.parametrize("name", ["A" * 64, "0" * 63, "..%2f..%2fserver.key", HOSTILE[0]])
    def test_a_name_that_is_no_digest(self, kiosks: Kiosks, name: str):
        answer = kiosks.ours.put(photo(), name)
        assert answer.status_code in (404, 422)
        refused(answer, answer.status_code, answer.json()["code"])

    def test_an_answer_that_needs_no_body_leaves_the_connection_for_the_next_request(self, kiosks: Kiosks):
        """The rest of a small body is read: else the next request is sent into one that the server drops."""
        for _ in range(10):
            assert kiosks.ours.put(photo(), "A" * 64).status_code == 422
            kiosks.ours.config()

    def test_fifty_megabytes(self, kiosks: Kiosks):
        refused(kiosks.ours.put(bytes(50_000_000)), 413, "too_large")

    def test_fifty_megabytes_that_do_not_say_so(self, kiosks: Kiosks):
        chunks = (bytes(100_000) for _ in range(500))
        refused(kiosks.ours.put(chunks, "1" * 64), 413, "too_large")

    def test_fifty_megabytes_in_parts(self, kiosks: Kiosks):
        part = kiosks.ours.put(bytes(1000), "2" * 64, **{"Content-Range": "bytes 0-999/50000000"})
        refused(part, 413, "too_large")

    def test_a_truncated_jpeg(self, kiosks: Kiosks):
        whole = photo()
        refused(kiosks.ours.put(whole[: len(whole) // 2]), 415, "not_a_picture")

    def test_a_decompression_bomb(self, kiosks: Kiosks):
        refused(kiosks.ours.put(bomb()), 413, "too_large")

    @pytest.mark.parametrize(
        "content", [b"", b"<svg onload=alert(1)>", b"GIF89a" + bytes(100), photo(2)[:-900] + b"PK\3\4"]
    )
    def test_what_is_no_photo(self, kiosks: Kiosks, content: bytes):
        refused(kiosks.ours.put(content), 415, "not_a_picture")


def test_another_kiosks_photo(kiosks: Kiosks):
    content = photo(3)
    kept = kiosks.ours.put(content)
    assert kept.status_code == 201
    name = kept.request.url.path.rpartition("/")[2]
    assert kiosks.ours.http.get(f"/blobs/{name}").content == content
    for stranger in (kiosks.sister, kiosks.other):
        refused(stranger.http.get(f"/blobs/{name}"), 404, "not_found")
        assert stranger.http.head(f"/blobs/{name}").status_code == 404
    sample = kiosks.ours.config()["packs"][0]["styles"][0]["sample_sha256"]
    assert kiosks.other.http.get(f"/blobs/{sample}").status_code == 200


@pytest.mark.usefixtures("nothing_stored")
class TestRequests:
    @pytest.mark.parametrize("price", [-1, -100, 1, 10**9, 10**30, 99.5, "100; --", None])
    def test_a_price_that_is_none(self, kiosks: Kiosks, price: object):
        assert kiosks.ours.settled(kiosks.ours.request_op(price=price)) == ("rejected", "invalid")

    def test_an_unknown_style(self, kiosks: Kiosks):
        assert kiosks.ours.settled(kiosks.ours.request_op(style_id=str(new_id()))) == (
            "rejected",
            "style_not_allowed",
        )

    def test_another_kiosks_event(self, kiosks: Kiosks):
        elsewhere = kiosks.other.config()["event"]["id"]
        assert kiosks.ours.settled(kiosks.ours.request_op(event_id=elsewhere)) == ("rejected", "invalid")

    @pytest.mark.parametrize("field", ["generation_id", "style_id", "claim_code", "photo_sha256", "language"])
    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_text_where_ids_belong(self, kiosks: Kiosks, field: str, text: str):
        assert kiosks.ours.settled(kiosks.ours.request_op(**{field: text})) == ("rejected", "invalid")

    @pytest.mark.parametrize("kind", ["<script>", "generation.free", "x" * 150])
    def test_an_unknown_kind_of_op(self, kiosks: Kiosks, kind: str):
        assert kiosks.ours.settled(kiosks.ours.op(kind, text="x")) == ("rejected", "invalid")

    def test_a_nul_in_a_text(self, kiosks: Kiosks):
        assert kiosks.ours.settled(kiosks.ours.request_op(consent_version="a\0b")) == ("rejected", "invalid")

    def test_another_epoch(self, kiosks: Kiosks):
        refused(kiosks.ours.sync(kiosks.ours.request_op(), epoch=2), 409, "epoch_mismatch")

    def test_a_body_that_is_too_large(self, kiosks: Kiosks):
        big = [kiosks.ours.op("alert.raised", part="x", sentence="x" * 2000) for _ in range(490)]
        refused(kiosks.ours.sync(*big), 413, "too_large")

    def test_more_ops_than_a_sync_takes(self, kiosks: Kiosks):
        many = [kiosks.ours.op("alert.raised", part="x", sentence="x") for _ in range(501)]
        refused(kiosks.ours.sync(*many), 422, "invalid")

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"epoch": 1e400}', b"[" * 100_000])
    def test_a_body_that_is_no_sync(self, kiosks: Kiosks, body: bytes):
        answer = kiosks.ours.http.post(
            "/kiosk/sync", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code in (400, 422)
        refused(answer, answer.status_code, "invalid")

    @pytest.mark.parametrize("wanted", [-1, 0, 10**12])
    def test_a_lease_of_nonsense(self, kiosks: Kiosks, wanted: int):
        body = {"request_id": str(new_id()), "epoch": 1, "wanted": wanted}
        refused(kiosks.ours.http.post("/kiosk/leases", json=body), 422, "invalid")


def test_another_kiosks_lease(kiosks: Kiosks, office: Office):
    body = {"request_id": str(new_id()), "epoch": 1, "wanted": 300}
    lease = kiosks.sister.http.post("/kiosk/leases", json=body).json()
    before = office.account(kiosks.party)["credits"]
    back = {"request_id": str(new_id()), "epoch": 1}
    refused(kiosks.ours.http.post(f"/kiosk/leases/{lease['id']}/return", json=back), 404, "lease_unknown")
    assert kiosks.ours.settled(kiosks.ours.request_op(lease_id=lease["id"])) == ("rejected", "lease_unknown")
    assert office.account(kiosks.party)["credits"] == before


def test_hostile_texts_are_only_texts(kiosks: Kiosks, office: Office, central: Platform):
    """Where free text belongs it is kept as it is; it runs nowhere."""
    for text in HOSTILE:
        assert kiosks.ours.settled(kiosks.ours.op("alert.raised", part="x", sentence=text)) == (
            "applied",
            None,
        )
    named = office.party("<b>Año_nuevo</b> '; DROP TABLE events_event; --")
    with enrolled(central.url, named.codes[0]) as kiosk:
        assert kiosk.config()["event"]["name"].startswith("<b>Año_nuevo</b>")
        request_op = kiosk.request_op(consent_version="<script>")
        assert kiosk.settled(request_op) == ("applied", None)
        page = kiosk.http.get(f"{central.url}/g/{request_op['payload']['claim_code']}")
    assert page.status_code == 200 and "<b>Año" not in page.text and "&lt;b&gt;Año" in page.text
    assert office.account(named)["faults"] == []
