"""Small values that outlast the program, by name."""

from uuid import UUID

from kiosk.store.database import Database, Transaction


class Settings:
    """Each a text, empty while it was never set."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, transaction: Transaction, name: str) -> str:
        found = transaction.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def put(self, transaction: Transaction, name: str, value: str) -> None:
        transaction.execute(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def paused(self) -> bool:
        """Somebody paused this booth, here or from afar; holds over a restart."""
        return self._database.read(lambda transaction: self.get(transaction, "paused")) == "yes"

    def pause(self, on: bool) -> None:
        """Pause the booth, or let it go on."""
        self._database.write(lambda transaction: self.put(transaction, "paused", "yes" if on else ""))

    def copies_stay(self) -> bool:
        """The printer's side keeps pictures that nobody here may remove, by the last run's word."""
        return self._database.read(lambda transaction: self.get(transaction, "copies_stay")) == "yes"

    def let_copies_stay(self, stay: bool) -> None:
        self._database.write(lambda transaction: self.put(transaction, "copies_stay", "yes" if stay else ""))

    def restart_for(self, command_id: UUID) -> None:
        """The program is about to end because of this command; its next run says that it was carried out."""
        self._database.write(lambda transaction: self.put(transaction, "restart", str(command_id)))

    def restarted_for(self) -> UUID | None:
        """The command for which an earlier run ended, until the platform knows."""
        found = self._database.read(lambda transaction: self.get(transaction, "restart"))
        return UUID(found) if found else None

    def forget_restart(self, command_id: UUID) -> None:
        """The platform knows that this command was carried out."""

        def forget(transaction: Transaction) -> None:
            if self.get(transaction, "restart") == str(command_id):
                self.put(transaction, "restart", "")

        self._database.write(forget)
