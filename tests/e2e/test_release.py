"""`script/release` in a repository of its own: the same bytes each time, one tag, and clear refusals."""

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from contract.version import VERSION
from tests.e2e.sources import ROOT, build_wheel, copy_sources, in_git

WHEEL, ARCHIVE = f"cabina-{VERSION}-py3-none-any.whl", f"cabina-{VERSION}.tar.gz"
WRITTEN_BY_SETUPTOOLS = {"PKG-INFO", "setup.cfg"}


class Repository:
    """A repository with one commit: these sources, and a changelog that has this version."""

    def __init__(self, folder: Path) -> None:
        self.folder = copy_sources(folder)
        self.write(
            "CHANGELOG.md", f"# Changelog\n\n## [Unreleased]\n\n## [{VERSION}] - 2026-01-02\n\n- It prints.\n"
        )
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "sources")

    def git(self, *arguments: str) -> str:
        command = ["git", "-c", "user.name=Tester", "-c", "user.email=tester@example.org", *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True).stdout

    def release(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        person = {f"GIT_COMMITTER_{what}": "tester@example.org" for what in ("NAME", "EMAIL")}
        return subprocess.run(
            [self.folder / "script" / "release", *arguments],
            env=os.environ | person | {"CABINA_VENV": str(Path(sys.executable).parents[1])},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def built(self) -> dict[str, str]:
        files = (self.folder / "dist").glob("cabina-*")
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("release"))


def test_a_release_is_reproducible_complete_and_tagged(repository: Repository, tmp_path: Path) -> None:
    first = repository.release("--landed")
    assert first.returncode == 0, first.stderr
    built = repository.built()
    assert built.keys() == {WHEEL, ARCHIVE}
    sums = (repository.folder / "dist" / "SHA256SUMS").read_text()
    assert dict(line.split()[::-1] for line in sums.splitlines()) == built
    tag = repository.git("for-each-ref", "--format=%(objecttype) %(*objectname) %(contents)", "refs/tags")
    assert tag.split()[:2] == ["tag", repository.git("rev-parse", "HEAD").strip()]
    assert f"Cabina {VERSION}" in tag and "- It prints." in tag

    repository.git("tag", "--delete", f"v{VERSION}")
    assert repository.release("--landed").returncode == 0
    assert repository.built() == built, "the same commit gives the same bytes"

    with tarfile.open(repository.folder / "dist" / ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    source = tmp_path / f"cabina-{VERSION}"
    names = {str(file.relative_to(source)) for file in source.rglob("*") if not file.is_dir()}
    assert {name for name in names if ".egg-info" not in name} - WRITTEN_BY_SETUPTOOLS == in_git()
    rebuilt = build_wheel(source, tmp_path / "wheel")
    assert contents(rebuilt) == contents(repository.folder / "dist" / WHEEL)


def contents(wheel: Path) -> dict[str, int]:
    return {each.filename: each.CRC for each in zipfile.ZipFile(wheel).infolist()}


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda it: it.write("README.md", "changed"), "not committed"),
        (lambda it: it.git("tag", f"v{VERSION}"), f"the tag v{VERSION} exists already"),
        (lambda it: (it.write("CHANGELOG.md", "## [Unreleased]\n- It prints.\n"), it.commit()), "no section"),
        (
            lambda it: (it.write("CHANGELOG.md", f"## [{VERSION}]\n\n## [0.0]\n- Older.\n"), it.commit()),
            "no section",
        ),
        (lambda it: (it.write(".ci/run", "#!/bin/sh\nexit 1\n"), it.commit()), "does not pass .ci/run"),
    ],
    ids=["dirty", "tagged before", "not in the changelog", "nothing in its section", "tests fail"],
)
def test_what_is_not_ready_is_refused(
    tmp_path: Path, spoil: Callable[[Repository], object], sentence: str
) -> None:
    repository = Repository(tmp_path)
    spoil(repository)
    tags = repository.git("tag")
    done = repository.release()
    assert done.returncode == 1 and sentence in done.stderr
    assert repository.git("tag") == tags and not repository.built()


def test_hooks_are_programs_of_this_repository_and_nothing_is_downloaded() -> None:
    config = (ROOT / ".pre-commit-config.yaml").read_text()
    assert set(re.findall(r"repo: (.+)", config)) == {"local"}
    programs = [Path(entry) for entry in re.findall(r"entry: (\S+)", config)]
    venv = Path(sys.executable).parent
    assert len(programs) == config.count("- id:")
    assert all((venv / each.name if each.parts[0] == ".venv" else ROOT / each).is_file() for each in programs)


def test_a_mistyped_option_releases_nothing(repository: Repository) -> None:
    done = repository.release("--lande")
    assert done.returncode == 1 and "usage: script/release" in done.stderr
