"""Small values that outlast the program, by name."""

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
