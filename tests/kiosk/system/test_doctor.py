"""The doctor says what is missing and how to mend it, and no check breaks another."""

import json
from datetime import timedelta

import pytest

from contract.problem import Code
from kiosk.domain.errors import CameraError, NetworkError, RefusedError, SetupError
from kiosk.domain.model import PrinterState, PrinterStatus
from kiosk.system import doctor, libraries
from kiosk.system.doctor import DoctorContext, as_json, as_text, run_checks
from tests.kiosk.worlds import WHEN, config, enrolled


@pytest.fixture
def healthy(tmp_path, monkeypatch):
    monkeypatch.setattr(libraries, "missing_packages", lambda: [])
    monkeypatch.setattr(libraries, "qt_trouble", lambda: "")

    def context(**changes):
        parts = {
            "folder": tmp_path,
            "enrolled": enrolled,
            "token_place": lambda: "keyring",
            "config": config,
            "has_asset": lambda _: True,
            "camera": lambda: ("a webcam", ""),
            "printer": lambda: PrinterStatus(PrinterState.READY, "DNP"),
            "left_out": lambda _: (),
            "platform_time": lambda: WHEN,
            "now": lambda: WHEN,
            "environment": {"DISPLAY": ":0"},
        }
        return DoctorContext(**(parts | changes))

    return context


def raises(error):
    def call(*_):
        raise error

    return call


def failed(checks):
    return {check.name: check for check in checks if not check.ok}


def test_a_healthy_booth_has_nothing_to_mend(healthy):
    checks = run_checks(healthy())
    assert [check for check in checks if not check.ok or check.fix] == []
    mending_order = (
        "python qt display disk camera printer enrolment token platform config assets prints clock"
    )
    assert " ".join(check.name for check in checks) == mending_order


@pytest.mark.parametrize(
    ("broken", "name", "says"),
    [
        ({"environment": {}}, "display", "no screen"),
        ({"camera": raises(CameraError("no camera is attached"))}, "camera", "no camera is attached"),
        ({"printer": lambda: PrinterStatus(PrinterState.STOPPED, "DNP", ("media-empty",), "out of paper")},
         "printer", "out of paper"),
        ({"enrolled": lambda: None}, "enrolment", "not enrolled"),
        ({"token_place": lambda: None}, "token", "no device token"),
        ({"has_asset": lambda _: False}, "assets", "1 of 1"),
        ({"platform_time": lambda: WHEN + timedelta(hours=26)}, "clock", "26.0 h slow"),
        ({"platform_time": lambda: WHEN - timedelta(minutes=5)}, "clock", "5 min fast"),
        ({"camera": raises(ZeroDivisionError("ours"))}, "camera", "the check itself failed"),
    ],
)  # fmt: skip
def test_each_trouble_is_named_with_its_fix(healthy, broken, name, says):
    checks = failed(run_checks(healthy(**broken)))
    assert checks.keys() == {name}
    assert says in checks[name].sentence
    assert checks[name].fix


def test_what_works_though_not_as_it_could_is_a_warning(healthy):
    limited = PrinterStatus(PrinterState.READY, "Laser", ("no-4x6",), "the queue offers no 4x6 inch paper")
    checks = run_checks(healthy(printer=lambda: limited))
    assert failed(checks) == {}
    assert any(
        line.startswith("warn  printer    the queue offers no 4x6") for line in as_text(checks).splitlines()
    )


def test_sample_photos_in_place_of_a_camera_are_a_warning(healthy):
    checks = run_checks(healthy(camera=lambda: ("simulated camera", "sample photos are taken")))
    assert failed(checks) == {}
    [check] = [check for check in checks if check.fix]
    assert check.name == "camera" and "sample photos are taken" in check.sentence


def test_what_cannot_be_printed_is_said_before_the_party(healthy):
    checks = run_checks(healthy(left_out=lambda _: ("no typeface has 'ꀀ'", "the logo cannot be read")))
    assert failed(checks) == {}
    assert any(
        line.startswith("warn  prints     no typeface has 'ꀀ'; the logo")
        for line in as_text(checks).splitlines()
    )


@pytest.mark.parametrize(
    "error",
    [
        NetworkError("the name x cannot be found (DNS)"),
        SetupError("this booth is not enrolled"),
        RefusedError("the disk was copied", Code.EPOCH_MISMATCH, 409),
        RefusedError("the token is not valid", Code.UNAUTHORIZED, 401),
    ],
)
def test_a_platform_that_does_not_answer_fails_what_needs_it_and_nothing_else(healthy, error):
    checks = failed(run_checks(healthy(platform_time=raises(error))))
    assert checks.keys() == {"platform", "clock"}
    assert checks["platform"].sentence == str(error)
    enrol = not isinstance(error, NetworkError)
    assert all(("enroll --server" in check.fix) == enrol for check in checks.values())


def test_a_booth_without_a_snapshot(healthy):
    checks = failed(run_checks(healthy(config=lambda: None)))
    assert checks.keys() == {"config", "assets"}
    assert all("kiosk sync --once" in check.fix for check in checks.values())


def test_a_tampered_snapshot_is_said_to_be_one(healthy):
    tampered = raises(SetupError("the stored config is not what the server signed"))
    checks = failed(run_checks(healthy(config=tampered)))
    assert checks.keys() == {"config", "assets"}
    assert "not what the server signed" in checks["config"].sentence


def test_a_folder_that_cannot_be_written(healthy, tmp_path):
    (tmp_path / "file").write_text("")
    checks = failed(run_checks(healthy(folder=tmp_path / "file" / "data")))
    assert "cannot be written" in checks["disk"].sentence


def test_missing_libraries_are_named_by_their_debian_packages(healthy, monkeypatch):
    monkeypatch.setattr(libraries, "missing_packages", lambda: ["libgl1", "libxcb-cursor0"])
    checks = failed(run_checks(healthy()))
    assert checks["qt"].fix == "Run: sudo apt-get install libgl1 libxcb-cursor0"


def test_it_is_printed_for_people_and_for_programs(healthy):
    checks = run_checks(healthy(config=lambda: None))
    lines = as_text(checks).splitlines()
    assert any(line.startswith("FAIL  config") for line in lines)
    assert any("kiosk sync --once" in line for line in lines)
    assert [each["name"] for each in json.loads(as_json(checks)) if not each["ok"]] == ["config", "assets"]


def test_every_check_has_a_fix():
    assert all(fix.endswith((".", "--once", "true")) for fix in doctor._FIXES.values())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(59, "agrees"), (-61, "1 min fast"), (7200, "2.0 h slow"), (-86400 * 3, "3.0 days fast")],
)
def test_the_clocks_offset_in_words(healthy, seconds, words):
    checks = run_checks(healthy(platform_time=lambda: WHEN + timedelta(seconds=seconds)))
    assert words in next(check.sentence for check in checks if check.name == "clock")
