"""The styles of this event, by pack, with what each needs (G3)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtQml import QmlElement

from contract.config import ConfigPack, ConfigStyle, PrintLayout
from kiosk.session.events import BackAsked, LeaveAsked, StyleChosen
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import Dispatch, ViewModel, shown, translate
from kiosk.ui.viewmodels.notices import printer_notice

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class StyleCard:
    """One style as the gallery draws it; `badge` says in words what `symbol` shows."""

    styleId: str
    slug: str
    name: str
    sample: str
    premium: bool
    badge: str
    symbol: str


@dataclass(frozen=True, slots=True)
class PackShelf:
    slug: str
    name: str
    premium: bool
    styles: tuple[StyleCard, ...]


@dataclass(frozen=True, slots=True)
class GalleryFace:
    shelves: tuple[PackShelf, ...]
    offers_single: bool
    offers_strip: bool
    offline_notice: str
    printer_notice: str
    busy: bool


class Rows(QAbstractListModel):
    """A list model over frozen rows; its roles are the rows' field names."""

    def __init__(self, row_type: type, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = list(row_type.__dataclass_fields__)  # type: ignore[attr-defined]
        self._rows: tuple[Any, ...] = ()

    def replace(self, rows: tuple[Any, ...]) -> None:
        """Show other rows; the view keeps its place when only their content changed."""
        if len(rows) == len(self._rows):
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def roleNames(self) -> dict[int, QByteArray]:
        return {
            Qt.ItemDataRole.UserRole + place: QByteArray(name.encode())
            for place, name in enumerate(self._names)
        }

    def data(self, index: Index, role: int = 0) -> object:
        return getattr(self._rows[index.row()], self._names[role - Qt.ItemDataRole.UserRole])


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A row of the list of packs; `styles` is a list model of its own."""

    slug: str
    name: str
    premium: bool
    styles: QObject


@QmlElement
class GalleryModel(ViewModel[GalleryFace]):
    """Packs and their styles, and the layout the guest wants; choosing a style goes on."""

    screen = Screen.GALLERY
    changed = Signal()
    layoutChanged = Signal()
    offersSingle = shown(bool, "offers_single", changed)
    offersStrip = shown(bool, "offers_strip", changed)
    offlineNotice = shown(str, "offline_notice", changed)
    printerNotice = shown(str, "printer_notice", changed)
    busy = shown(bool, "busy", changed)

    def __init__(self, dispatch: Dispatch, parent: QObject | None = None) -> None:
        super().__init__(dispatch, parent)
        self._packs = Rows(ShelfRow, self)
        self._styles: list[Rows] = []
        self._layout = PrintLayout.SINGLE
        self._session: UUID | None = None

    @Property(QObject, constant=True)
    def packs(self) -> QAbstractListModel:
        return self._packs

    @Property(str, notify=layoutChanged)
    def layout(self) -> str:
        return self._layout.value

    def see(self, scene: Scene) -> GalleryFace:
        config = scene.config
        layouts = config.layouts if config else ()
        return GalleryFace(
            shelves=tuple(_shelf(pack, scene) for pack in config.packs) if config else (),
            offers_single=PrintLayout.SINGLE in layouts,
            offers_strip=PrintLayout.STRIP in layouts,
            offline_notice=_offline_notice(scene),
            printer_notice=printer_notice(scene),
            busy=scene.session.busy,
        )

    def show(self, scene: Scene) -> None:
        shelves = self.face.shelves
        super().show(scene)
        if self.face.shelves != shelves:
            self._fill(self.face.shelves)
        if scene.session.screen is self.screen and scene.session.session_id != self._session:
            self._session = scene.session.session_id
            self._choose_layout(PrintLayout.SINGLE if self.face.offers_single else PrintLayout.STRIP)

    def _fill(self, shelves: tuple[PackShelf, ...]) -> None:
        self._styles += [Rows(StyleCard, self) for _ in shelves[len(self._styles) :]]
        for rows, shelf in zip(self._styles, shelves, strict=False):
            rows.replace(shelf.styles)
        self._packs.replace(
            tuple(
                ShelfRow(shelf.slug, shelf.name, shelf.premium, rows)
                for rows, shelf in zip(self._styles, shelves, strict=False)
            )
        )

    def _choose_layout(self, layout: PrintLayout) -> None:
        if layout is not self._layout:
            self._layout = layout
            self.layoutChanged.emit()

    @Slot(str)
    def chooseLayout(self, layout: str) -> None:
        self._choose_layout(PrintLayout(layout))

    @Slot(str)
    def choose(self, style_id: str) -> None:
        self._dispatch(StyleChosen(UUID(style_id), self._layout))

    @Slot()
    def back(self) -> None:
        self._dispatch(BackAsked())

    @Slot()
    def leave(self) -> None:
        self._dispatch(LeaveAsked())


def _shelf(pack: ConfigPack, scene: Scene) -> PackShelf:
    language = scene.session.language
    return PackShelf(
        slug=pack.slug,
        name=pack.name.text(language),
        premium=pack.premium,
        styles=tuple(_card(style, scene) for style in pack.styles),
    )


def _card(style: ConfigStyle, scene: Scene) -> StyleCard:
    badge, symbol = _need(style, scene)
    return StyleCard(
        styleId=str(style.id),
        slug=style.slug,
        name=style.name.text(scene.session.language),
        sample=scene.picture_of(style.sample_sha256),
        premium=style.premium,
        badge=badge,
        symbol=symbol,
    )


def _need(style: ConfigStyle, scene: Scene) -> tuple[str, str]:
    if not style.needs_internet:
        return translate("Gallery", "Hecho acá"), "booth"
    if scene.online:
        return translate("Gallery", "Usa internet"), "cloud"
    return translate("Gallery", "Llega después"), "later"


def _offline_notice(scene: Scene) -> str:
    if scene.online:
        return ""
    return translate(
        "Gallery", "Ahora no hay internet: estos retratos llegan más tarde a tu celular, con tu código QR."
    )
