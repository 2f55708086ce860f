"""Why a person is not given something of the catalogue.

CatalogueError
├── NoSuchPack        there is none, or it is not offered any more
├── NoSuchStyle       there is none, or it is not theirs to use
├── NotPremium        it needs no unlocking
├── AlreadyUnlocked   it was unlocked before, by another request
├── StyleNotAllowed   no such style, or its premium pack is locked
├── WrongOrder        it does not name each once
├── CatalogueFull     there are as many packs or styles as there may be
└── NoSuchMaker       no such look or provider
"""

from collections.abc import Iterable

from central.base.refusals import DomainError
from contract.problem import Code


class CatalogueError(DomainError):
    """The root."""


class NoSuchPack(CatalogueError):
    """Whoever asks for it, it is not there."""

    code = Code.NOT_FOUND
    sentence = "There is no such pack."


class NoSuchStyle(CatalogueError):
    """Whoever asks for it, it is not there."""

    code = Code.NOT_FOUND
    sentence = "There is no such style."


class NotPremium(CatalogueError):
    """There is nothing to pay."""

    sentence = "This pack is free to use; there is nothing to unlock."


class AlreadyUnlocked(CatalogueError):
    """An unlock is permanent, so it is not sold twice (C4)."""

    code = Code.ALREADY_UNLOCKED
    sentence = "You have already unlocked this pack; nothing was charged."


class StyleNotAllowed(CatalogueError):
    """`sentence` says which of the two it is."""

    code = Code.STYLE_NOT_ALLOWED


class WrongOrder(CatalogueError):
    """Nothing was changed."""

    sentence = "The order must name each of them once."


class CatalogueFull(CatalogueError):
    """Nothing was made."""

    code = Code.AMOUNT_NOT_ALLOWED
    sentence = "There are too many already; edit one that is not active."


class NoSuchMaker(CatalogueError):
    """Nothing was changed."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no {what} called {name}; there are: {', '.join(sorted(known))}.")
