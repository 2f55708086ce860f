"""Describes the Python types of `Cabina.Booth` for qmllint, from their own meta objects.

`pyside6-metaobjectdump` reads source text: it loses inherited signals and properties made by a function.
"""

from pathlib import Path

from PySide6.QtCore import QMetaProperty, QObject

import kiosk.ui.screens  # noqa: F401 - defines all of the view-models
from kiosk.ui.preview import Preview
from kiosk.ui.qr_code import QrCode
from kiosk.ui.viewmodels.base import ViewModel

URI = "Cabina.Booth"


def view_models() -> list[type[QObject]]:
    """All of them, bases first."""
    found: list[type[QObject]] = [ViewModel]
    for model in found:
        found += model.__subclasses__()
    return found


def write_module(folder: Path) -> None:
    """Write `Cabina/Booth/{qmldir,booth.qmltypes}` under `folder`."""
    target = folder / "Cabina" / "Booth"
    target.mkdir(parents=True, exist_ok=True)
    (target / "qmldir").write_text(f"module {URI}\ntypeinfo booth.qmltypes\ndepends QtQuick\n")
    components = [_component(model, model.__bases__[0].__name__, creatable=False) for model in view_models()]
    components += [_component(item, "QQuickPaintedItem", creatable=True) for item in (Preview, QrCode)]
    text = "import QtQuick.tooling 1.2\nModule {\n" + "\n".join(components) + "\n}\n"
    (target / "booth.qmltypes").write_text(text)


def _component(kind: type[QObject], prototype: str, creatable: bool) -> str:
    meta, name = kind.staticMetaObject, kind.__name__  # type: ignore[attr-defined] # not in its stubs
    lines = [f'name: "{name}"', 'accessSemantics: "reference"', f'prototype: "{prototype}"']
    lines += [
        f'exports: ["{URI}/{name} 1.0"]',
        f"isCreatable: {str(creatable).lower()}",
        "exportMetaObjectRevisions: [256]",
    ]
    lines += [_property(meta.property(place)) for place in range(meta.propertyOffset(), meta.propertyCount())]
    for place in range(meta.methodOffset(), meta.methodCount()):
        method = meta.method(place)
        word = "Signal" if method.methodType() == method.MethodType.Signal else "Method"
        types = [bytes(part.data()).decode() for part in method.parameterTypes()]
        parameters = "".join(f'Parameter {{ name: "a{n}"; type: "{kind}" }}' for n, kind in enumerate(types))
        lines.append(f'{word} {{ name: "{bytes(method.name().data()).decode()}"; {parameters} }}')
    return "Component {\n" + "\n".join(lines) + "\n}"


def _property(prop: QMetaProperty) -> str:
    name, kind = str(prop.name()), str(prop.typeName())
    pointer = "isPointer: true; " if kind.endswith("*") else ""
    notify = (
        f'notify: "{bytes(prop.notifySignal().name().data()).decode()}"; ' if prop.hasNotifySignal() else ""
    )
    fixed = "isConstant: true; " if prop.isConstant() else ""
    readonly = "" if prop.isWritable() else "isReadonly: true; "
    return f'Property {{ name: "{name}"; type: "{kind.rstrip("*")}"; {pointer}{notify}{fixed}{readonly}}}'
