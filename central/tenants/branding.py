"""How a brand is inherited (E3): partner, then client, then event, each level overriding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models

from contract.config import Branding

DEFAULT_COLOR = "#e0b15a"
DEFAULT_RADIUS = 12
BRAND_FIELDS = ("display_name", "primary_color", "corner_radius", "logo_sha256")


class Branded(models.Model):
    """One level of a brand. What is empty is inherited."""

    display_name = models.CharField(max_length=200, blank=True)
    primary_color = models.CharField(
        max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")]
    )
    corner_radius = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(64)]
    )
    logo_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True


def merged(levels: Iterable[Branded], fallback_name: str) -> Branding:
    """The brand of the last level, with empty fields inherited from the levels before it."""
    brand = Branding(display_name=fallback_name, primary_color=DEFAULT_COLOR, corner_radius=DEFAULT_RADIUS)
    for level in levels:
        brand = brand.model_copy(update=_set(level))
    return brand


@dataclass(frozen=True, slots=True)
class Origin:
    """What is shown of one field of a brand: its `value`, and which level says so, counted from the first.

    `level` None: none does. `inherited`: what would be shown if the last level said nothing; `overridden`:
    the last level says something itself, and that can be removed.
    """

    value: object
    level: int | None
    inherited: object
    overridden: bool


def traced(levels: Sequence[Branded], fallback_name: str) -> dict[str, Origin]:
    """Of each field of the last level's brand, what is shown and where it comes from."""
    shown, above = merged(levels, fallback_name), merged(levels[:-1], fallback_name)
    said = [_set(level) for level in levels]
    return {
        name: Origin(
            value=getattr(shown, name),
            level=max((place for place, values in enumerate(said) if name in values), default=None),
            inherited=getattr(above, name),
            overridden=name in said[-1],
        )
        for name in BRAND_FIELDS
    }


def _set(level: Branded) -> dict[str, object]:
    values = {name: getattr(level, name) for name in BRAND_FIELDS}
    return {name: value for name, value in values.items() if value not in ("", None)}
