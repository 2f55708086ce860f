"""Who somebody is, as they show themselves and as they are shown: their picture, and whom to ask."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from central.blobs.models import Holding, Purpose
from central.dashboards.kit.fields import MOST_PICTURE_BYTES
from central.tenants import avatars
from central.tenants.models import Tenant, User
from tests.central.dashboards.hosts import Host
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_partner
from tests.central.pictures import jpeg, jpeg_with_gps
from tests.central.world import World


@pytest.fixture
def host(world: World) -> Host:
    return Host(world)


def send(host: Host, content: bytes) -> tuple[int, str]:
    answer = host.browser.post("/account/avatar", {"picture": SimpleUploadedFile("me.jpg", content)})
    return answer.status_code, answer.content.decode()


def avatar(host: Host) -> str:
    return User.objects.get(id=host.person.user.id).avatar_sha256


def test_a_picture_is_kept_small_and_clean_and_shown_in_the_head_of_every_page(host: Host) -> None:
    assert send(host, jpeg_with_gps())[0] == 302
    address = f"/account/avatar/{avatar(host)}.jpg"
    for path in ("/client/", "/account/"):
        assert f'src="{address}"' in host.text(path)
    answer = host.browser.get(address)
    shown = Image.open(io.BytesIO(answer.content))
    assert (shown.size, dict(shown.getexif()), b"Secret" in answer.content) == ((256, 256), {}, False)
    assert "private" in answer["Cache-Control"]


def test_another_one_takes_its_place_and_none_is_left_when_it_is_removed(host: Host) -> None:
    send(host, jpeg(seed=1))
    first = avatar(host)
    send(host, jpeg(seed=2))
    assert avatar(host) != first
    held = Holding.objects.filter(user_id=host.person.user.id, purpose=Purpose.AVATAR)
    assert [each.sha256 for each in held] == [avatar(host)]
    assert host.browser.get(f"/account/avatar/{first}.jpg").status_code == 404
    for _ in range(2):
        assert host.browser.post("/account/avatar/remove").status_code == 302
    assert (avatar(host), held.all().count()) == ("", 0)
    assert "/account/avatar/" + first not in host.text("/client/")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no picture", "no es una imagen"),
        (b"x" * (MOST_PICTURE_BYTES + 1), "demasiado grande"),
        (jpeg(20, 20), "demasiado chica"),
        (b"", "wrong"),
    ],
)
def test_what_is_no_picture_is_refused_beside_its_field(host: Host, content: bytes, said: str) -> None:
    status, shown = send(host, content)
    assert (status, said in shown, avatar(host)) == (422, True, "")


def test_nobody_sees_somebody_elses(host: Host) -> None:
    send(host, jpeg())
    other = visitor(a_partner(host.world.tenant_id).user)
    assert other.get(f"/account/avatar/{avatar(host)}.jpg").status_code == 404
    assert visitor().get(f"/account/avatar/{avatar(host)}.jpg").status_code == 302


def test_what_is_only_to_read_says_who_changes_it(host: Host) -> None:
    Tenant.objects.filter(id=host.world.tenant_id).update(email="hola@agencia.example")
    shown = host.text("/account/")
    for expected in (host.person.user.email, "Anfitrión", "A Partner", "los cambia tu agencia"):
        assert expected in shown
    assert 'name="email"' not in shown


@pytest.mark.parametrize(
    ("phone", "links"),
    [
        ("+54 9 11 5555-0134", {"tel:+5491155550134", "https://wa.me/5491155550134"}),
        ("011 5555 0134", {"tel:01155550134"}),
        ("preguntar", set()),
    ],
)
def test_an_agency_is_reached_by_whatever_it_says(host: Host, phone: str, links: set[str]) -> None:
    Tenant.objects.filter(id=host.world.tenant_id).update(phone=phone, email="hola@agencia.example")
    shown = host.text("/client/")
    found = {
        each
        for each in ("tel:+5491155550134", "tel:01155550134", "https://wa.me/5491155550134")
        if f'"{each}"' in shown
    }
    assert (found, "mailto:hola@agencia.example" in shown, phone in shown) == (links, True, True)


def test_two_pictures_at_once_leave_one(host: Host) -> None:
    stale = User.objects.get(id=host.person.user.id)
    avatars.set_avatar(User.objects.get(id=stale.id), jpeg(seed=1))
    avatars.set_avatar(stale, jpeg(seed=2))
    held = Holding.objects.filter(user_id=stale.id, purpose=Purpose.AVATAR)
    assert [each.sha256 for each in held] == [avatar(host)]
