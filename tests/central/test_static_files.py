"""Static files are sent packed to whoever takes them so, and packed once, also by several at once."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from central.server.static_files import PackedFiles

URL = "/static/kit/kit.css"


@pytest.fixture
def sheet() -> str:
    path = finders.find("kit/kit.css")
    assert isinstance(path, str)
    return path


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("central.server.static_files.settings.DATA", tmp_path)
    return tmp_path


def test_a_style_sheet_is_packed_once_and_is_itself_when_unpacked(sheet: str, data: Path) -> None:
    with ThreadPoolExecutor(4) as others:
        started = list(others.map(lambda _: PackedFiles(lambda request: None), range(4)))
    files = [each.get_static_file(sheet, URL) for each in started]
    sent = {each.get_path_and_headers({"HTTP_ACCEPT_ENCODING": "gzip"})[0] for each in files}
    [packed] = map(Path, sent)
    assert packed.parent == data / "packed"
    assert gzip.decompress(packed.read_bytes()) == Path(sheet).read_bytes()
    assert {each.get_path_and_headers({})[0] for each in files} == {sheet}
    assert {each.suffix for each in packed.parent.iterdir()} == {".gz"}, "nothing unfinished is left"
