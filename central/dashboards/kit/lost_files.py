"""Files that were sent when somebody had to prove who they are: what they typed waits, their files do not.

So the form that goes on from there says beside each of them that it is to be chosen again.
"""

from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

_KEY: Final = "lost_files"
_READING: Final = ("GET", "HEAD")


class LostFile(SimpleUploadedFile):
    """In the place of a file that was not kept."""

    def __init__(self) -> None:
        super().__init__("lost", b"")


def note_files(request: HttpRequest) -> None:
    """What is sent now waits for a proof, without its files."""
    request.session[_KEY] = {"path": request.path, "names": list(request.FILES)}


def restore_files(request: Any) -> None:  # noqa: ANN401 - Django's
    """Have the form that goes on know of them; whoever began anew meanwhile has lost none."""
    kept = request.session.get(_KEY)
    if kept is None or kept["path"] != request.path:
        return
    del request.session[_KEY]
    if request.method not in _READING and not request.FILES:
        request._files = MultiValueDict({name: [LostFile()] for name in kept["names"]})
