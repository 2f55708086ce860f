"""Fields that the forms of several rooms have, with what there is to choose of an event."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from central.blobs.errors import TooLarge
from central.catalogue import favourites
from central.catalogue.models import Pack, Style
from central.catalogue.usable import packs_usable_by
from central.events.bounds import MOST_CREDITS
from central.events.models import GalleryPrivacy
from contract.config import Localized, Orientation, PrintLayout

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

Choices = list[tuple[str, str]]

_CHOSEN: Final = mark_safe(" selected")
MOST_PICTURE_BYTES: Final = 1_000_000
_NOT_IN_A_LINE: Final = r"[\x00-\x1f\x7f]"
_NOT_IN_LINES: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


class Words(forms.CharField):
    """What people write: a line, or several with a Textarea."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        several = isinstance(kwargs.get("widget"), forms.Textarea)
        unreadable = RegexValidator(
            _NOT_IN_LINES if several else _NOT_IN_A_LINE,
            _("Hay signos que no se pueden mostrar."),
            inverse_match=True,
        )
        super().__init__(validators=[unreadable], **kwargs)


class PictureField(forms.FileField):
    """A picture from whoever's disk or phone; their browser makes it smaller before it is sent, if it can.

    Whether it is a picture is for whoever keeps it to say.
    """

    def __init__(self, label: Any, side: int) -> None:  # noqa: ANN401 - translated later
        accepts = {"accept": "image/jpeg,image/png,image/webp", "data-shrinks": str(side)}
        super().__init__(
            label=label,
            widget=forms.FileInput(accepts),
            help_text=_("JPEG, PNG o WebP; como mucho 1 MB."),
        )

    @staticmethod
    def content(file: "UploadedFile[Any]") -> bytes:
        """As much of it as it may have, and a byte more. Raises TooLarge."""
        content: bytes = file.read(MOST_PICTURE_BYTES + 1)
        if len(content) > MOST_PICTURE_BYTES:
            raise TooLarge("A picture may have at most 1 MB.")
        return content


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


def pack_and_style_fields(help_text: Any) -> tuple[forms.Field, forms.Field]:  # noqa: ANN401 - translated
    """What of the catalogue there is to choose, by pack and one by one; the choices are `usable_choices`."""
    choices: dict[str, Any] = {"widget": forms.CheckboxSelectMultiple, "required": False, "coerce": UUID}
    packs = forms.TypedMultipleChoiceField(label=_("Colecciones"), **choices)
    return packs, forms.TypedMultipleChoiceField(label=_("Estilos sueltos"), help_text=help_text, **choices)


def usable_choices(tenant_id: UUID, client_id: UUID | None) -> tuple[Choices, Choices]:
    """The packs, and the styles, that a partner or its client may use, its favourites first; named in the
    page's language."""
    usable = packs_usable_by(tenant_id, client_id)
    packs = [(str(each.pack.id), name_here(each.pack)) for each in usable]
    liked = favourites.liked(tenant_id, client_id)
    styles = [style for each in usable for style, _price in each.styles]
    return packs, [
        (str(style.id), name_here(style)) for style in sorted(styles, key=lambda style: style.id not in liked)
    ]


def name_here(thing: Pack | Style) -> str:
    """What it is called in the page's language."""
    return localized(thing.name)


def localized(words: Localized) -> str:
    """In the page's language, else in Spanish."""
    return getattr(words, (get_language() or "es")[:2]) or words.es


def with_unseen(chosen: Iterable[UUID], known: Iterable[UUID], choices: Choices) -> tuple[UUID, ...]:
    """What was chosen, and what was named before and is no choice any more: nobody has unchosen that.

    Without it, something that names only such things would offer everything.
    """
    seen = {each for each, _name in choices}
    return (*chosen, *(each for each in known if str(each) not in seen))


class LongSelect(forms.Select):
    """A choice among hundreds, written at once: Django draws each option by a template of its own."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ANN401 - Django's
        """The element, with what is chosen marked."""
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        chosen = "" if value is None else str(value)
        options = ((_CHOSEN if str(of) == chosen else "", of, label) for of, label in self.choices)
        written = format_html_join("", '<option{} value="{}">{}</option>', options)
        return format_html("<select{}>{}</select>", attributes, written)


def zone_field(**kwargs: Any) -> forms.ChoiceField:  # noqa: ANN401 - Django's
    """A time zone, by its place."""
    return forms.ChoiceField(label=_("Zona horaria"), choices=zones, widget=LongSelect, **kwargs)


@cache
def zones() -> tuple[tuple[str, str], ...]:
    """Every place's time zone."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return (("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(places)))
