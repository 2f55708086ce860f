"""A pairing code becomes an identity; the token goes where it is safe."""

import stat

import keyring.backend
import keyring.errors
import pytest

from contract.problem import Code
from kiosk.domain.errors import DiskError, NetworkError, RefusedError, SetupError
from kiosk.sync import token_store as vaults
from kiosk.sync.connection import Line
from kiosk.sync.enroll import enroll
from kiosk.sync.token_store import DeviceVault, FileVault, open_vault
from tests.kiosk.sync import loopback
from tests.kiosk.sync.loopback import TOKEN


class Ring(keyring.backend.KeyringBackend):
    """A Secret Service that answers."""

    priority = 1

    def __init__(self):
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password


class LockedRing(Ring):
    def set_password(self, service, username, password):
        raise keyring.errors.KeyringLocked("no prompt at an unattended booth")

    def get_password(self, service, username):
        raise keyring.errors.KeyringLocked("no prompt at an unattended booth")


class ForgetfulRing(Ring):
    def set_password(self, service, username, password):
        pass


@pytest.fixture
def pair(booth, server):
    def pairing(code="7KQ2M9XD", vault=None, address=server.address):
        return enroll(
            address,
            code,
            store=booth.store,
            vault=vault or booth.vault,
            clock=booth.clock,
            app_version="0.1.0",
        )

    return pairing


def test_a_code_as_it_is_typed_becomes_an_identity(booth, server, pair):
    pairing = pair(" 7kq2-m9xd ")
    assert booth.store.enrollment.current() == pairing.enrolled
    assert (pairing.enrolled.epoch, pairing.enrolled.server) == (2, server.address)
    assert booth.vault.load() == TOKEN


def test_the_token_file_is_for_the_booths_user_only(booth, pair):
    assert pair().token_place == f"file {booth.folder / 'token'}"
    assert stat.S_IMODE((booth.folder / "token").stat().st_mode) == 0o600


def test_a_wrong_code_changes_nothing(booth, pair):
    before = booth.store.enrollment.current()
    with pytest.raises(RefusedError) as refused:
        pair("0000-0000")
    assert refused.value.code is Code.PAIRING_CODE_WRONG
    assert booth.store.enrollment.current() == before


@pytest.mark.parametrize("code", ["", "7K", "x" * 50])
def test_what_is_no_code_is_not_sent(platform, pair, code):
    with pytest.raises(SetupError):
        pair(code)
    assert platform.seen == []


def test_too_many_tries(platform, pair):
    platform.break_next("POST /kiosks/enroll", loopback.says(429, Retry_After="60"))
    with pytest.raises(NetworkError) as asked:
        pair()
    assert asked.value.retry_after == 60


def test_a_portal_is_not_a_platform(booth, platform, pair):
    platform.break_next("POST /kiosks/enroll", loopback.portal)
    with pytest.raises(NetworkError):
        pair()
    assert booth.store.enrollment.current().epoch == 1


def test_without_a_place_for_the_token_the_booth_is_not_enrolled(booth, pair):
    (booth.folder / "blocked").write_text("")
    with pytest.raises(DiskError):
        pair(vault=FileVault(booth.folder / "blocked" / "token"))
    assert booth.store.enrollment.current().epoch == 1


def test_a_keyring_that_answers_keeps_the_token_and_the_file_goes(booth, pair):
    ring = Ring()
    vault = DeviceVault(booth.folder, ring)
    assert pair(vault=vault).token_place == "keyring"
    assert not (booth.folder / "token").exists()
    assert vault.load() == TOKEN and vault.place() == "keyring"


def test_two_booths_on_one_pc_have_two_tokens(tmp_path):
    ring = Ring()
    first, second = DeviceVault(tmp_path / "a", ring), DeviceVault(tmp_path / "b", ring)
    first.save("one")
    second.save("two")
    assert (first.load(), second.load()) == ("one", "two")


@pytest.mark.parametrize("ring", [LockedRing, ForgetfulRing])
def test_a_keyring_that_keeps_nothing_leaves_it_to_the_file(tmp_path, ring):
    vault = DeviceVault(tmp_path, ring())
    assert vault.load() is None
    assert vault.save("secret") == f"file {tmp_path / 'token'}"
    assert vault.load() == "secret"


def test_without_a_session_bus_nobody_asks_for_a_keyring(tmp_path, monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert open_vault(tmp_path).save("secret").startswith("file ")


def test_a_session_bus_without_a_secret_service_means_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    assert vaults.open_vault(tmp_path).save("secret").startswith("file ")


def test_a_booth_whose_token_is_gone_says_what_to_do(booth):
    booth.vault.forget()
    line = Line(booth.store, booth.vault, booth.clock, booth.client)
    with pytest.raises(SetupError, match="enrol again"):
        line.open()


def test_an_unreadable_token_file_is_a_disk_error(tmp_path):
    (tmp_path / "token").mkdir()
    with pytest.raises(DiskError):
        FileVault(tmp_path / "token").load()
