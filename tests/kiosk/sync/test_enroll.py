"""A pairing code becomes an identity; the token goes where it is safe."""

import os
import stat
import subprocess
import sys

import keyring
import keyring.backend
import keyring.errors
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from contract.problem import Code
from kiosk.domain.errors import DiskError, NetworkError, RefusedError, SetupError
from kiosk.sync.enroll import enroll
from kiosk.sync.transport.token_store import TokenStore
from tests.kiosk.sync import loopback
from tests.kiosk.sync.loopback import TOKEN


class Ring(keyring.backend.KeyringBackend):
    """A Secret Service that answers."""

    priority = -1
    """Never chosen for the session by keyring itself."""

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
    def pairing(code="7KQ2M9XD", tokens=None, address=server.address):
        return enroll(
            address,
            code,
            store=booth.store,
            tokens=tokens or booth.tokens,
            clock=booth.clock,
            app_version="0.1.0",
        )

    return pairing


def test_a_code_as_it_is_typed_becomes_an_identity(booth, server, pair):
    pairing = pair(" 7kq2-m9xd ")
    assert booth.store.enrollment.current() == pairing.enrolled
    assert (pairing.enrolled.epoch, pairing.enrolled.server) == (2, server.address)
    assert booth.tokens.load() == TOKEN


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
    assert "wrong codes came from this network" in str(asked.value)
    assert "try again in 60 seconds" in str(asked.value)


def test_a_portal_is_not_a_platform(booth, platform, pair):
    platform.break_next("POST /kiosks/enroll", loopback.portal)
    with pytest.raises(NetworkError):
        pair()
    assert booth.store.enrollment.current().epoch == 1


def test_without_a_place_for_the_token_the_booth_is_not_enrolled(booth, pair):
    (booth.folder / "blocked").write_text("")
    with pytest.raises(DiskError):
        pair(tokens=TokenStore(booth.folder / "blocked", NoKeyring()))
    assert booth.store.enrollment.current().epoch == 1


def test_a_keyring_that_answers_keeps_the_token_and_the_file_goes(booth, pair):
    ring = Ring()
    tokens = TokenStore(booth.folder, ring)
    assert pair(tokens=tokens).token_place == "keyring"
    assert not (booth.folder / "token").exists()
    assert tokens.load() == TOKEN and tokens.place() == "keyring"


def test_two_booths_on_one_pc_have_two_tokens(tmp_path):
    ring = Ring()
    first, second = TokenStore(tmp_path / "a", ring), TokenStore(tmp_path / "b", ring)
    first.save("one")
    second.save("two")
    assert (first.load(), second.load()) == ("one", "two")


@pytest.mark.parametrize("ring", [LockedRing, ForgetfulRing])
def test_a_keyring_that_keeps_nothing_leaves_it_to_the_file(tmp_path, ring):
    tokens = TokenStore(tmp_path, ring())
    assert tokens.load() is None
    assert tokens.save("secret") == f"file {tmp_path / 'token'}"
    assert tokens.load() == "secret"


@pytest.fixture
def session_keyring():
    """Sets the keyring that this session has."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_the_sessions_own_keyring_is_asked(tmp_path, session_keyring):
    session_keyring(ring := Ring())
    assert TokenStore(tmp_path).save("secret") == "keyring"
    assert list(ring.kept.values()) == ["secret"] == [TokenStore(tmp_path).load()]


def test_a_session_without_a_keyring_means_the_file(tmp_path, session_keyring):
    session_keyring(NoKeyring())
    assert TokenStore(tmp_path).save("secret").startswith("file ")
    assert TokenStore(tmp_path).load() == "secret"


@pytest.mark.parametrize("bus", ["", "unix:path=/nowhere"])
def test_without_a_secret_service_on_the_bus_it_is_the_file(tmp_path, bus):
    program = (
        "import sys; from pathlib import Path; from kiosk.sync.transport.token_store import TokenStore;"
        "print(TokenStore(Path(sys.argv[1])).save('secret'), TokenStore(Path(sys.argv[1])).load())"
    )
    environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": bus}
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"file {tmp_path / 'token'} secret\n"


def test_a_booth_whose_token_is_in_a_file_never_imports_the_keyring(tmp_path):
    (tmp_path / "token").write_text("secret")
    program = (
        "import sys; from pathlib import Path; from kiosk.sync.transport.token_store import TokenStore;"
        "assert TokenStore(Path(sys.argv[1])).load() == 'secret'; assert 'keyring' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)


def test_a_booth_whose_token_is_gone_says_what_to_do(booth):
    (booth.folder / "token").unlink()
    connection = booth.connection()
    with pytest.raises(SetupError, match="enrol again"):
        connection.open()


def test_an_unreadable_token_file_is_a_disk_error(tmp_path):
    (tmp_path / "token").mkdir()
    with pytest.raises(DiskError):
        TokenStore(tmp_path, NoKeyring()).load()
