"""What somebody has already is not sent again, and absolute addresses are those of `PUBLIC_URL`."""

from typing import Any

import pytest
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory, override_settings

from central.api import description
from central.api.v1 import api
from central.server.conditional import has_already, not_twice
from tests.central.booths import Booth
from tests.central.test_config import fetch
from tests.central.test_guest_page import ready
from tests.central.world import World


@pytest.mark.parametrize(
    ("etag", "known", "matches"),
    [
        ('"a"', '"a"', True),
        ('"a"', 'W/"a"', True),
        ('W/"a"', '"a"', True),
        ('"a"', '"b", W/"a"', True),
        ('"a"', "*", True),
        ('"a"', '"b"', False),
        ('"a"', '"aa", W/"b"', False),
        ('"a"', "a", False),
        ('"a"', "", False),
    ],
)
def test_weak_and_strong_match(etag: str, known: str, matches: bool) -> None:
    request = RequestFactory().get("/", headers={"If-None-Match": known} if known else {})
    assert has_already(request, etag) is matches
    answer = not_twice(lambda _: HttpResponse("all of it", headers={"ETag": etag, "Vary": "Accept"}))(request)
    assert answer.status_code == (304 if matches else 200)
    assert (answer["ETag"], answer["Vary"]) == (etag, "Accept")


def test_only_what_was_asked_for_whole_and_read_is_left_out(tmp_path: Any) -> None:
    def asked(status: int, method: str = "GET") -> int:
        request = RequestFactory().generic(method, "/", headers={"If-None-Match": '"a"'})
        return not_twice(lambda _: HttpResponse(status=status, headers={"ETag": '"a"'}))(request).status_code

    assert [asked(200), asked(200, "HEAD"), asked(206), asked(404), asked(200, "POST")] == [
        304, 304, 206, 404, 200,
    ]  # fmt: skip


def test_a_file_that_is_not_sent_is_closed(tmp_path: Any) -> None:
    (tmp_path / "f").write_bytes(b"bytes")
    file = (tmp_path / "f").open("rb")
    request = RequestFactory().get("/", headers={"If-None-Match": 'W/"a"'})
    assert not_twice(lambda _: FileResponse(file, headers={"ETag": '"a"'}))(request).status_code == 304
    assert file.closed


@pytest.mark.usefixtures("database")
def test_a_booths_config_is_known_by_a_weak_etag() -> None:
    booth = World().booth()
    first = fetch(booth)
    for known in (f"W/{first.headers['ETag']}", f'"other", W/{first.headers["ETag"]}'):
        again = fetch(booth, known)
        assert (again.status_code, again.content) == (304, b"")


def test_the_description_is_rendered_once_and_known_by_its_etag(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[int] = []
    render = api.get_openapi_schema

    def counted(**given: Any) -> Any:
        rendered.append(1)
        return render(**given)

    description._rendered.cache_clear()
    monkeypatch.setattr(api, "get_openapi_schema", counted)
    browser = Client()
    first, second = (browser.get("/api/v1/openapi.json") for _ in range(2))
    assert first.json() == second.json()
    assert rendered == [1]
    assert first["Cache-Control"] == "public, max-age=300"
    again = browser.get("/api/v1/openapi.json", headers={"If-None-Match": f"W/{first['ETag']}"})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.usefixtures("database")
def test_the_picture_that_messengers_show_is_at_the_public_address() -> None:
    code = ready(Booth()).claim_code
    with override_settings(PUBLIC_URL="https://cabina.example"):
        page = Client().get(f"/g/{code}", headers={"Host": "evil.example"}).content.decode()
    assert f'<meta property="og:image" content="https://cabina.example/g/{code}/thumbnail.jpg">' in page
    assert "evil.example" not in page
