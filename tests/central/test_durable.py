"""Files that are written once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from central.base.durable import write_once
from central.server.keys import secret_key


def test_of_several_writers_one_wins_and_all_read_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(secret_key, [tmp_path] * 40))
    assert keys == {(tmp_path / "secret_key").read_text()}
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"], "nothing is left beside it"


def test_what_a_killed_writer_left_of_a_key_goes(tmp_path: Path) -> None:
    (tmp_path / ".secret_key.0123").write_text("half a sec")
    key = secret_key(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    (tmp_path / ".secret_key.4567").write_text("of a loser")
    assert secret_key(tmp_path) == key
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_what_is_there_stays_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        write_once(tmp_path / "file", [content[:2], content[2:]])
    assert (tmp_path / "file").read_bytes() == b"first"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


def test_a_write_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def chunks():
        yield b"half"
        raise EOFError

    try:
        write_once(tmp_path / "file", chunks())
    except EOFError:
        assert list(tmp_path.iterdir()) == []
    else:
        raise AssertionError("the error was swallowed")
