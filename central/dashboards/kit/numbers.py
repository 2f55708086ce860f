"""Numbers in sentences."""

from django.utils.formats import number_format


def grouped(number: int) -> str:
    """The number as the page's language writes it, its thousands apart."""
    return number_format(number, force_grouping=True)
