"""How a brand will look: the booth's attract and result screens, and a print as the booth composes it.

A preview names what it shows in its own addresses, signed: nobody can have us draw anything else, or read a
logo that was not shown to them. A print is drawn once for each content, one at a time.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any, Final, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponse
from django.urls import reverse
from PIL import Image

from central.base.refusals import DomainError
from central.blobs import store
from central.blobs.errors import BlobMissing
from central.blobs.holdings import Holder, readable
from central.catalogue.samples import sample
from central.dashboards.kit.access import PageRequest, page
from central.server.db_pool import let_go
from contract.accent import screen_accent
from contract.config import Branding
from contract.problem import Code
from looks.catalogue import PACKS
from pictures.sheets.content import Sheet

SAMPLES: Final = tuple(pack.styles[0].look for pack in PACKS)[:6]
"""Looks of the sample pictures on the attract screen."""
_SHOWN: Final = 2
_SHEET: Final = Sheet(600, 900, 150)
_SAMPLE_SIZE: Final = (240, 320)
_QUALITY: Final = 85
_CODE: Final = "0" * 26
_PATIENCE_SECONDS: Final = 5.0
_MOST_LETTERS: Final = 120

_SALT: Final = "central.dashboards.kit.previews"
_drawing: Final = BoundedSemaphore(1)
_inside: Final = BoundedSemaphore(3)
"""Who draws, and two who wait: however many previews somebody asks for, other pages have threads left."""


@dataclass(frozen=True, slots=True)
class BrandPreview:
    """What is to be shown of a brand, and on whose behalf its logo is read."""

    brand: Branding
    title: str
    welcome: str
    tenant_id: UUID
    event_id: UUID | None = None

    @property
    def stylesheet(self) -> str:
        """The address of the screens' colour and corners."""
        color = self.brand.primary_color.removeprefix("#").lower()
        return reverse("preview-stylesheet", args=[color, self.brand.corner_radius])

    @property
    def print(self) -> str:
        """The address of the print."""
        return reverse("preview-print", args=[_signed(_Print.of(self))])

    @property
    def logo(self) -> str:
        """The address of the logo; empty without one."""
        sha256 = self.brand.logo_sha256
        return reverse("preview-logo", args=[_signed(_Logo.of(self, sha256))]) if sha256 else ""

    @property
    def samples(self) -> list[str]:
        """Addresses of sample pictures."""
        return [reverse("preview-sample", args=[at]) for at in range(len(SAMPLES))]

    @property
    def result(self) -> str:
        """That of the result."""
        return reverse("preview-sample", args=[_SHOWN])


@dataclass(frozen=True, slots=True)
class _Logo:
    sha256: str
    tenant: str
    event: str

    @classmethod
    def of(cls, preview: BrandPreview, sha256: str) -> "_Logo":
        return cls(sha256, str(preview.tenant_id), str(preview.event_id or ""))

    def read(self) -> bytes:
        """The PNG. Raises BlobMissing."""
        holder = Holder(UUID(self.tenant), UUID(self.event) if self.event else None)
        return store.read(readable(holder, self.sha256).stored)


@dataclass(frozen=True, slots=True)
class _Print:
    title: str
    caption: str
    accent: str
    logo: str
    tenant: str
    event: str

    @classmethod
    def of(cls, preview: BrandPreview) -> "_Print":
        brand, whose = preview.brand, _Logo.of(preview, preview.brand.logo_sha256 or "")
        title, caption = preview.title[:_MOST_LETTERS], brand.display_name[:_MOST_LETTERS]
        return cls(title, caption, brand.primary_color, whose.sha256, whose.tenant, whose.event)

    @property
    def logo_png(self) -> bytes:
        """Empty without one, and while it is being replaced."""
        try:
            return _Logo(self.logo, self.tenant, self.event).read() if self.logo else b""
        except BlobMissing:
            return b""


_Signed = TypeVar("_Signed", _Print, _Logo)


class PreviewBusy(DomainError):
    """Others draw at this moment."""

    code = Code.TRY_LATER
    sentence = "The preview is being drawn for others; try again in a moment."
    retry_after = 5


