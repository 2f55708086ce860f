"""The window around the pages: which page, its language and colours, and the 'still there?' question."""

import math
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from contract.accent import screen_accent
from kiosk.domain.model import Language
from kiosk.session.events import LanguageChosen, LargeTextChosen, StillHere
from kiosk.session.state import Screen
from kiosk.session.transitions import warning_seconds
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import Dispatch, Pages, ViewModel, state_property, translate

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1

_STILL_HERE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class WindowState:
    page: str
    language: str
    large_text: bool
    accent: str
    accent_ink: str
    accent_bright: str
    corner_radius: int
    brand: str
    logo: str
    busy: bool
    asking: bool
    seconds_left: int
    idle_fraction: float
    test_mark: str
    lens: str


@QmlElement
class BoothModel(ViewModel[WindowState]):
    """The root of the screens. `pageModel` is the view-model of `page`; `pageGone`: of the last one."""

    changed = Signal()
    pageChanged = Signal()
    pageGone = Signal()

    page = state_property(str, "page", changed)
    language = state_property(str, "language", changed)
    largeText = state_property(bool, "large_text", changed)
    accent = state_property(str, "accent", changed)
    accentInk = state_property(str, "accent_ink", changed)
    accentBright = state_property(str, "accent_bright", changed)
    cornerRadius = state_property(int, "corner_radius", changed)
    brand = state_property(str, "brand", changed)
    logo = state_property(str, "logo", changed)
    busy = state_property(bool, "busy", changed)
    asking = state_property(bool, "asking", changed)
    secondsLeft = state_property(int, "seconds_left", changed)
    idleFraction = state_property("double", "idle_fraction", changed)
    testMark = state_property(str, "test_mark", changed)
    lens = state_property(str, "lens", changed)

    def __init__(self, dispatch: Dispatch, pages: Pages, parent: QObject | None = None) -> None:
        super().__init__(dispatch, parent)
        self._pages = pages
        self._page: QObject = pages[Screen.ATTRACT]
        self._now = 0.0
        self._still_here_at = -math.inf

    @Property(QObject, notify=pageChanged)
    def pageModel(self) -> QObject:
        return self._page

    def state_of(self, scene: Scene) -> WindowState:
        session = scene.session
        accent = screen_accent(scene.branding.primary_color)
        left = scene.seconds_until(session.idle_deadline)
        return WindowState(
            page=session.screen.value.capitalize() + "Page",
            language=session.language.value,
            large_text=session.large_text,
            accent=accent.fill,
            accent_ink=accent.ink,
            accent_bright=accent.text,
            corner_radius=scene.branding.corner_radius,
            brand=scene.branding.display_name,
            logo=scene.picture_of(scene.branding.logo_sha256),
            busy=session.busy,
            asking=session.asking_still_there,
            seconds_left=math.ceil(left) if session.asking_still_there else 0,
            idle_fraction=_idle_fraction(scene),
            test_mark=translate("Booth", "Modo de prueba") if scene.booth_state.test_mode else "",
            lens=scene.lens.value,
        )

    def show(self, scene: Scene) -> None:
        """Pages first: a page is loaded only when its view-model already has the new scene."""
        self._now = scene.now
        page = self._pages[scene.session.screen]
        page.show(scene)
        before = self.state.page
        self._update(scene)
        if self.state.page != before:
            self._page = page
            self.pageChanged.emit()

    @Slot()
    def touch(self) -> None:
        """Any touch shows that the guest is there; dispatched at most once a second."""
        if self._now - self._still_here_at >= _STILL_HERE_SECONDS:
            self._still_here_at = self._now
            self._dispatch(StillHere())

    @Slot()
    def stay(self) -> None:
        self._dispatch(StillHere())

    @Slot(str)
    def speak(self, language: str) -> None:
        self._dispatch(LanguageChosen(Language(language)))

    @Slot(bool)
    def enlarge(self, on: bool) -> None:
        self._dispatch(LargeTextChosen(on))


def _idle_fraction(scene: Scene) -> float:
    """How much of the time to answer 'still there?' is left."""
    if not scene.session.asking_still_there:
        return 1.0
    left = scene.seconds_until(scene.session.idle_deadline)
    return min(1.0, left / warning_seconds(scene.booth_state.limits))
