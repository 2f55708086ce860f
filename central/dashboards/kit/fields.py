"""Fields that the forms of several rooms have, with what there is to choose of an event."""

from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from central.events.bounds import MOST_CREDITS
from central.events.models import GalleryPrivacy
from contract.config import Orientation, PrintLayout

LAYOUTS: Final = (
    (PrintLayout.SINGLE.value, _("Un retrato por hoja")),
    (PrintLayout.STRIP.value, _("Tiras de tres fotos")),
)
ORIENTATIONS: Final = (
    (Orientation.PORTRAIT.value, _("Vertical")),
    (Orientation.LANDSCAPE.value, _("Horizontal")),
)
PRIVACY: Final = (
    (GalleryPrivacy.PRIVATE.value, _("Solo quienes organizan")),
    (GalleryPrivacy.LINK.value, _("Quien tenga el enlace")),
)

_UNPRINTABLE: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


class Words(forms.CharField):
    """What people write: a line, or several with a Textarea."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        unreadable = RegexValidator(
            _UNPRINTABLE, _("Hay signos que no se pueden mostrar."), inverse_match=True
        )
        super().__init__(validators=[unreadable], **kwargs)


class Searched(forms.CharField):
    """What names are searched for; what no name can have is not looked for."""

    def __init__(self, label: Any) -> None:  # noqa: ANN401 - translated later
        readable = RegexValidator(r"[\x00-\x1f\x7f]", inverse_match=True)
        super().__init__(
            label=label, max_length=200, required=False, validators=[readable],
            widget=forms.TextInput({"type": "search"}),
        )  # fmt: skip


def credits_field(label: Any, **kwargs: Any) -> forms.IntegerField:  # noqa: ANN401 - translated later; Django's
    """An amount of credits."""
    return forms.IntegerField(label=label, max_value=MOST_CREDITS, **kwargs)


@cache
def zones() -> tuple[tuple[str, str], ...]:
    """Every place's time zone."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return (("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(places)))
