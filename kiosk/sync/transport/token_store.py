"""Where the device token lives: the session's keyring when one keeps it, else a 0600 file."""

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.store.errors import disk_errors
from kiosk.store.files import durable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "cabina-kiosk"


class TokenStore:
    """Keeps the token of the booth whose data folder this is. A file that is there is believed first.

    `keyring` is the session's own unless given. Raises DiskError where the file cannot be read or written.
    """

    def __init__(self, folder: Path, keyring: "KeyringBackend | None" = None) -> None:
        self._file = folder / "token"
        self._account = str(folder.resolve())
        self._keyring = keyring

    def load(self) -> str | None:
        """The token, or None before pairing."""
        return self._from_file() or self._from_keyring()

    def save(self, token: str) -> str:
        """Keep the token, durably; returns its place."""
        if self._kept_by_keyring(token):
            with disk_errors(self._file):
                self._file.unlink(missing_ok=True)
        else:
            with durable(self._file) as file:
                file.write(token.encode())
        return self.place()

    def place(self) -> str:
        """Where the token is, for people; the file's place while there is none."""
        in_keyring = self._from_file() is None and self._from_keyring() is not None
        return "keyring" if in_keyring else f"file {self._file}"

    def _from_file(self) -> str | None:
        with disk_errors(self._file):
            return self._file.read_text().strip() or None if self._file.exists() else None

    def _from_keyring(self) -> str | None:
        from keyring.errors import KeyringError

        try:
            return self._session_keyring().get_password(_SERVICE, self._account) or None
        except KeyringError:
            return None

    def _kept_by_keyring(self, token: str) -> bool:
        """A locked keyring takes a secret and does not give it back: only what comes back was kept."""
        from keyring.errors import KeyringError

        try:
            self._session_keyring().set_password(_SERVICE, self._account, token)
        except KeyringError:
            return False
        return self._from_keyring() == token

    def _session_keyring(self) -> "KeyringBackend":
        import keyring

        return self._keyring or keyring.get_keyring()
