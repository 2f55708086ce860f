"""What the booth remembers of a sheet that CUPS sends, so that it tells a second sending from the first."""

import math
import time
from dataclasses import dataclass

from kiosk.printer.verdict import DeviceView

_SUDDEN_SECONDS = 3.0
"""CUPS's clock counts whole seconds: a crash so soon after the beginning may leave the same beginning."""


@dataclass(slots=True)
class Sending:
    """One print. Times are CUPS's, in seconds since the epoch; 0 while not known.

    Its durable name is `{job-uuid}#{title}`, and `#{began}` once that is known: a booth that is started anew
    learns from it that CUPS, which was stopped as well, is not sending the sheet for the first time.
    """

    uuid: str
    title: str
    began: float = 0.0
    run: str = ""
    """Which run of CUPS sends it."""
    given_to: str = ""
    """Which run of CUPS this run of the booth gave it to; empty for a sheet from before the booth's start."""
    of_an_earlier_run: bool = False
    """Of the booth: what has become of it since then is not known."""
    number: int = 0
    """The printer's own number of the job."""
    released: float = 0.0
    """The beginning of a sending of which the printer said that nothing came; another may follow it."""
    held: bool = False
    taken_back: bool = False
    looked_at: float = -math.inf

    @classmethod
    def named(cls, device_job: str) -> "Sending":
        uuid, _, rest = device_job.partition("#")
        title, _, began = rest.partition("#")
        return cls(uuid, title, float(began or 0), of_an_earlier_run=bool(began))

    @property
    def name(self) -> str:
        """The durable name, with all that is known."""
        return f"{self.uuid}#{self.title}" + (f"#{self.began:.0f}" if self.began else "")

    def is_another(self, began: float, run: str) -> bool:
        """Whether CUPS has begun again since this sending was seen."""
        if began != self.began:
            return bool(self.began)
        sudden = time.time() - began < _SUDDEN_SECONDS and run != self.run
        return sudden and not self.of_an_earlier_run

    def is_interrupted(self, began: float) -> bool:
        """Whether a job that CUPS does not send now may be at the printer in part or whole."""
        return began not in (0.0, self.released)

    def is_repeated_unseen(self, began: float, run: str) -> bool:
        """Whether CUPS was stopped meanwhile, and sends the sheet again to a printer that cannot be asked.

        Without having been stopped it tries again because its driver said that the first time failed.
        """
        another = self.is_another(began, run)
        return another and (self.of_an_earlier_run or run != self.run)

    def is_repeated(self, began: float, run: str, view: DeviceView) -> bool:
        """Whether the printer has, or may have, the sheet in hand from before this sending."""
        another = self.is_another(began, run)
        if len(view.in_hand) > 1 or (view.in_hand and self.of_an_earlier_run and another):
            return True
        if self.number and another:
            return not view.ended_without_a_sheet(self.number)
        return not self.number and view.holds_one_from_before(began)

    def seen(self, began: float, run: str, view: DeviceView | None = None) -> None:
        """CUPS sends the sheet, for the first time as far as can be told."""
        if not self.run or self.is_another(began, run):
            self.began, self.run, self.of_an_earlier_run = began, run, False
        if view is not None and view.in_hand:
            self.number = view.in_hand[-1].number

    def release(self, began: float) -> None:
        """Nothing came of the sending that began then: the sheet may be sent again."""
        self.released, self.began, self.number = began, 0.0, 0
        self.held = self.taken_back = False
