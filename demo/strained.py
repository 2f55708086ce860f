"""Example scenes at the limits of what an event may bring: the longest names, many packs, few styles."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import uuid5

from contract.config import ConfigPack, ConfigStyle, KioskConfig, Localized
from demo.examples import Pictures, example_id, example_scenes
from kiosk.domain.model import Language
from kiosk.ui.scene import Scene

_EVENT = "Aniversario número cincuenta de la Cooperativa Eléctrica del Norte, sus socios, familias y amigos "
_WELCOME = "Elegí un estilo, sonreí a la cámara y llevate tu retrato impreso y en tu celular en un minuto. "
_PARTNER = "Estudio fotográfico Lumen y Compañía, retratos para fiestas, "
_STYLE = "Retrato al óleo con luces de la ciudad después de la lluvia, "
_PACKS = 12


def filled(text: str, letters: int) -> str:
    """The text again and again, until it has so many letters."""
    return (text * (letters // len(text) + 1))[:letters].strip().ljust(letters, "o")


def strained_scenes(
    pictures: Pictures, language: Language = Language.ES, large: bool = False
) -> Iterator[tuple[str, Scene]]:
    """Every example scene with the longest names and twelve packs; and galleries of one and two styles."""
    for name, scene in example_scenes(pictures, language, large):
        yield f"{name}-strained", _with(scene, strained_config)
        if name == "gallery":
            yield "gallery-one", _with(scene, lambda config: few_styles(config, 1))
            yield "gallery-two", _with(scene, lambda config: few_styles(config, 2))


def _with(scene: Scene, change: Callable[[KioskConfig], KioskConfig]) -> Scene:
    assert scene.config is not None
    return replace(scene, booth_state=replace(scene.booth_state, config=change(scene.config)))


def strained_config(config: KioskConfig) -> KioskConfig:
    """Names of 200 letters, a welcome of 500, twelve packs, styles with names of 60."""
    assert config.event is not None
    welcome = filled(_WELCOME, 500)
    event = {"name": filled(_EVENT, 200), "welcome": Localized(es=welcome, en=welcome, pt=welcome)}
    packs = [_renamed(config.packs[place % len(config.packs)], place) for place in range(_PACKS)]
    return config.model_copy(
        update={
            "event": config.event.model_copy(update=event),
            "branding": config.branding.model_copy(update={"display_name": filled(_PARTNER, 200)}),
            "packs": tuple(packs),
        }
    )


def _renamed(pack: ConfigPack, place: int) -> ConfigPack:
    """The pack with long names; the first ones keep the ids of their styles, which a session may hold."""
    known = place < _PACKS // 2
    styles = tuple(_with_long_name(style, None if known else f"{place}") for style in pack.styles)
    names = {language: f"{text} {place + 1}" for language, text in pack.name.model_dump().items() if text}
    return pack.model_copy(
        update={
            "id": example_id(f"{pack.slug} {place}"),
            "slug": f"{pack.slug}-{place}",
            "name": Localized.model_validate(names),
            "styles": styles,
        }
    )


def _with_long_name(style: ConfigStyle, copy: str | None) -> ConfigStyle:
    long = filled(f"{style.name.es} {_STYLE}", 60)
    other = {} if copy is None else {"id": uuid5(style.id, copy), "slug": f"{style.slug}-{copy}"}
    return style.model_copy(update={"name": Localized(es=long, en=long, pt=long), **other})


def few_styles(config: KioskConfig, count: int) -> KioskConfig:
    """One pack with so many styles."""
    pack = config.packs[0]
    return config.model_copy(update={"packs": (pack.model_copy(update={"styles": pack.styles[:count]}),)})
