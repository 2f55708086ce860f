"""The database stops and comes back beside a web server that goes on: 503 meanwhile, and no restart."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from central.server import postgres
from contract.problem import PROBLEM_MEDIA_TYPE
from tests.central.clusters import a_cluster, a_folder, on
from tests.central.web import web_server
from tests.central.world import World

CODE = "7Q2M9X4T0V8K3H6N1R5C0WZYGJ"


class Platform:
    """A web server, and the database that can be taken from it."""

    def __init__(self, folder: Path, client: httpx.Client, token: str) -> None:
        self._server = folder.resolve() / "postgres"
        self.token = token
        self.client = client

    def stop_database(self) -> None:
        postgres.control(self._server, "stop", "-m", "immediate")

    def start_database(self) -> None:
        postgres.control(self._server, "restart", "-l", "log")

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=headers)

    def use_several_connections(self) -> None:
        with ThreadPoolExecutor(8) as threads:
            assert {each.status_code for each in threads.map(self.get, [f"/g/{CODE}"] * 40)} == {200}


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with a_folder() as folder, a_cluster(folder, migrated=True) as url:
        with on(url):
            world = World()
            token = world.booth(world.event()).token
        with (
            web_server(url, CABINA_DATA=str(folder)) as address,
            httpx.Client(base_url=address, timeout=60) as client,
        ):
            yield Platform(folder, client, token)


@pytest.fixture
def away(platform: Platform) -> Iterator[Platform]:
    platform.stop_database()
    try:
        yield platform
    finally:
        platform.start_database()


@pytest.mark.parametrize(
    "path", [f"/g/{CODE}", f"/g/{CODE}/state.json", f"/g/{CODE}/after.jpg", "/g/not-a-code", "/healthz"]
)
def test_a_page_answers_503_and_when_to_try_again(away: Platform, path: str) -> None:
    answer = away.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("accepted", "said"),
    [("es-AR", "Un momento"), ("en;q=0.9", "One moment"), ("pt-BR", "Um momento"), ("", "Un momento")],
)
def test_a_guest_is_told_in_their_language(away: Platform, accepted: str, said: str) -> None:
    page = away.get(f"/g/{CODE}", **{"Accept-Language": accepted}).text
    assert said in page
    assert '<meta http-equiv="refresh" content="2">' in page
    assert "OperationalError" not in page


def test_a_form_is_not_sent_again_by_itself(away: Platform) -> None:
    answer = away.client.post(f"/g/{CODE}/erase")
    assert answer.status_code == 503
    assert "http-equiv" not in answer.text


@pytest.mark.parametrize(
    ("accepted", "said"),
    [("es-AR", "Volvé a la página anterior"), ("en", "go back and try again"), ("pt", "tente de novo")],
)
def test_whoever_sent_a_form_is_told_that_they_must_send_it_again(
    away: Platform, accepted: str, said: str
) -> None:
    page = away.client.post(f"/g/{CODE}/erase", headers={"Accept-Language": accepted}).text
    assert said in page
    assert "Un momento" not in page


def test_an_endpoint_answers_with_a_problem(away: Platform) -> None:
    bearer = {"Authorization": f"Bearer {away.token}"}
    for path in ("/kiosk/config", "/kiosk/stream"):
        answer = away.client.get(f"/api/v1{path}", headers=bearer)
        assert (answer.status_code, answer.json()["code"]) == (503, "try_later")
        assert answer.headers["Content-Type"] == PROBLEM_MEDIA_TYPE
        assert answer.headers["Retry-After"] == "2"
    login = away.client.post("/api/v1/logins", json={"email": "a@b.example", "password": "correct horse"})
    assert (login.status_code, login.headers["Retry-After"]) == (503, "2")


def test_what_needs_no_database_is_served(away: Platform) -> None:
    assert away.get("/fonts/Manrope-Bold.ttf").status_code == 200


def test_it_serves_again_once_the_database_is_back(platform: Platform) -> None:
    platform.stop_database()
    assert platform.get(f"/g/{CODE}").status_code == 503
    platform.start_database()
    assert platform.get(f"/g/{CODE}").status_code == 200
    bearer = {"Authorization": f"Bearer {platform.token}"}
    assert platform.client.get("/api/v1/kiosk/config", headers=bearer).status_code == 200


def test_a_restart_that_nobody_noticed_costs_one_request(platform: Platform) -> None:
    """Though every connection that waited in the pool is dead."""
    platform.use_several_connections()
    platform.stop_database()
    platform.start_database()
    answers = [platform.get(f"/g/{CODE}").status_code for _ in range(12)]
    assert answers[1:] == [200] * 11
