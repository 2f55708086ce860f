"""The styles of this event, by pack, with what each needs (G3)."""

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Property, QAbstractListModel, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from contract.config import ConfigPack, ConfigStyle, PrintLayout
from kiosk.session.events import StyleChosen
from kiosk.session.state import Screen
from kiosk.styles.catalogue import Cover, Delivery, delivery
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import Dispatch, ViewModel, state_property, translate
from kiosk.ui.viewmodels.notices import printer_notice, short_notice
from kiosk.ui.viewmodels.rows import Rows

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


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
class GalleryPageState:
    shelves: tuple[PackShelf, ...]
    offers_single: bool
    offers_strip: bool
    delivery_notice: str
    printer_notice: str
    style_count: int


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A row of the list of packs; `styles` is a list model of its own."""

    slug: str
    name: str
    premium: bool
    styles: QObject


@QmlElement
class GalleryModel(ViewModel[GalleryPageState]):
    """Packs and their styles, and the print layout; choosing a style leads to the camera."""

    screen = Screen.GALLERY
    changed = Signal()
    layoutChanged = Signal()
    offersSingle = state_property(bool, "offers_single", changed)
    offersStrip = state_property(bool, "offers_strip", changed)
    deliveryNotice = state_property(str, "delivery_notice", changed)
    printerNotice = state_property(str, "printer_notice", changed)
    styleCount = state_property(int, "style_count", changed)

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

    def state_of(self, scene: Scene) -> GalleryPageState:
        catalogue = scene.catalogue
        return GalleryPageState(
            shelves=tuple(_shelf(pack, scene) for pack in catalogue.packs),
            offers_single=_offers(PrintLayout.SINGLE, scene),
            offers_strip=_offers(PrintLayout.STRIP, scene),
            delivery_notice=_delivery_notice(scene),
            printer_notice=printer_notice(scene),
            style_count=len(catalogue.mixed()),
        )

    def show(self, scene: Scene) -> None:
        shelves = self.state.shelves
        super().show(scene)
        if self.state.shelves != shelves:
            self._fill(self.state.shelves)
        if scene.session.screen is self.screen and scene.session.session_id != self._session:
            self._session = scene.session.session_id
            self._choose_layout(scene.catalogue.usual_layout)

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


def _offers(layout: PrintLayout, scene: Scene) -> bool:
    settled = scene.session.layout_is_settled(scene.catalogue)
    return layout is scene.session.layout if settled else layout in scene.catalogue.layouts


def _shelf(pack: ConfigPack, scene: Scene) -> PackShelf:
    language = scene.session.language
    return PackShelf(
        slug=pack.slug,
        name=pack.name.text(language),
        premium=pack.premium,
        styles=tuple(_card(style, pack.premium, scene) for style in pack.styles),
    )


def _card(style: ConfigStyle, in_premium: bool, scene: Scene) -> StyleCard:
    badge, symbol = _badge(style, scene)
    return StyleCard(
        styleId=str(style.id),
        slug=style.slug,
        name=style.name.text(scene.session.language),
        sample=scene.picture_of(style.sample_sha256),
        premium=in_premium or style.premium,
        badge=badge,
        symbol=symbol,
    )


def _badge(style: ConfigStyle, scene: Scene) -> tuple[str, str]:
    """What keeps this picture from coming at once, in words and as a sign; else nothing."""
    match scene.cover(style):
        case Cover.SHORT:
            return translate("Gallery", "Sin créditos ahora"), "alert"
        case Cover.UNSURE:
            return translate("Gallery", "Si hay créditos"), "later"
    if scene.online:
        return "", ""
    if delivery(style, scene.online) is Delivery.HERE:
        return translate("Gallery", "Hecho acá"), "booth"
    return translate("Gallery", "Llega después"), "later"


def _delivery_notice(scene: Scene) -> str:
    """What stands in the way of a portrait while the guest waits: credits, or the internet."""
    covers = {scene.cover(style) for style in scene.catalogue.mixed()}
    if covers == {Cover.SHORT}:
        return short_notice(scene)
    if Cover.SHORT in covers:
        return translate(
            "Gallery", "A la fiesta le quedan pocos créditos: para los estilos marcados ya no alcanzan."
        )
    if scene.online:
        return ""
    if Cover.UNSURE in covers:
        return translate(
            "Gallery",
            "Sin internet ahora: los retratos marcados llegan más tarde, si a la fiesta le quedan créditos.",
        )
    return translate(
        "Gallery", "Ahora no hay internet: estos retratos llegan más tarde a tu celular, con tu código QR."
    )
