"""Names as they appear in URLs."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from central.tenants.errors import SlugTaken


def slugs_of(name: str, otherwise: str) -> Iterator[str]:
    """The name without accents, its words joined by hyphens; then the same with ever higher numbers."""
    slug = slugify(name.replace("_", " "))[:60].strip("-") or otherwise
    yield slug
    for number in count(2):
        yield f"{slug}-{number}"


def free_slugs(rows: QuerySet[Any], name: str, otherwise: str) -> Iterator[str]:
    """Slugs of the name that none of the rows has, as far as can be seen now: one statement."""
    first = next(slugs_of(name, otherwise))
    taken = frozenset(rows.filter(slug__startswith=first).values_list("slug", flat=True))
    return (slug for slug in slugs_of(name, otherwise) if slug not in taken)


def create_under(slugs: Iterator[str], rows: QuerySet[Any], described: dict[str, Any]) -> tuple[Any, bool]:
    """The described row under the first slug that nobody takes meanwhile; whether it is new, or was there.

    Raises SlugTaken if the slugs have an end, and others have them all.
    """
    known = rows.filter(id=described["id"]).first()
    if known is not None:
        return known, False
    for slug in slugs:
        row, made = rows.get_or_create(slug=slug, defaults=described)
        if made or row.id == described["id"]:
            return row, made
    raise SlugTaken
