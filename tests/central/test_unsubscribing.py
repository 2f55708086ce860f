"""The page behind a letter's last link: asked first, done by one click, without a login."""

import pytest
from django.test import Client as Browser

from central.guests import unsubscribing
from central.guests.models import Unsubscribed
from central.tenants.models import Tenant
from tests.central.world import World


@pytest.fixture
def path(world: World) -> str:
    Tenant.objects.filter(id=world.tenant_id).update(display_name="Fotos & Más")
    return f"/u/{unsubscribing.link_token(world.tenant_id, 'ana@example.org')}"


@pytest.mark.parametrize(
    ("language", "said"), [("es", "No quiero más"), ("en", "I want no"), ("pt", "Não quero")]
)
def test_looking_changes_nothing_and_says_whose_mail_it_is(path: str, language: str, said: str) -> None:
    answer = Browser().get(path, headers={"Accept-Language": language})
    shown = answer.content.decode()
    assert (answer.status_code, said in shown, "Fotos &amp; Más" in shown) == (200, True, True)
    assert "ana@" not in shown and "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not Unsubscribed.objects.exists()


def test_one_click_of_a_mail_program_does_it_as_a_persons_does(path: str) -> None:
    for sent in ({"List-Unsubscribe": "One-Click"}, {}):
        answer = Browser(enforce_csrf_checks=True).post(path, sent)
        assert (answer.status_code, "No te escribimos más" in answer.content.decode()) == (200, True)
        assert not answer.cookies
    assert Unsubscribed.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_was_cut_short_is_told(path: str, method: str) -> None:
    answer = getattr(Browser(), method)(path[:-3])
    assert (answer.status_code, "Falta una parte" in answer.content.decode()) == (404, True)
    assert not Unsubscribed.objects.exists()
