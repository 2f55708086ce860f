"""Those who run and sell the platform begin with what they need: a login, and styles."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser

import looks
from central.catalogue.grants import usable_packs
from central.catalogue.install import install
from central.catalogue.models import Pack, Style
from central.operations.creation import create_master
from central.tenants.errors import AlreadyUsed
from central.tenants.models import PLATFORM_ID, Tenant
from contract.ids import new_id
from tests.central.persons import a_master

pytestmark = pytest.mark.usefixtures("database")

PASSWORD = "long enough"


def test_a_master_logs_in_and_the_platform_has_styles() -> None:
    create_master("boss@platform.example", PASSWORD)
    body = {"email": "Boss@platform.example", "password": PASSWORD}
    login = Browser().post("/api/v1/logins", body, content_type="application/json").json()
    assert login["role"] == "master"
    assert Style.objects.filter(tenant_id=PLATFORM_ID).count() == len(looks.names())
    with pytest.raises(AlreadyUsed):
        create_master("boss@platform.example", PASSWORD)


def test_a_new_partner_may_use_the_packs_it_was_granted_else_all() -> None:
    install()
    master, packs = a_master(), Pack.objects.order_by("position")
    wanted: dict[str, Any] = {"name": "Agil", "staff_pin": "135790"}
    for granted in (None, [packs[1].id]):
        body = wanted | {"id": str(new_id()), "email": f"{new_id().hex}@agil.example"}
        body |= {"packs": [str(each) for each in granted]} if granted else {}
        for status in (201, 200):
            assert master.post("/partners", **body).status_code == status
        usable = usable_packs(UUID(body["id"])).values_list("id", flat=True)
        assert set(usable) == set(granted or packs.values_list("id", flat=True))
    for nothing, status in (([], 422), ([str(new_id())], 404)):
        body = wanted | {"id": str(new_id()), "email": "b@agil.example", "packs": nothing}
        assert master.post("/partners", **body).status_code == status
        assert not Tenant.objects.filter(id=body["id"]).exists()
