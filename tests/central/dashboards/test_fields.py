"""Fields of the kit: a long choice is what Django's own would be, without a template for each option."""

import pytest
from django import forms
from django.test.html import parse_html

from central.dashboards.kit.fields import LongSelect

CHOICES = [("", "—"), ("a&b", "Uno <b>"), (3, "Tres")]


class Chosen(forms.Form):
    required_css_class = "required"
    plain = forms.ChoiceField(choices=CHOICES, help_text="Cuál")
    long = forms.ChoiceField(choices=CHOICES, help_text="Cuál", widget=LongSelect({"data-at": "1"}))


@pytest.mark.parametrize("value", ["", "a&b", "3", "<nothing of it>", None])
def test_a_long_choice_is_drawn_as_django_draws_one(value: str | None) -> None:
    form = Chosen({} if value is None else {"plain": value, "long": value})
    as_django = str(form["plain"]).replace("plain", "long").replace("<select", '<select data-at="1"')
    assert parse_html(str(form["long"])) == parse_html(as_django)


def test_what_is_disabled_stays_so() -> None:
    form = Chosen(initial={"long": 3})
    form.fields["long"].disabled = True
    assert "disabled" in str(form["long"]) and '<option selected value="3">' in str(form["long"])
