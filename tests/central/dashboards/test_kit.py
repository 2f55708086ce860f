"""The kit's rules: once, proven, in the event's zone, and never a formula."""

from datetime import UTC, datetime
from time import time
from typing import Any

import pytest
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.http import HttpResponse
from django.test import RequestFactory

from central.dashboards.kit import charts
from central.dashboards.kit.access import page
from central.dashboards.kit.forms import Form, once
from central.dashboards.kit.lists import csv_file
from central.dashboards.kit.moments import ZonedMoment
from central.tenants.models import Role
from contract.ids import new_id
from tests.central.persons import a_user
from tests.central.world import World


class AmountForm(Form):
    credits = forms.IntegerField()


def test_a_form_that_is_sent_twice_does_its_work_once(world: World) -> None:
    person, done = a_user(Role.PARTNER, world.tenant_id), []
    sent = {"credits": "5", "once": str(new_id())}
    for _ in range(2):
        form = AmountForm(sent)
        assert form.is_valid()
        once(person, "test", form, lambda: done.append(1))
    assert done == [1]


@pytest.mark.parametrize(("age", "asked"), [(899, False), (901, True), (None, True)])
def test_a_dangerous_act_wants_a_proof_of_the_last_quarter_of_an_hour(
    world: World, age: int | None, asked: bool
) -> None:
    @page(Role.PARTNER, dangerous=True)
    def act(request: Any) -> HttpResponse:
        return HttpResponse("done")

    request: Any = RequestFactory().post("/")
    request.user = a_user(Role.PARTNER, world.tenant_id)
    records = [] if age is None else [{"method": "password", "at": time() - age}]
    request.session = {
        "account_authentication_methods": records,
        "account_authentication_methods_user": str(request.user.id),
    }
    if asked:
        with pytest.raises(ReauthenticationRequired):
            act(request)
    else:
        assert act(request).content == b"done"


def test_a_moment_is_meant_in_its_events_zone() -> None:
    field = ZonedMoment("America/Argentina/Buenos_Aires")
    assert field.clean("2026-11-27T22:00") == datetime(2026, 11, 28, 1, tzinfo=UTC)


def test_nothing_in_a_csv_file_is_a_formula() -> None:
    content = csv_file("list", ["name"], [["=1+1"], ["Ana"]]).content.decode()
    assert content.splitlines()[1:] == ["'=1+1", "Ana"]


def test_the_largest_bar_is_as_high_as_the_chart_and_none_divides_by_nothing() -> None:
    drawn = charts.bars("", [charts.Point("a", 2), charts.Point("b", 4)]).bars
    assert [each.height for each in drawn] == [charts.HEIGHT / 2, charts.HEIGHT]
    assert charts.bars("", [charts.Point("a", 0)]).bars[0].height == 0
    assert charts.area("", []).line == ""
