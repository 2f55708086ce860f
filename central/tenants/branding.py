"""How a brand is inherited (E3): partner, then client, then event, each level overriding."""

from collections.abc import Iterable

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models

from contract.config import Branding

DEFAULT_COLOR = "#e0b15a"
DEFAULT_RADIUS = 12


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


def _set(level: Branded) -> dict[str, object]:
    fields = ("display_name", "primary_color", "corner_radius", "logo_sha256")
    values = {name: getattr(level, name) for name in fields}
    return {name: value for name, value in values.items() if value not in ("", None)}
