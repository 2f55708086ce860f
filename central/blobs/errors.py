"""What can be wrong with a blob.

BlobError
├── BlobMissing         there is none, or it is somebody else's
├── RangeMismatch       the bytes do not continue what is held
├── RangeUnsatisfiable  the bytes that are asked for are not there
├── DigestMismatch      the bytes are not what their name says
├── TooLarge            too many bytes or too many pixels
├── TooSmall            too few pixels, or too narrow
├── NotAPicture         not a whole JPEG, PNG or WebP photo
└── QuotaExceeded       its sender has too much here that is unfinished, or of no use
"""

from central.base.refusals import DomainError
from contract.problem import Code


class BlobError(DomainError):
    """The root."""


class BlobMissing(BlobError):
    """There is no such blob for whoever asked."""

    code = Code.NOT_FOUND


class RangeMismatch(BlobError):
    """The bytes do not continue what is held. `held` is where to go on."""

    code = Code.RANGE_MISMATCH

    def __init__(self, held: int) -> None:
        super().__init__(f"The upload continues at byte {held}.")
        self.held = held


class RangeUnsatisfiable(BlobError):
    """The first of the bytes that are asked for is behind the last one. `size` is how many there are."""

    code = Code.RANGE_NOT_SATISFIABLE

    def __init__(self, size: int) -> None:
        super().__init__(f"There are {size} bytes.")
        self.size = size


class DigestMismatch(BlobError):
    """The bytes' SHA-256 is another one than their name."""

    code = Code.DIGEST_MISMATCH
    sentence = "The bytes do not match the SHA-256 in the address."


class TooLarge(BlobError):
    """More bytes or more pixels than we take."""

    code = Code.TOO_LARGE


class TooSmall(BlobError):
    """Fewer pixels than a picture can be made of."""

    code = Code.TOO_SMALL


class NotAPicture(BlobError):
    """Not a whole JPEG, PNG or WebP picture."""

    code = Code.NOT_A_PICTURE


class QuotaExceeded(BlobError):
    """The sender has too much here that is unfinished, or that nobody asked for. It may be sent later."""

    code = Code.QUOTA_EXCEEDED
    retry_after = 30
