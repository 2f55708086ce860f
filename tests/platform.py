"""The real platform for tests of several folders: `central run` with database, web server and worker.

`tests/conftest.py` makes `live_platform` known to all tests. They share it, each with a booth of its own. It
takes long to start, so of several processes one runs all files that use it.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]
from xdist.workermanage import WorkerController  # type: ignore[import-untyped]

from demo.platform import Platform, platform

SHARING = (
    "tests/e2e/test_all_by_api.py",
    "tests/e2e/test_bad_input.py",
    "tests/e2e/test_killed_booth.py",
    "tests/e2e/test_network_cut.py",
    "tests/kiosk/sync/test_looked_after.py",
    "tests/kiosk/sync/test_with_central.py",
)
PRINTING = ("tests/faults/test_killed_printing.py", "tests/kiosk/printer/test_cups.py")
"""Each runs a CUPS of its own. A booth asks which one its machine runs, and would see another test's end."""
APART = ("tests/central/test_ledger_model.py",)
"""Each test takes long and shares nothing with the others but the database of its process."""
LONGEST = (
    "tests/e2e/test_demo.py",
    *SHARING,
    "tests/faults/test_ledger_under_fire.py",
    "tests/faults/test_sigkill.py",
    "tests/central/test_fuzzing.py",
    "tests/kiosk/ui/test_pages.py",
    "tests/central/dashboards/test_in_a_browser.py",
    "tests/e2e/test_wheel.py",
    "tests/central/test_repeats.py",
    "tests/central/test_commands.py",
    "tests/central/test_lock_order.py",
    "tests/central/test_restore.py",
    "tests/e2e/test_release.py",
    "tests/central/test_pages.py",
    "tests/kiosk/printer/test_layouts.py",
    "tests/central/test_guest_page.py",
    "tests/central/test_erasure_races.py",
    "tests/central/test_hostile_batches.py",
    "tests/central/test_embedded_database.py",
    "tests/faults/test_dead_database.py",
    *APART,
    "tests/central/test_late_payments.py",
    "tests/central/test_list_costs.py",
    *PRINTING,
    "tests/central/dashboards/test_bell_in_a_browser.py",
    "tests/kiosk/ui/test_moments.py",
    "tests/kiosk/ui/test_touches.py",
    "tests/pictures/test_lettering.py",
)
"""They begin first, in this order, and the short ones fill what is left: no core is idle at the end."""
SETTINGS = ("DATABASE_URL", "DATABASE_POOL", "CABINA_DATA", "SECRET_KEY", "SERVER_KEY", "LOG_LEVEL")
"""What other tests of this session may have set for themselves."""


class SharingOnePlatform(LoadFileScheduling):  # type: ignore[misc]
    """Runs the tests of one file in one process, and all files of those that share the platform or run a
    CUPS; but those of the longest file wherever there is room. Whatever takes longest begins first. Else one
    process would still play when the others are done."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        if file in APART:
            return nodeid
        if file in PRINTING:
            return "those that run a CUPS"
        return "those that share the platform" if file in SHARING else file

    def _assign_work_unit(self, node: WorkerController) -> None:
        self.workqueue.move_to_end(min(self.workqueue, key=self._rank), last=False)
        super()._assign_work_unit(node)

    def _rank(self, scope: str) -> int:
        file = next(iter(self.workqueue[scope])).split("::")[0]
        return LONGEST.index(file) if file in LONGEST else len(LONGEST)


@dataclass(frozen=True)
class LivePlatform:
    """A platform that runs, with the sample partner, client and live event."""

    process: Platform

    @property
    def url(self) -> str:
        return self.process.url

    def pairing(self) -> dict[str, Any]:
        """What `central demo-data` says, with a pairing code that nobody has used."""
        told: dict[str, Any] = self.process.command("demo-data")
        return told


@pytest.fixture(scope="session")
def live_platform(request: pytest.FixtureRequest) -> Iterator[LivePlatform]:
    """Its ledger adds up when all is over.

    Not below pytest's own folder: that is closed to the user whom an embedded database runs as.
    """
    from tests.migrated import begin_migrated  # Loads the database's driver, which few tests need.

    users = [item.nodeid for item in request.session.items if "live_platform" in _needs(item)]
    strange = {nodeid.split("::")[0] for nodeid in users} - {*SHARING}
    assert not strange, f"{sorted(strange)} belong into SHARING, else each starts a platform of its own"
    folder = Path(tempfile.mkdtemp(prefix="cabina-live-"))
    try:
        with ExitStack() as stack:
            with pytest.MonkeyPatch.context() as environment:
                for setting in SETTINGS:
                    environment.delenv(setting, raising=False)
                begin_migrated(folder)
                process = stack.enter_context(platform(folder))
            yield LivePlatform(process)
            assert process.command("audit-ledger")["clean"]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _needs(item: pytest.Item) -> list[str]:
    return item.fixturenames if isinstance(item, pytest.Function) else []
