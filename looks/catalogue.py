"""The packs and styles that a new platform starts with: a style for each look."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["es", "en", "pt"]
Name: TypeAlias = dict[Language, str]


@dataclass(frozen=True, slots=True)
class StyleDesign:
    """A style as it is first offered. `price` in credits; None: the platform's default of its kind."""

    slug: str
    name: Name
    look: str
    premium: bool = False
    price: int | None = None


@dataclass(frozen=True, slots=True)
class PackDesign:
    """A pack of styles, in the order of the gallery."""

    slug: str
    name: Name
    premium: bool
    styles: tuple[StyleDesign, ...]


QUICK_PRICE = 50
PREMIUM_PRICE = 150


def _style(slug: str, es: str, en: str, pt: str, price: int | None = None) -> StyleDesign:
    return StyleDesign(slug, {"es": es, "en": en, "pt": pt}, slug, price == PREMIUM_PRICE, price)


def _premium(slug: str, es: str, en: str, pt: str) -> StyleDesign:
    return _style(slug, es, en, pt, PREMIUM_PRICE)


PACKS: tuple[PackDesign, ...] = (
    PackDesign(
        "party",
        {"es": "Luz de fiesta", "en": "Party light", "pt": "Luz de festa"},
        False,
        (
            _style("golden", "Última hora de sol", "Golden hour", "Hora dourada"),
            _style("duotone", "Los colores de la noche", "Colours of the night", "As cores da noite"),
            _style("dream", "Como en un sueño", "Daydream", "Sonho acordado"),
            _style("cross", "Verano del 96", "Summer of '96", "Verão de 96", QUICK_PRICE),
        ),
    ),
    PackDesign(
        "darkroom",
        {"es": "Cuarto oscuro", "en": "Darkroom", "pt": "Câmara escura"},
        False,
        (
            _style("noir", "Cine negro", "Film noir", "Filme noir"),
            _style("silver", "Estrella de plata", "Silver screen", "Estrela de prata"),
            _style("vintage", "El álbum de la abuela", "Grandma's album", "O álbum da vovó"),
            _style("instant", "Instantánea del 77", "Instant '77", "Instantânea de 77"),
        ),
    ),
    PackDesign(
        "sketchbook",
        {"es": "Hecho a mano", "en": "Drawn by hand", "pt": "Feito à mão"},
        False,
        (
            _style("pencil", "Lápiz y paciencia", "Pencil and patience", "Lápis e paciência"),
            _style("crayons", "Caja de lápices", "Box of pencils", "Caixa de lápis"),
            _style("ink", "Tinta china", "China ink", "Nanquim"),
            _style("charcoal", "Carbonilla", "Charcoal and chalk", "Carvão e giz"),
        ),
    ),
    PackDesign(
        "printshop",
        {"es": "Recién impreso", "en": "Hot off the press", "pt": "Saído da gráfica"},
        False,
        (
            _style("comic", "Héroe de historieta", "Comic hero", "Herói de gibi"),
            _style("pop", "Pop de vereda", "Pavement pop", "Pop de calçada"),
            _style("risograph", "Fanzine", "Fanzine", "Fanzine carioca"),
            _style("poster", "Afiche de leyenda", "Legend poster", "Cartaz de lenda"),
        ),
    ),
    PackDesign(
        "gallery",
        {"es": "Noche de museo", "en": "Night at the museum", "pt": "Noite no museu"},
        True,
        (
            _premium("oil", "Óleo de familia real", "Royal oil portrait", "Óleo de família real"),
            _premium("watercolour", "Acuarela de domingo", "Sunday watercolour", "Aquarela de domingo"),
            _premium("stained-glass", "Vitral", "Stained glass", "Vitral iluminado"),
            _premium("gold-leaf", "Hoja de oro", "Gold leaf", "Folha de ouro"),
        ),
    ),
    PackDesign(
        "night",
        {"es": "Noche de neón", "en": "Neon night", "pt": "Noite de neon"},
        True,
        (
            _premium("neon", "Letrero de neón", "Neon sign", "Letreiro de neon"),
            _premium("synthwave", "Atardecer en el 84", "Sunset in '84", "Pôr do sol em 84"),
            _premium("cyberpunk", "Ciudad de lluvia", "City of rain", "Cidade de chuva"),
            _premium("vaporwave", "Videoclub", "Video club", "Videolocadora"),
        ),
    ),
)
"""The catalogue. Where two languages share a word, the names still differ from style to style."""
