"""The providers by name."""

from typing import Final

from central.generations.providers.base import PermanentError, Provider
from central.generations.providers.looks import LooksProvider

_PROVIDERS: Final[dict[str, Provider]] = {}


def register(provider: Provider) -> None:
    """Make a provider available to styles."""
    _PROVIDERS[provider.name] = provider


def provider_called(name: str) -> Provider:
    """The provider that a style names. Raises PermanentError when there is none."""
    try:
        return _PROVIDERS[name]
    except KeyError as error:
        raise PermanentError(f"there is no provider called {name}", "provider_unknown") from error


def provider_names() -> frozenset[str]:
    """What a style may name."""
    return frozenset(_PROVIDERS)


register(LooksProvider())