@page(methods=("GET", "HEAD"))
def print_(request: PageRequest, signed: str) -> HttpResponse:
    """The sheet, as the booth composes it."""
    asked = _opened(_Print, signed)
    logo = asked.logo_png
    let_go()
    return _picture(_drawn(asked.title, asked.caption, asked.accent, logo), "image/jpeg")


@page(methods=("GET", "HEAD"))
def logo(request: PageRequest, signed: str) -> HttpResponse:
    """The logo as it is kept."""
    return _picture(_opened(_Logo, signed).read(), "image/png")


@page(methods=("GET", "HEAD"))
def sample_picture(request: PageRequest, number: int) -> HttpResponse:
    """One of the sample pictures."""
    if number >= len(SAMPLES):
        raise Http404
    return _picture(_small_sample(number), "image/jpeg")


@page(methods=("GET", "HEAD"))
def stylesheet(request: PageRequest, color: str, radius: int) -> HttpResponse:
    """The accent and corners of the booth's screens: always on the night."""
    if len(color) != 6 or not set(color) <= set("0123456789abcdef") or radius > 64:
        raise Http404
    return _kept(HttpResponse(css(f"#{color}", radius), content_type="text/css"))


def css(color: str, radius: int) -> str:
    """Lengths are those of `Tokens.qml`, in parts of the screen's width, which has 1,080 units."""
    accent, corner = screen_accent(color), max(4.0, radius * 2.2) / 10.8
    return (
        f".preview{{--booth-accent:{accent.fill};--booth-ink:{accent.ink};--booth-bright:{accent.text};"
        f"--booth-radius:{corner:.2f}cqw}}\n"
    )


@lru_cache(maxsize=64)
def _drawn(title: str, caption: str, accent: str, logo: bytes) -> bytes:
    """A JPEG of the sheet. Raises PreviewBusy."""
    from pictures.lettering.text import Lettering
    from pictures.sheets.single import draw_single

    with _its_turn(), TemporaryDirectory(prefix="cabina-preview-") as folder:
        photo, mark = Path(folder, "photo.jpg"), Path(folder, "logo.png")
        photo.write_bytes(sample(SAMPLES[_SHOWN], _SHOWN))
        mark.write_bytes(logo)
        shown = _Content((photo,), title, caption, accent, mark if logo else None)
        return _jpeg(draw_single(shown, _SHEET, Lettering()))


@contextmanager
def _its_turn() -> Iterator[None]:
    """Raises PreviewBusy."""
    if not _inside.acquire(blocking=False):
        raise PreviewBusy
    try:
        if not _drawing.acquire(timeout=_PATIENCE_SECONDS):
            raise PreviewBusy
        try:
            yield
        finally:
            _drawing.release()
    finally:
        _inside.release()


@dataclass(frozen=True, slots=True)
class _Content:
    pictures: tuple[Path, ...]
    title: str
    caption: str
    accent: str
    logo: Path | None
    details: str = ""

    @property
    def claim_url(self) -> str:
        return f"{settings.PUBLIC_URL}/g/{_CODE}"


@lru_cache(maxsize=16)
def _small_sample(number: int) -> bytes:
    from pictures import opened

    whole = opened(sample(SAMPLES[number], number), at_least=_SAMPLE_SIZE)
    return _jpeg(whole.resize(_SAMPLE_SIZE, Image.Resampling.LANCZOS, reducing_gap=2.0))


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_QUALITY, subsampling=0)
    return file.getvalue()


def _signed(what: "_Print | _Logo") -> str:
    return _signer_of(type(what)).sign_object(asdict(what), compress=True)


def _opened(kind: type[_Signed], signed: str) -> _Signed:
    try:
        told: dict[str, Any] = _signer_of(kind).unsign_object(signed)
    except BadSignature as error:
        raise Http404 from error
    return kind(**told)


def _signer_of(kind: type[object]) -> Signer:
    """What is signed for one of them is nothing to another."""
    return Signer(salt=f"{_SALT}.{kind.__name__}")


def _picture(content: bytes, media_type: str) -> HttpResponse:
    return _kept(HttpResponse(content, content_type=media_type))


def _kept(response: HttpResponse) -> HttpResponse:
    """What has this address never changes; only whoever is logged in is shown it."""
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
