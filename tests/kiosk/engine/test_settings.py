"""What a booth is set up with: the command line before its folder's file, and that before the usual."""

from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.domain.errors import SetupError
from kiosk.domain.mount import STRAIGHT, Lens, Mount
from kiosk.engine.settings import FILE, Settings, settings_of


def write(folder: Path, text: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")


def test_without_a_file_everything_is_usual(tmp_path: Path) -> None:
    assert settings_of(tmp_path, {}) == Settings(tmp_path, "auto", "auto", STRAIGHT)
    assert STRAIGHT.lens is Lens.ABOVE


def test_the_file_says_what_the_booth_always_needs(tmp_path: Path) -> None:
    write(tmp_path, 'camera = "/dev/video2"\nprinter = "DS620"\nturn = 270\nmirror = true\nlens = "below"\n')
    mount = Mount(270, mirrored=True, lens=Lens.BELOW)
    assert settings_of(tmp_path, {}) == Settings(tmp_path, "/dev/video2", "DS620", mount)


def test_an_option_goes_before_the_file(tmp_path: Path) -> None:
    write(tmp_path, 'camera = "/dev/video2"\nmirror = true\nturn = 90\n')
    asked = settings_of(tmp_path, {"camera": "demo", "mirror": False, "turn": None})
    assert (asked.camera, asked.mount) == ("demo", Mount(90, mirrored=False))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lens = below", "cannot be read"),
        ('lens = "behind"', 'lens may be "above" or "below" or "left" or "right", not \'behind\''),
        ("turn = 45", "turn may be 0, 90, 180 or 270, not 45"),
        ("turn = true", "turn may be"),
        ('turn = "90"', "turn may be"),
        ("mirror = 1", "mirror may be true or false"),
        ("camera = 0", "camera may be"),
        ("lens = [1]", "lens may be"),
        ('lense = "left"', "there is no setting 'lense'; there are camera, printer, turn, mirror, lens"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    write(tmp_path, text)
    with pytest.raises(SetupError, match=FILE) as told:
        settings_of(tmp_path, {})
    assert sentence in str(told.value)


def test_a_command_ends_with_the_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "turn = 45")
    assert main(["queue", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(f"kiosk: {tmp_path / FILE}: turn may be")


def test_a_command_without_a_folder_takes_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["queue"]) == 1
    assert str(tmp_path / "cabina") in capsys.readouterr().err


def test_a_home_may_be_written_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings_of(Path("~/booth"), {}).data == tmp_path / "booth"
