"""What is installed is the product: the wheel, in an environment that has never seen the checkout."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import numpy
import pytest
from PIL import Image

from demo.browser import fetch
from demo.platform import platform
from tests.e2e.sources import ROOT, build_wheel, copy_sources, in_git, pip

PACKAGES = ("assets", "central", "contract", "kiosk", "looks", "pictures")
DEPENDENCIES = Path(numpy.__file__).parents[1]
STAYS_HERE = {"assets/sounds/make.py", "assets/translations/booth_en.ts", "assets/translations/booth_pt.ts"}
"""Sources of what is in the wheel."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return build_wheel(copy_sources(folder / "source"), folder)


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment with the wheel, and with this one's dependencies but not its Cabina."""
    environment = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    pip("--python", environment, "install", "--no-deps", "--no-index", "--no-compile", wheel)
    (packages,) = environment.glob("lib/python3*/site-packages")
    (packages / "dependencies.pth").write_text(f"{DEPENDENCIES}\n")
    return environment / "bin"


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in that is not the checkout, with nothing set that leads back to it."""
    for name in os.environ:
        if name.startswith(("PYTHON", "CABINA_", "DATABASE_", "DJANGO_", "SECRET_", "SERVER_", "LOG_LEVEL")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_what_git_has_of_the_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    held = {name for name in names if ".dist-info/" not in name}
    assert held == in_git(*PACKAGES) - STAYS_HERE


def test_a_platform_and_a_booth_run_from_the_wheel(programs: Path, outside: Path) -> None:
    assert run(programs / "python", "-c", FIND).split() == [str(programs.parent)] * len(PACKAGES) + [
        "no-checkout"
    ]
    data = outside / "kiosk"
    with platform(outside / "central", program=(str(programs / "central"),)) as central:
        code = central.command("demo-data")["pairing_code"]
        run(programs / "kiosk", "enroll", "--server", central.url, "--code", code, "--data", data)
        guest = shutil.copy(Path(__file__).with_name("wheel_guest.py"), outside)
        found = json.loads(run(programs / "python", guest, data))
        page, font = fetch(found["page"]), fetch(f"{central.url}/fonts/Sora-SemiBold.otf")
        assert (page[:2], font[:2]) == ((200, "text/html"), (200, "font/otf"))
        assert central.command("audit-ledger")["clean"]
    assert found["words"] == "Você ainda está aí?"
    assert found["fonts"] == ["Manrope", "Sora"] and found["colours"] > 16
    assert all(Path(module).is_relative_to(programs.parent) for module in found["modules"])
    (sheet,) = found["prints"]
    with Image.open(sheet) as picture:
        assert picture.size == (1200, 1800)


FIND = f"""
from importlib.util import find_spec
for package in {PACKAGES}:
    print(find_spec(package).origin.partition("/lib/")[0])
print("a-checkout" if find_spec("demo") or find_spec("tests") else "no-checkout")
"""
"""Where each package would be imported from; `demo` and `tests` are in the checkout alone."""


@pytest.mark.parametrize("program", ["kiosk", "central"])
def test_a_program_imports_only_what_its_extra_installs(program: str) -> None:
    sources = (
        file
        for package in ("assets", "contract", "looks", "pictures", program)
        for file in (ROOT / package).rglob("*.py")
    )
    imported = {name.partition(".")[0] for file in sources for name in imports(file)}
    modules = imported - set(sys.stdlib_module_names) - set(PACKAGES)
    pins = (ROOT / "requirements" / f"{program}.txt").read_text()
    pinned = set(re.findall(r"^([\w-]+)==", pins, re.MULTILINE))
    distributions = packages_distributions()
    unpinned = {module for module in modules if not pinned & set(map(canonical, distributions[module]))}
    assert unpinned == set()


def imports(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def canonical(distribution: str) -> str:
    """The name as requirements files have it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()
