"""Which refusals an endpoint can come to, read from its own code: nobody has to keep a list of them.

A function reaches what its code names or was made with, and so on within this project: functions, modules'
attributes, and all methods of the classes. So a code may be among them that is never answered.
"""

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Final, get_args

from central.base.refusals import DomainError
from contract.problem import Code

_OURS: Final = ("central.", "contract.")


def codes_of(*begun: Callable[..., object]) -> frozenset[Code]:
    """The codes that calling these can be refused with."""
    found: set[Code] = set()
    seen: set[int] = set()
    waiting: list[object] = list(begun)
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        found.update(_codes(thing))
        waiting.extend(_named(thing))
    return frozenset(found)


def _codes(thing: object) -> Iterator[Code]:
    if isinstance(thing, Code):
        yield thing
    elif isinstance(thing, type) and issubclass(thing, DomainError):
        yield thing.code


def _named(thing: object) -> Iterable[object]:
    thing = inspect.unwrap(thing) if callable(thing) and not isinstance(thing, type) else thing
    if isinstance(thing, FunctionType) and thing.__module__.startswith(_OURS):
        return _named_by(thing)
    if isinstance(thing, type) and thing.__module__.startswith(_OURS) and thing is not Code:
        return [*thing.__mro__[1:], *_methods(thing)]
    if isinstance(thing, Mapping) and not isinstance(thing, ModuleType):
        return [each for each in thing.values() if isinstance(each, Code)]
    return [getattr(thing, "func", None)] if type(thing).__name__ == "partial" else []


def _methods(kind: type) -> Iterator[object]:
    for member in vars(kind).values():
        yield (
            getattr(member, "fget", None)
            or getattr(member, "func", None)
            or getattr(member, "__func__", member)
        )


def _named_by(function: FunctionType) -> Iterator[object]:
    for hint in function.__annotations__.values():
        yield from (hint, *get_args(hint))
    yield from (cell.cell_contents for cell in function.__closure__ or ())
    for code in _with_inner(function.__code__):
        yield from _resolved(code, function.__globals__)


def _with_inner(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _with_inner(constant)


def _resolved(code: CodeType, names: Mapping[str, object]) -> Iterator[object]:
    things = [names[name] for name in code.co_names if name in names]
    things += [sys.modules[name] for name in code.co_names if name in sys.modules and name.startswith(_OURS)]
    for thing in things:
        yield thing
        if thing is Code or (isinstance(thing, ModuleType) and thing.__name__.startswith(_OURS)):
            yield from (getattr(thing, name) for name in code.co_names if hasattr(thing, name))
