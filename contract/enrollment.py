"""Y1: a booth becomes a kiosk of the platform."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, SecretStr, StringConstraints, field_serializer

from contract.shape import STORABLE, Shape, ShortText


class EnrollRequest(Shape):
    """`POST /kiosks/enroll`. `hardware` describes the booth, for people to read."""

    code: Annotated[str, StringConstraints(min_length=4, max_length=40, pattern=STORABLE)]
    hardware: dict[ShortText, ShortText] = Field(default_factory=dict, max_length=32)
    app_version: ShortText


class Enrollment(Shape):
    """The answer, given once. From then on the platform knows only the token's hash."""

    kiosk_id: UUID
    token: SecretStr
    epoch: Annotated[int, Field(ge=1)]
    server_key: ShortText

    @field_serializer("token")
    def _reveal_on_the_wire(self, token: SecretStr) -> str:
        return token.get_secret_value()
