"""The window, its pages and their view-models."""

import logging
import os
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QFontDatabase, QImage
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

QML = Path(str(files("kiosk.ui"))) / "qml"

_PAGE_MODELS: tuple[type[ViewModel[Any]], ...] = (
    *(AttractModel, ClosedModel, ConsentModel, DeclinedModel, FailedModel, GalleryModel, GoodbyeModel),
    *(ProcessingModel, ResultModel, ResumeModel, ReviewModel, TicketModel),
)
"""All but the camera page's, which also needs the frames."""

_log = logging.getLogger(__name__)


class Screens(QObject):
    """Owns the window, the view-models and the language. Needs a QGuiApplication; main thread only."""

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

    def open(self, size: QSize | None = None) -> QQuickView:
        """Load the pages and show the window: full screen, or of this size."""
        # Items painted in Python need the GIL: with a render thread, any Qt call that waits for that thread
        # while it holds the GIL would hang. Rendering on the main thread is as fast here and cannot.
        os.environ.setdefault("QSG_RENDER_LOOP", "basic")
        # A QImage made before any page loads keeps two threads from initialising Qt's image code at once.
        QImage(QSize(1, 1), QImage.Format.Format_ARGB32_Premultiplied)
        view = QQuickView()
        view.setTitle("Cabina")
        view.setColor(QColor("#0a0a10"))
        view.engine().setOutputWarningsToStandardError(False)
        view.engine().addImportPath(str(QML))
        view.engine().warnings.connect(self._on_warnings)
        view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        view.setInitialProperties({"booth": self.booth})
        view.resize(size or QSize(1080, 1920))
        view.setSource(QUrl.fromLocalFile(str(QML / "Main.qml")))
        self.window = view
        if size:
            view.show()
        else:
            view.setCursor(Qt.CursorShape.BlankCursor)
            view.showFullScreen()
        return view

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
        """The window first, then what it shows."""
        if self.window is not None:
            self.window.close()
            self.window.setSource(QUrl())
            self.window.deleteLater()
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
