"""The party: a platform with one live event, and its booths."""

import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

from benchmarks.campaign.platform import Central
from benchmarks.campaign.station import Station
from tests.e2e.conftest import Office

CREDITS = 60_000


class Party:
    """Use as a context manager. Everything is below one folder, and ends with it."""

    def __init__(self, booths: int, seed: int) -> None:
        # Not below /root: the embedded database works as a user of its own.
        self.root = Path(tempfile.mkdtemp(prefix="cabina-campaign-"))
        self.root.chmod(0o755)
        self.platform_is_free = threading.Lock()
        self.central = Central(self.root / "central")
        self.stations: list[Station] = []
        self.copies: list[tuple[Station, Path]] = []
        """Data folders that were copied off a booth and lived on by themselves."""
        self._booths, self._seed = booths, seed

    def __enter__(self) -> "Party":
        try:
            self.central.start()
            self.central.wait()
            self.office = Office(self.central.platform)
            self.event = self.office.party("Campaign", CREDITS, self._booths)
            for number, code in enumerate(self.event.codes):
                station = Station(self.root, number, self.central.port, self._seed * 100 + number)
                self.stations.append(station)
                station.pair(code)
                station.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, work: str, **words: str) -> Any:  # noqa: ANN401 - JSON of the office
        """What the office says, in a process of its own: another's database may have been killed."""
        office = Office(self.central.platform)
        try:
            return getattr(office, work)(self.event, **words)
        finally:
            office.close()

    def audit(self) -> dict[str, Any]:
        found: dict[str, Any] = self.central.platform.command("audit-ledger")
        return found

    def close(self) -> None:
        for station in self.stations:
            station.close()
        self.central.stop()

    def clear(self) -> None:
        for station in self.stations:
            station.clear()
        self.central.disk.clear()
        subprocess.run(["rm", "-rf", "--one-file-system", str(self.root)], check=False)
        shutil.rmtree(self.root, ignore_errors=True)
