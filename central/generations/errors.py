"""Why a photo is not taken, or a person's own picture not made, shown or cancelled.

PhotoErased          a guest erased the picture that the photo was for
TooManyErasures      too many erasures wait for pictures that nobody knows yet

OwnPictureError
├── NoSuchPicture    there is none, or it is somebody else's
├── NotThereYet      it is not ready, or will never be
├── PhotoNotSent     the photo has to be uploaded first
└── UnderWay         somebody works on it, so it cannot be cancelled any more
"""

from central.base.refusals import DomainError
from contract.problem import Code


class PhotoErased(DomainError):
    """It will never be taken again, unless another picture needs it."""

    code = Code.ERASED
    sentence = "The guest has erased this photo."


class TooManyErasures(DomainError):
    """Too many codes that nobody knows yet are to be remembered."""

    code = Code.RATE_LIMITED
    sentence = "Too many unknown pictures wait to be erased; try again later."
    retry_after = 3600


class OwnPictureError(DomainError):
    """The root."""


class NoSuchPicture(OwnPictureError):
    """It is not said which of the two it is."""

    code = Code.NOT_FOUND
    sentence = "There is no such picture."


class NotThereYet(OwnPictureError):
    """The generation's state says more."""

    code = Code.NOT_FOUND
    sentence = "This picture is not ready."


class PhotoNotSent(OwnPictureError):
    """Nothing was charged."""

    code = Code.PHOTO_MISSING
    sentence = "The photo has not been uploaded; upload it first."


class UnderWay(OwnPictureError):
    """It is charged, and comes or is given back by itself."""

    code = Code.CONFLICT
    sentence = "This picture can no longer be cancelled."
