"""Static files, packed: each process packs what is not packed yet when it starts, into the data folder.

WhiteNoise sends a packed file if there is one beside it, but a package's folder is nobody's to write to.
"""

import gzip
import hashlib
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from central.base.durable import write_once

_WORTH_IT: Final = (".css", ".js", ".svg", ".json")
_LEAST_BYTES: Final = 1_000


class PackedFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Django's middleware."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:  # noqa: ANN401
        """The file, and its packed twin."""
        static_file = super().get_static_file(path, url, stat_cache)
        if not path.endswith(_WORTH_IT) or Path(path).stat().st_size < _LEAST_BYTES:
            return static_file
        _, headers = static_file.get_path_and_headers({})
        kept = [each for each in headers if each[0] not in ("Content-Length", "Last-Modified", "ETag")]
        return StaticFile(path, kept, encodings={"gzip": str(_packed(Path(path)))})


def _packed(path: Path) -> Path:
    content = path.read_bytes()
    target = Path(settings.DATA) / "packed" / f"{hashlib.sha256(content).hexdigest()[:32]}.gz"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_once(target, [gzip.compress(content, mtime=0)])
    return target
