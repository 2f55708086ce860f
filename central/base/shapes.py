"""Wire shapes: such as refuse what they do not know, and such as are read from objects."""

from typing import TypeVar

from pydantic import ConfigDict

from contract.shape import Shape

Wire = TypeVar("Wire", bound=Shape)


class StrictShape(Shape):
    """What a person sends. Unknown fields are refused: nobody believes to have set what was ignored.

    What booths send are `Shape`s: a newer booth may say more than this platform knows.
    """

    model_config = ConfigDict(extra="forbid")


def shape_of(shape: type[Wire], source: object, **others: object) -> Wire:
    """`source` in this shape; `others` are the fields that it does not have under their names."""
    own = {name: getattr(source, name) for name in shape.model_fields if name not in others}
    return shape.model_validate(own | others)
