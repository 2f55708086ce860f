"""What the platform answered to a sync: taken over in one transaction, or not at all."""

from contract.sync import GenerationChanged, SyncAnswer
from kiosk.store.database import Database, Transaction
from kiosk.store.downloads import Downloads
from kiosk.store.leases import Leases
from kiosk.store.outbox import Outbox
from kiosk.store.requests import Requests
from kiosk.store.server_time import ServerTime
from kiosk.store.settings import Settings


class SyncResults:
    """Brings an answer to each subject that it concerns."""

    def __init__(  # noqa: PLR0913 - all that one answer touches
        self,
        *,
        database: Database,
        settings: Settings,
        server_time: ServerTime,
        outbox: Outbox,
        requests: Requests,
        leases: Leases,
        downloads: Downloads,
    ) -> None:
        self._database = database
        self._settings = settings
        self._server_time = server_time
        self._outbox = outbox
        self._requests = requests
        self._leases = leases
        self._downloads = downloads

    def cursor(self) -> str:
        """Where the server's changes were read up to."""
        return self._database.read(lambda transaction: self._settings.get(transaction, "cursor"))

    def settle(self, answer: SyncAnswer) -> None:
        """Results, changes, leases, cursor and clock offset in ONE transaction.

        Only ops named in a result are settled: `ack_seq` may have passed one whose rejection was lost on
        the way, and that one must be sent again to become a dead letter.
        """

        offset = self._server_time.offset_to(answer.server_time)

        def take(transaction: Transaction) -> None:
            for result in answer.results:
                rejected = self._outbox.settle(transaction, result)
                if rejected:
                    self._requests.fail(transaction, rejected, result.sentence)
            for change in answer.changes:
                if isinstance(change, GenerationChanged):
                    self._move(transaction, change)
            for lease in answer.leases:
                self._leases.merge(transaction, lease)
            self._settings.put(transaction, "cursor", answer.cursor)
            self._server_time.keep(transaction, offset)

        self._database.write(take)
        self._server_time.correct_by(offset)

    def _move(self, transaction: Transaction, change: GenerationChanged) -> None:
        if self._requests.move(transaction, change) and change.result_sha256:
            self._downloads.want_result(transaction, change.result_sha256, change.generation_id)
