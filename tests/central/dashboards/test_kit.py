"""The kit's rules: once, proven, in the event's zone, and never a formula."""

from datetime import UTC, datetime
from time import time
from typing import Any

import pytest
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import gettext_lazy, override

from central.base.pages import Page, PageRequest
from central.dashboards.kit import charts, lists
from central.dashboards.kit.access import page
from central.dashboards.kit.fields import Words
from central.dashboards.kit.forms import Form, once
from central.dashboards.kit.lists import csv_file, first_of
from central.dashboards.kit.moments import ZonedMoment
from central.dashboards.kit.numbers import grouped
from central.tenants.models import Role
from contract.ids import new_id
from tests.central.persons import a_user
from tests.central.world import World


class AmountForm(Form):
    credits = forms.IntegerField()


@pytest.mark.parametrize("end", ["\n", "\r", "\t", "\x00", "\x1b"])
def test_a_name_is_one_line_whoever_sends_it(end: str) -> None:
    """As over the API: names are in subjects of mails, in files' names and on prints."""
    with pytest.raises(ValidationError):
        Words(max_length=50).clean(f"Ana{end}Bcc: leo@example.org")


def test_a_text_has_lines() -> None:
    assert Words(max_length=50, widget=forms.Textarea()).clean("Hola\nAna") == "Hola\nAna"


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


NAMES = ["=1+1", "Ana", "Leo"]


def names_from(asked: PageRequest) -> Page[str]:
    """One at a time."""
    at = int(asked.cursor or 0)
    return Page([NAMES[at]], str(at + 1) if at + 1 < len(NAMES) else None)


def lines_of(names: list[str]) -> list[list[object]]:
    return [[name, gettext_lazy("Todos")] for name in names]


def test_a_csv_file_has_the_whole_list_in_its_readers_language_and_no_formula() -> None:
    with override("en"):
        file = iter(csv_file("list", ["name", "word"], names_from, lines_of))
        begun = next(file) + next(file)
    with override("pt-BR"):
        content = (begun + b"".join(file)).decode()
    assert content.splitlines() == ["\ufeffname,word", "'=1+1,All", "Ana,All", "Leo,All"]


def test_a_csv_file_that_is_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_IN_A_FILE", 2)
    content = csv_file("list", ["name", "word"], names_from, lines_of).getvalue().decode()
    assert content.splitlines()[2:] == ["Ana,Todos", "La lista sigue. Acá están los primeros 2."]


def test_what_is_chosen_from_is_bounded_and_says_whether_it_is_all() -> None:
    assert first_of(names_from, 2) == (NAMES[:2], True)
    assert first_of(names_from, 3) == (NAMES, False)


def test_the_largest_bar_is_as_high_as_the_chart_and_none_divides_by_nothing() -> None:
    drawn = charts.bars("", [charts.Point("a", 2), charts.Point("b", 4)]).bars
    assert [each.height for each in drawn] == [charts.HEIGHT / 2, charts.HEIGHT]
    assert charts.bars("", [charts.Point("a", 0)]).bars[0].height == 0
    assert charts.area("", []).line == ""


@pytest.mark.parametrize(("language", "written"), [("es-ar", "6.200"), ("en", "6,200"), ("pt-br", "6.200")])
def test_a_meter_tells_programs_numbers_as_programs_read_them(language: str, written: str) -> None:
    with override(language):
        shown = Template("{% load kit %}{% meter 6200 20000 'Boda' %}").render(Context())
    assert 'aria-valuenow="6200"' in shown and 'aria-valuemax="20000"' in shown, "not 6.2 of 20"
    assert f"<strong>{written}</strong>" in shown, "and people as they write them"


def test_a_number_in_a_sentence_is_written_as_the_language_writes_it() -> None:
    said = {}
    for language in ("es-ar", "en", "pt-br"):
        with override(language):
            said[language] = grouped(1_234_567)
    assert said == {"es-ar": "1.234.567", "en": "1,234,567", "pt-br": "1.234.567"}


def test_a_meter_warns_once() -> None:
    def shown(state: str, used: int = 1_900) -> str:
        with override("es-ar"):
            return Template("{% load kit %}{% meter used 2000 'Boda' state=state %}").render(
                Context({"state": state, "used": used})
            )

    live = shown("live")
    assert "Queda poco" in live
    assert "Agotado" in shown("live", 2_000)
    for state, badge in (("exhausted", "meter-full"), ("ended", 'class="meter"')):
        assert badge in shown(state)
        assert "badge" not in shown(state), state
