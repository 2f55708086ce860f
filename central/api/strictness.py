"""What a person's request has and its operation does not know is refused, not ignored.

Nobody believes to have filtered a list by a misspelt parameter, or to have told why where no reason is kept.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest
from ninja.errors import ValidationError
from ninja.operation import Operation
from pydantic_core import from_json

_UNKNOWN: Final = "Not known here"
View = Callable[..., Any]


def only_what_is_known(view: View) -> View:
    """The view, for requests without unknown query parameters; 422 for others, once the rest is found right.

    If its operation takes no body, then for those without one; an empty object counts as none.
    """
    operation: Operation = view._ninja_operation  # type: ignore[attr-defined]
    parameters = frozenset(_parameters(operation))
    takes_body = _takes_body(operation)

    @wraps(view)
    def strict(request: HttpRequest, **values: Any) -> Any:  # noqa: ANN401 - the view's own
        wrong = [_error(("query", name)) for name in sorted(request.GET.keys() - parameters)]
        if not takes_body and request.body:
            wrong += [_error(("body", "", field)) for field in _fields(request.body)]
        if wrong:
            raise ValidationError(wrong)
        return view(request, **values)

    return strict


def _parameters(operation: Operation) -> Iterator[str]:
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            yield from getattr(model, "__ninja_flatten_map__", ())


def _takes_body(operation: Operation) -> bool:
    described = operation.openapi_extra or {}
    return "requestBody" in described or any(
        model.__ninja_param_source__ == "body" for model in operation.models
    )


def _fields(body: bytes) -> Iterable[str]:
    try:
        sent = from_json(body)
    except ValueError:
        return ("",)
    return sorted(sent) if isinstance(sent, dict) else ("",)


def _error(place: tuple[str, ...]) -> dict[str, Any]:
    return {"loc": place, "msg": _UNKNOWN, "type": "extra_forbidden"}
