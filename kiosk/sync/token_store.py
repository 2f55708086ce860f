"""Where the device token lives: the OS keyring when a Secret Service answers, else a 0600 file."""

import os
from pathlib import Path
from typing import Any, Protocol

from kiosk.domain.errors import DiskError

_SERVICE = "cabina-kiosk"
_KEYRING_BUS = "DBUS_SESSION_BUS_ADDRESS"


class TokenVault(Protocol):
    """Keeps one secret: the token of this booth."""

    def load(self) -> str | None:
        """The token, or None before pairing."""
        ...

    def save(self, token: str) -> str:
        """Keep the token, durably; returns a sentence fragment that says where. Raises DiskError."""
        ...

    def place(self) -> str:
        """Where the token is, or would be, for people: `keyring` or the file's path."""
        ...


class FileVault:
    """The token in a file that only the kiosk's user can read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> str | None:
        try:
            return self._path.read_text().strip() or None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DiskError(f"the token file {self._path} cannot be read: {error.strerror}") from error

    def save(self, token: str) -> str:
        try:
            self._replace(token)
        except OSError as error:
            raise DiskError(f"the token file {self._path} cannot be written: {error.strerror}") from error
        return self.place()

    def place(self) -> str:
        return f"file {self._path}"

    def forget(self) -> None:
        """Remove the file, if there is one."""
        self._path.unlink(missing_ok=True)

    def exists(self) -> bool:
        return self._path.exists()

    def _replace(self, token: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(token)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)
        _sync_folder(self._path.parent)


class KeyringVault:
    """The token in the session's Secret Service. `folder` tells two booths on one PC apart."""

    def __init__(self, ring: Any, folder: Path) -> None:  # noqa: ANN401 - keyring's backends share no type
        self._ring = ring
        self._name = str(folder.resolve())

    def load(self) -> str | None:
        token: str | None = self._ring.get_password(_SERVICE, self._name)
        return token or None

    def save(self, token: str) -> str:
        self._ring.set_password(_SERVICE, self._name, token)
        return self.place()

    def place(self) -> str:
        return "keyring"


class DeviceVault:
    """The keyring where one answers, else the file. A file that is there already is believed first."""

    def __init__(self, folder: Path, ring: Any | None = None) -> None:  # noqa: ANN401
        self._file = FileVault(folder / "token")
        self._ring = KeyringVault(ring, folder) if ring is not None else None

    def load(self) -> str | None:
        return self._file.load() or self._from_ring()

    def save(self, token: str) -> str:
        ring = self._ring
        if ring is None or not self._kept_by_ring(token):
            return self._file.save(token)
        self._file.forget()
        return ring.place()

    def place(self) -> str:
        if self._ring is None or self._file.exists():
            return self._file.place()
        return self._ring.place()

    def _from_ring(self) -> str | None:
        from keyring.errors import KeyringError

        if self._ring is None:
            return None
        try:
            return self._ring.load()
        except KeyringError:
            return None

    def _kept_by_ring(self, token: str) -> bool:
        """A locked keyring takes a secret and does not give it back: only what comes back was kept."""
        from keyring.errors import KeyringError

        assert self._ring is not None
        try:
            self._ring.save(token)
        except KeyringError:
            return False
        return self._from_ring() == token


def open_vault(folder: Path) -> DeviceVault:
    """The vault of the booth whose data folder this is."""
    return DeviceVault(folder, _secret_service())


def _secret_service() -> Any | None:  # noqa: ANN401
    """The Secret Service of this session, or None where none can answer (the usual booth)."""
    if not os.environ.get(_KEYRING_BUS):
        return None
    import keyring.backends.SecretService

    backend: Any = keyring.backends.SecretService.Keyring
    return backend() if backend.viable else None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
