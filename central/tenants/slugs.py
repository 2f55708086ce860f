"""Names as they stand in addresses."""

from collections.abc import Iterator
from itertools import count

from django.utils.text import slugify


def slugs_of(name: str, otherwise: str) -> Iterator[str]:
    """The name without accents, words joined by single hyphens; then numbered, for ever."""
    slug = slugify(name.replace("_", " "))[:60].strip("-") or otherwise
    yield slug
    for number in count(2):
        yield f"{slug}-{number}"
