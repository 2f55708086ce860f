"""What people send is refused if it has fields that nobody knows."""

import pytest
from pydantic import ValidationError

from central.api.shapes import Body, Patch


class Named(Body):
    """A name."""

    name: str


class Renamed(Patch):
    """A name, and perhaps a nickname."""

    name: str = ""
    nickname: str | None = None


@pytest.mark.parametrize("shape", [Named, Renamed])
def test_a_field_that_nobody_knows_is_refused(shape: type[Body]) -> None:
    with pytest.raises(ValidationError, match="nmae"):
        shape.model_validate({"name": "a", "nmae": "b"})


def test_a_patch_tells_null_from_what_was_left_out() -> None:
    assert Renamed.model_validate({"nickname": None}).changes() == {"nickname": None}
    assert Renamed.model_validate({"name": "a"}).changes() == {"name": "a"}
