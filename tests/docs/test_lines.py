"""What `script/test` says of coverage is what coverage.py would say."""

import sys
from pathlib import Path

import pytest
from coverage import Coverage, CoverageData

from tests import lines

SOURCE = '''"""A module of every kind of statement."""

from __future__ import annotations

from functools import (
    cache,
)


@cache
def chosen(number: int) -> str:
    """Words."""
    global seen
    seen = number
    for each in range(number):
        if each == 1:
            continue
        elif each == 2:
            break
    else:
        number += 1
    match number:
        case 1:
            return (
                "one"
            )
        case _:
            pass
    try:
        with open("/nowhere/at/all"):
            never = 1
    except ValueError:
        never = 2
    except OSError:
        pass
    finally:
        number += 1
    while number:
        number = 0
    return "many"


class Thing:
    """Words."""

    field: int = 1
    """Words."""

    def never_called(self) -> None:
        def inside() -> None:
            raise AssertionError

        inside()


async def never_awaited() -> None:
    return None


assert chosen(0) == "one"
assert chosen(1) == "many"
assert chosen(3) == "many"
'''


def test_it_misses_the_same_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "everything.py"
    file.write_text(SOURCE)
    by_tracer = Coverage(config_file=False, data_file=str(tmp_path / "traced"), include=[str(file)])
    monkeypatch.syspath_prepend(tmp_path)
    with by_tracer.collect():
        import everything  # type: ignore[import-not-found]
    del sys.modules["everything"]
    loader = lines.NotingLoader("everything", str(file))
    loader.exec_module(type(everything)("everything"))
    noted = CoverageData(str(tmp_path / "noted"))
    noted.add_lines({str(file): lines.come_to(str(file))})
    noted.write()
    by_notes = Coverage(config_file=False, data_file=str(tmp_path / "noted"), include=[str(file)])
    by_notes.load()
    del lines.NotingLoader.lines[str(file)]
    _, statements, _, missing_by_tracer, _ = by_tracer.analysis2(str(file))
    _, same_statements, _, missing, _ = by_notes.analysis2(str(file))
    assert (statements, len(missing_by_tracer)) == (same_statements, 6)
    # That an exception was compared with another class than its own is not noted.
    assert set(missing) - set(missing_by_tracer) == {SOURCE[: SOURCE.index("except Val")].count("\n") + 1}
    assert set(missing_by_tracer) <= set(missing)
