"""What the platform answered to a sync: taken over in one transaction, or not at all."""

from dataclasses import dataclass

from contract.sync import GenerationChanged, GenerationState, PhotoWanted, SyncAnswer
from kiosk.store.database import Database, Transaction
from kiosk.store.downloads import Downloads
from kiosk.store.erasures import Erasures
from kiosk.store.leases import Leases
from kiosk.store.outbox import Outbox
from kiosk.store.requests import Requests
from kiosk.store.server_time import ServerTime
from kiosk.store.settings import Settings
from kiosk.store.uploads import Uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncResults:
    """Brings an answer to each subject that it concerns."""

    database: Database
    settings: Settings
    server_time: ServerTime
    outbox: Outbox
    requests: Requests
    leases: Leases
    downloads: Downloads
    uploads: Uploads
    erasures: Erasures

    def cursor(self) -> str:
        """Where the server's changes were read up to."""
        return self.database.read(lambda transaction: self.settings.get(transaction, "cursor"))

    def settle(self, answer: SyncAnswer) -> None:
        """Results, changes, leases, cursor and the time in ONE transaction.

        Only ops named in a result are settled: `ack_seq` may have passed one whose rejection was lost on
        the way, and that one must be sent again to become a dead letter.
        """

        told = self.server_time.told(answer.server_time)

        def take(transaction: Transaction) -> None:
            for result in answer.results:
                rejected = self.outbox.settle(transaction, result)
                if rejected:
                    self.requests.fail(transaction, rejected, result.sentence)
            for change in answer.changes:
                if isinstance(change, GenerationChanged):
                    self._move(transaction, change)
                elif isinstance(change, PhotoWanted):
                    self.uploads.wanted(transaction, change.photo_sha256)
            for lease in (*answer.leases, *answer.reclaimed):
                self.leases.merge(transaction, lease)
            self.settings.put(transaction, "cursor", answer.cursor)
            self.server_time.keep(transaction, told)

        self.database.write(take)
        self.server_time.go_by(told)

    def _move(self, transaction: Transaction, change: GenerationChanged) -> None:
        """A picture that is known at the platform; if its request was refused, somebody retried it there."""
        self.outbox.answer_dead_letters(transaction, str(change.generation_id), "granted")
        if change.state is GenerationState.ERASED:
            self.erasures.begin(transaction, change.generation_id)
        elif self.requests.move(transaction, change) and change.result_sha256:
            self.downloads.want_result(transaction, change.result_sha256, change.generation_id)
