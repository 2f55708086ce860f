"""Those who run and sell the platform begin with what they need: a login, and styles."""

import asyncio

import pytest
from django.test import Client as Browser
from procrastinate import App

import looks
from central.catalogue.models import Style
from central.operations.creation import create_master
from central.tenants.errors import AlreadyUsed
from central.tenants.models import PLATFORM_ID, Tenant
from contract.ids import new_id
from tests.central.persons import a_master

pytestmark = pytest.mark.usefixtures("database")

PASSWORD = "long enough"


def drain(worker: App) -> None:
    async def work() -> None:
        async with worker.open_async():
            await worker.run_worker_async(queues=["fleet"], wait=False, install_signal_handlers=False)

    asyncio.run(work())


def test_a_master_logs_in_and_the_platform_has_styles() -> None:
    create_master("boss@platform.example", PASSWORD)
    body = {"email": "Boss@platform.example", "password": PASSWORD}
    login = Browser().post("/api/v1/logins", body, content_type="application/json").json()
    assert login["role"] == "master"
    assert Style.objects.filter(tenant_id=PLATFORM_ID).count() == len(looks.names())
    with pytest.raises(AlreadyUsed):
        create_master("boss@platform.example", PASSWORD)


def test_a_new_partner_soon_has_styles(worker: App) -> None:
    wanted = {"id": str(new_id()), "name": "Agil", "email": "a@agil.example", "staff_pin": "135790"}
    master = a_master()
    for status in (201, 200):
        assert master.post("/partners", **wanted).status_code == status
    drain(worker)
    assert Style.objects.filter(tenant_id=Tenant.objects.get(slug="agil").id).count() == len(looks.names())
