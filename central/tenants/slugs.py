"""Names as they appear in URLs."""

from collections.abc import Iterator
from itertools import count

from django.utils.text import slugify


def slugs_of(name: str, otherwise: str) -> Iterator[str]:
    """The name without accents, its words joined by hyphens; then the same with ever higher numbers."""
    slug = slugify(name.replace("_", " "))[:60].strip("-") or otherwise
    yield slug
    for number in count(2):
        yield f"{slug}-{number}"
