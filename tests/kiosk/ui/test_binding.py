"""The binding to Qt counts its references: a booth runs for days."""

import sys

import pytest
from PySide6.QtCore import QObject, QPoint


@pytest.mark.parametrize(
    ("thing", "call"),
    [
        (None, lambda: QObject().setObjectName("a")),
        (True, lambda: QPoint().isNull()),
        (False, lambda: QPoint(1, 1).isNull()),
        (NotImplemented, lambda: QPoint(1, 1) == "a"),
    ],
    ids=["None", "True", "False", "NotImplemented"],
)
def test_a_call_neither_loses_nor_keeps_a_reference(thing: object, call) -> None:
    call()
    before = sys.getrefcount(thing)
    for _ in range(100):
        call()
    assert abs(sys.getrefcount(thing) - before) < 20
