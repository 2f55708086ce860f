"""The pages in their window, and their view-models."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QFontDatabase
from PySide6.QtQml import QQmlError
from PySide6.QtQuick import QQuickView

import assets
from kiosk.session.state import Screen
from kiosk.ui import qr_code  # noqa: F401 - registers its QML type
from kiosk.ui.preview import FrameSource
from kiosk.ui.scene import Scene
from kiosk.ui.translation import Translations
from kiosk.ui.viewmodels.attract import AttractModel
from kiosk.ui.viewmodels.base import Dispatch, Pages, ViewModel
from kiosk.ui.viewmodels.booth import BoothModel
from kiosk.ui.viewmodels.camera import CameraModel
from kiosk.ui.viewmodels.closed import ClosedModel
from kiosk.ui.viewmodels.consent import ConsentModel
from kiosk.ui.viewmodels.declined import DeclinedModel
from kiosk.ui.viewmodels.failed import FailedModel
from kiosk.ui.viewmodels.gallery import GalleryModel
from kiosk.ui.viewmodels.goodbye import GoodbyeModel
from kiosk.ui.viewmodels.processing import ProcessingModel
from kiosk.ui.viewmodels.result import ResultModel
from kiosk.ui.viewmodels.resume import ResumeModel
from kiosk.ui.viewmodels.review import ReviewModel
from kiosk.ui.viewmodels.ticket import TicketModel
from kiosk.ui.window import QML, close_window

_PAGE_MODELS: tuple[type[ViewModel[Any]], ...] = (
    *(AttractModel, ClosedModel, ConsentModel, DeclinedModel, FailedModel, GalleryModel, GoodbyeModel),
    *(ProcessingModel, ResultModel, ResumeModel, ReviewModel, TicketModel),
)
"""All but the camera page's, which also needs the frames."""

_log = logging.getLogger(__name__)


class Screens(QObject):
    """Owns the view-models, the language and, once open, the window. Main thread only."""

    def __init__(self, dispatch: Dispatch) -> None:
        super().__init__()
        self.frames = FrameSource(self)
        self.window: QQuickView | None = None
        self._translations = Translations(self)
        self._scene = Scene()
        _add_fonts(assets.path("fonts"))
        self._pages = self._make_pages(dispatch)
        self.booth = BoothModel(dispatch, self._pages, self)

    def _make_pages(self, dispatch: Dispatch) -> Pages:
        models = (
            *(model(dispatch, self) for model in _PAGE_MODELS),
            CameraModel(dispatch, self.frames, self),
        )
        return {model.screen: model for model in models}

    def open(self, window: QQuickView) -> None:
        """Load the pages into the window."""
        self.window = window
        window.engine().warnings.connect(self._on_warnings)
        window.setInitialProperties({"booth": self.booth})
        window.setSource(QUrl.fromLocalFile(str(QML / "Main.qml")))

    def show(self, scene: Scene) -> None:
        """Draw this scene."""
        spoken = self._scene.session.language
        self._scene = scene
        if scene.session.language != spoken:
            self._speak(scene)
        self.frames.want(scene.session.screen is Screen.CAMERA)
        self.booth.show(scene)

    def pass_time(self, now: float) -> None:
        """Draw the same scene at a later time: countdowns go on."""
        self.show(replace(self._scene, now=now))

    def close(self) -> None:
        """The window first, then the language."""
        if self.window is not None:
            close_window(self.window)
            self.window = None
        self._translations.silence()

    def _speak(self, scene: Scene) -> None:
        self._translations.speak(scene.session.language)
        if self.window is not None:
            self.window.engine().retranslate()

    def _on_warnings(self, warnings: list[QQmlError]) -> None:
        for warning in warnings:
            # A page may be left before its last card was made.
            if "destroyed during incubation" not in warning.toString():
                _log.warning("%s", warning.toString())


def _add_fonts(folder: Path) -> None:
    for path in sorted((*folder.glob("*.otf"), *folder.glob("*.ttf"))):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            _log.warning("font %s cannot be read", path.name)
