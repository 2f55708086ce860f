"""Who reads notices, as the subject that knows people tells us."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID


class Audience(NamedTuple):
    """The people of one role of a tenant; `client_id`: those of this client alone."""

    tenant_id: UUID
    role: str
    client_id: UUID | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may be told things now: who is gone, or locked out, is none.

    `actor`: as they are named where they have done something.
    """

    tenant_id: UUID
    id: UUID
    email: str
    language: str
    actor: str


@dataclass(frozen=True, slots=True)
class People:
    """How to find readers: `of` several audiences, and `now`, as they are; each in a few statements.

    `platform_id`: whose the platform's own incidents are.
    """

    platform_id: UUID
    of: Callable[[Collection[Audience]], Mapping[Audience, Sequence[Reader]]]
    now: Callable[[Collection[UUID]], Mapping[UUID, Reader]]
