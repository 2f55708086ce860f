"""Fields that several forms of the room have."""

from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

MOST_CREDITS: Final = 1_000_000_000
_UNPRINTABLE: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


class Words(forms.CharField):
    """What people write: a line, or several with a Textarea."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        unreadable = RegexValidator(
            _UNPRINTABLE, _("Hay signos que no se pueden mostrar."), inverse_match=True
        )
        super().__init__(validators=[unreadable], **kwargs)


def credits_field(label: Any, **kwargs: Any) -> forms.IntegerField:  # noqa: ANN401 - translated later; Django's
    """An amount of credits."""
    return forms.IntegerField(label=label, max_value=MOST_CREDITS, **kwargs)


@cache
def zones() -> tuple[tuple[str, str], ...]:
    """Every place's time zone."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return (("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(places)))
