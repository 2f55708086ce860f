"""Which of the product's lines the tests run: each statement notes by itself that it was come to.

A tracer (coverage.py's, before Python 3.12) makes everything slow that runs, Django and all; this costs a few
hundredths. What is noted goes into coverage.py's own files, so that `coverage report` knows it.
"""

import ast
import marshal
import os
import sys
from collections.abc import Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, ClassVar

from coverage import CoverageData

from tests import once

ROOT = Path(__file__).parents[1]
PACKAGES = ("contract", "looks", "pictures", "kiosk", "central")
_NOTES = "__lines_come_to__"


def noting(owner: Any) -> Any:
    """The module, or what is in it, with `__lines_come_to__[line] = 1` before each statement."""
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        block = getattr(owner, name, None)
        if isinstance(block, list):
            for each in block:
                noting(each)
            if name not in ("handlers", "cases"):
                setattr(owner, name, list(_noted(owner, block)))
    return owner


def _noted(owner: ast.AST, block: list[ast.stmt]) -> Iterator[ast.stmt]:
    if isinstance(owner, ast.ExceptHandler):
        yield _note(owner.lineno, block[0])
    if isinstance(owner, ast.match_case):
        yield _note(owner.pattern.lineno, block[0])
    for place, statement in enumerate(block):
        if _is_future(statement):
            yield from (statement, _note(statement.lineno, statement))
        elif _is_text(statement) and place == 0:
            yield statement
        else:
            yield from (_note(line, statement) for line in {statement.lineno, *_decorators(statement)})
            yield statement


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_future(statement: ast.stmt) -> bool:
    """Nothing may come before it."""
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _decorators(statement: ast.stmt) -> Iterator[int]:
    yield from (each.lineno for each in getattr(statement, "decorator_list", ()))


def _note(line: int, at: ast.stmt) -> ast.stmt:
    notes, place = ast.Name(_NOTES, ast.Load()), ast.Constant(line)
    note = ast.Assign([ast.Subscript(notes, place, ast.Store())], ast.Constant(1))
    return ast.fix_missing_locations(ast.copy_location(note, at))


class NotingLoader(SourceFileLoader):
    """Loads a module of ours so that it notes its lines."""

    lines: ClassVar[dict[str, bytearray]] = {}
    """Of each file, by its path."""

    def get_code(self, fullname: str) -> CodeType:
        """Of the processes of a run, which all load everything, one compiles a module for all."""
        if once.FOLDER not in os.environ:
            return self._compiled()
        code: CodeType = marshal.loads(
            once.made(f"{fullname}.noted", lambda: marshal.dumps(self._compiled()))
        )
        return code

    def _compiled(self) -> CodeType:
        source: Any = ast.parse(self.get_data(self.path))
        code: CodeType = compile(noting(source), self.path, "exec", dont_inherit=True)
        return code

    def exec_module(self, module: ModuleType) -> None:
        count = self.get_data(self.path).count(b"\n")
        setattr(module, _NOTES, self.lines.setdefault(self.path, bytearray(count + 2)))
        super().exec_module(module)


class Finder(MetaPathFinder):
    """Gives our modules that loader."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in PACKAGES:
            return None
        spec = PathFinder.find_spec(fullname, path or [str(ROOT)], target)
        if spec is not None and type(spec.loader) is SourceFileLoader and "migrations" not in fullname:
            loader: Loader = NotingLoader(fullname, spec.loader.path)
            spec.loader = loader
        return spec


def note() -> None:
    """From now on, in this process."""
    sys.meta_path.insert(0, Finder())


def keep() -> None:
    """What this process has come to, for `coverage combine`; of files that it never imported, nothing."""
    product = (file for name in PACKAGES for file in (ROOT / name).rglob("*.py"))
    files = [str(file) for file in product if "migrations" not in file.parts]
    kept = CoverageData(suffix=os.environ.get("PYTEST_XDIST_WORKER", "alone"))
    kept.add_lines({file: come_to(file) for file in files})
    kept.touch_files(files)
    kept.write()


def come_to(file: str) -> list[int]:
    return [line for line, noted in enumerate(NotingLoader.lines.get(file, b"")) if noted]
