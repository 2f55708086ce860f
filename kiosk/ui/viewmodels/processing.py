"""While the picture is made: true progress (G6)."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.domain.model import Progress
from kiosk.session.state import Screen, SessionState
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import Dispatch, ViewModel, state_property, translate
from kiosk.ui.viewmodels.rows import Rows

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """One step towards the picture; `stage` is `done`, `now` or `next`."""

    label: str
    stage: str


@dataclass(frozen=True, slots=True)
class ProcessingPageState:
    picture: str
    style_name: str
    steps: tuple[ProgressStep, ...]
    fraction: float
    promise: str


@QmlElement
class ProcessingModel(ViewModel[ProcessingPageState]):
    """True progress: a step is ticked when it has happened."""

    screen = Screen.PROCESSING
    changed = Signal()
    picture = state_property(str, "picture", changed)
    styleName = state_property(str, "style_name", changed)
    fraction = state_property("double", "fraction", changed)
    promise = state_property(str, "promise", changed)

    def __init__(self, dispatch: Dispatch, parent: QObject | None = None) -> None:
        super().__init__(dispatch, parent)
        self._steps = Rows(ProgressStep, self)

    @Property(QObject, constant=True)
    def steps(self) -> Rows:
        return self._steps

    def state_of(self, scene: Scene) -> ProcessingPageState:
        session, style = scene.session, scene.style
        return ProcessingPageState(
            picture=_picture(session),
            style_name=style.name.text(session.language) if style else "",
            steps=_steps(session.progress),
            fraction=_fraction(session),
            promise=_promise(scene),
        )

    def show(self, scene: Scene) -> None:
        before = self.state.steps
        super().show(scene)
        if self.state.steps != before or not self._steps.rowCount():
            self._steps.replace(self.state.steps)


def _steps(progress: Progress) -> tuple[ProgressStep, ...]:
    labels = (
        translate("Processing", "Foto guardada"),
        translate("Processing", "Foto enviada"),
        translate("Processing", "Retrato creado"),
        translate("Processing", "Retrato en la cabina"),
    )
    done = _STEPS_DONE[progress]
    return tuple(
        ProgressStep(label, "done" if place < done else "now" if place == done else "next")
        for place, label in enumerate(labels)
    )


_STEPS_DONE = {
    Progress.KEPT: 1,
    Progress.SENT: 2,
    Progress.MAKING: 2,
    Progress.FETCHING: 3,
    Progress.READY: 4,
}
_PARTS = {
    Progress.KEPT: (0.05, 0.25),
    Progress.SENT: (0.25, 0.35),
    Progress.MAKING: (0.35, 0.85),
    Progress.FETCHING: (0.85, 1.0),
    Progress.READY: (1.0, 1.0),
}
"""How much of the ring each step is: from, to."""


def _fraction(session: SessionState) -> float:
    start, end = _PARTS[session.progress]
    return start + (end - start) * min(1.0, max(0.0, session.progress_fraction))


def _promise(scene: Scene) -> str:
    if scene.online:
        return translate("Processing", "Si tarda, te damos un código y lo ves en tu celular.")
    return translate("Processing", "Tu foto ya está a salvo en la cabina.")


def _picture(session: SessionState) -> str:
    """The on-booth look once it is made, else the photo itself."""
    return file_url(session.look_path or (session.hero.path if session.hero else None))
