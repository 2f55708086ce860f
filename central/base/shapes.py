"""Wire shapes read from objects instead of copied field by field."""

from typing import TypeVar

from contract.shape import Shape

Wire = TypeVar("Wire", bound=Shape)


def shape_of(shape: type[Wire], source: object, **others: object) -> Wire:
    """`source` in this shape; `others` are the fields that it does not have under their names."""
    own = {name: getattr(source, name) for name in shape.model_fields if name not in others}
    return shape.model_validate(own | others)
