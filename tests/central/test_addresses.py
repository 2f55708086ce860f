"""Where a request comes from: behind which proxies, and for whom they may speak."""

import logging
import runpy
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from django.test import Client, RequestFactory, override_settings

from central.server import addresses
from central.server.addresses import Proxies, address_of
from central.server.environment import SettingError

SETTINGS = Path(addresses.__file__).parents[1] / "settings.py"
NAMED = "10.0.0.0/8, 192.0.2.9, fd00::/8"


def seen(proxies: str, peer: str, forwarded_for: str = "") -> str:
    headers = {"X-Forwarded-For": forwarded_for} if forwarded_for else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)
    with override_settings(TRUSTED_PROXIES=Proxies.of(proxies)):
        return address_of(request)


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded_for", "whose"),
    [
        ("0", "198.51.100.1", "", "198.51.100.1"),
        ("0", "198.51.100.1", "203.0.113.5", "198.51.100.1"),
        ("1", "10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("1", "10.0.0.1", "1.2.3.4, 203.0.113.5", "203.0.113.5"),
        ("2", "10.0.0.1", "1.2.3.4, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        ("2", "10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("1", "10.0.0.1", "", "10.0.0.1"),
        ("1", "10.0.0.1", "rubbish\x01, unknown", "10.0.0.1"),
        (NAMED, "10.0.0.1", "1.2.3.4, 203.0.113.5", "203.0.113.5"),
        (NAMED, "10.0.0.1", "1.2.3.4, 203.0.113.5, 192.0.2.9, 10.9.9.9", "203.0.113.5"),
        (NAMED, "198.51.100.1", "203.0.113.5", "198.51.100.1"),
        (NAMED, "10.0.0.1", "10.0.0.7", "10.0.0.7"),
        (NAMED, "10.0.0.1", "unknown", "10.0.0.1"),
        (NAMED, "fd00::1", "203.0.113.5:4711", "203.0.113.5"),
        (NAMED, "::ffff:10.0.0.1", "[2001:db8:1:2::5]:443", "2001:db8:1:2::/64"),
        ("", "198.51.100.1", "203.0.113.5", "198.51.100.1"),
    ],
)
def test_it_is_the_nearest_that_no_proxy_of_ours_vouches_for(
    proxies: str, peer: str, forwarded_for: str, whose: str
) -> None:
    assert seen(proxies, peer, forwarded_for) == whose


@pytest.mark.parametrize(
    ("peer", "whose"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("/run/cabina.sock", "unknown"),
    ],
)
def test_ipv6_counts_by_its_first_64_bits(peer: str, whose: str) -> None:
    assert seen("0", peer) == whose


def test_whoever_is_not_believed_is_named_once_in_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "_first_warning", Lock())
    with caplog.at_level(logging.WARNING, "central.server.addresses"):
        seen(NAMED, "10.0.0.1", "203.0.113.5")
        seen("0", "198.51.100.1")
        assert caplog.records == []
        for peer in ("198.51.100.1", "198.51.100.2"):
            seen("0", peer, "203.0.113.5")
    [warning] = caplog.records
    assert "198.51.100.1, which TRUSTED_PROXIES does not name" in warning.getMessage()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "TRUSTED_PROXIES",
            "nginx",
            "should be addresses or networks like 127.0.0.1, 10.0.0.0/8, or a number",
        ),
        ("TRUSTED_PROXIES", "-1", "should be addresses"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "should be addresses"),
        ("PUBLIC_URL", "cabina.example", "should be an address like https://cabina.example"),
        ("PUBLIC_URL", "https://cabina.example:port", "should be an address"),
        ("DATABASE_POOL", "many", "should be a number of connections"),
        ("DATABASE_POOL", "-3", "should be a number of connections"),
        ("TIME_ZONE", "Mars/Olympus", "should be the name of a time zone"),
        ("LOG_LEVEL", "chatty", "should be DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(
    name: str, value: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as refused:
        runpy.run_path(str(SETTINGS))
    assert str(refused.value).startswith(f"{name} is {value!r}, and {expected}")


@pytest.mark.parametrize(
    ("public_url", "more", "answered"),
    [
        (None, "", {"*"}),
        ("http://0.0.0.0:8000", "", {"*"}),
        ("https://cabina.example", "", {"cabina.example"}),
        ("https://cabina.example:8443/", "", {"cabina.example"}),
        ("https://cabina.example", "fiesta.example, .party.example", {"cabina.example", "fiesta.example",
         ".party.example"}),
        ("http://[2001:db8::1]:8000", "", {"[2001:db8::1]"}),
    ],
)  # fmt: skip
def test_the_hosts_that_are_answered_follow_from_the_public_address(
    public_url: str | None, more: str, answered: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", more)
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    if public_url is not None:
        monkeypatch.setenv("PUBLIC_URL", public_url)
    own = set() if answered == {"*"} else {"localhost", "127.0.0.1", "[::1]"}
    assert set(runpy.run_path(str(SETTINGS))["ALLOWED_HOSTS"]) == answered | own


def test_another_host_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    with override_settings(ALLOWED_HOSTS=["cabina.example"]):
        browser = Client(raise_request_exception=False)
        assert browser.get("/g/x", headers={"Host": "evil.example"}).status_code == 400
        refused = browser.get("/api/v1/me", headers={"Host": "evil.example"})
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid")
        assert browser.get("/api/v1/me", headers={"Host": "cabina.example:8443"}).status_code == 401
    said = [record for record in caplog.records if record.name == "django.security.DisallowedHost"]
    assert len(said) == 2
    assert all("'evil.example'" in record.getMessage() for record in said), "so that it can be added"
    assert {record.exc_info for record in said} == {None}, "no traceback: anybody may ask as they like"


def test_a_command_says_so_and_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "nginx")
    command = [sys.executable, "-m", "central", "run", "--data", str(tmp_path / "new")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "central: TRUSTED_PROXIES is 'nginx', and should be addresses or networks like 127.0.0.1, "
        "10.0.0.0/8, or a number.\n"
    )
