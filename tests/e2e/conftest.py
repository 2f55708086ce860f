"""One real platform for all end-to-end tests (`tests/platform.py`)."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo.cable import Cable
from demo.platform import Platform
from tests.platform import LivePlatform

CREDITS = 2000


@dataclass(frozen=True)
class Party:
    """A live event of the test's own. `codes` pair one kiosk each."""

    id: str
    slug: str
    codes: list[str]


class Office:
    """Plans parties and reads accounts at the running platform."""

    def __init__(self, central: Platform) -> None:
        self.partner: dict[str, Any] = central.command("demo-data")["partner"]
        environment = central.environment | {
            "CABINA_DATA": str(central.folder),
            "DJANGO_SETTINGS_MODULE": "central.settings",
            "DATABASE_POOL": "0",
            "LOG_LEVEL": "WARNING",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.office"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def party(self, name: str, credits: int = CREDITS, kiosks: int = 1) -> Party:
        return Party(
            **self._ask("plan", partner=self.partner["id"], name=name, credits=credits, kiosks=kiosks)
        )

    def account(self, party: Party) -> dict[str, Any]:
        return self._ask("account", event_id=party.id)

    def again(self, party: Party, kiosk: str) -> str:
        """A code that pairs this kiosk of the party's once more."""
        return str(self._ask("again", event_id=party.id, kiosk_id=kiosk))

    def rows(self, party: Party) -> dict[str, int]:
        return self._ask("rows", event_id=party.id)

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(20)

    def _ask(self, command: str, /, **arguments: Any) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps([command, arguments]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the back office broke off; its words are on stderr"
        return json.loads(answer)


@pytest.fixture(scope="session")
def central(live_platform: LivePlatform) -> Platform:
    """The platform's processes."""
    return live_platform.process


@pytest.fixture(scope="session")
def office(central: Platform) -> Iterator[Office]:
    """Who plans parties and reads accounts."""
    opened = Office(central)
    yield opened
    opened.close()


@pytest.fixture
def cable(central: Platform) -> Iterator[Cable]:
    """The network between booth and platform."""
    with Cable(central.port) as plugged_in:
        yield plugged_in


@pytest.fixture
def party(office: Office, request: pytest.FixtureRequest) -> Party:
    """A live event of this test's own, with one kiosk."""
    return office.party(request.node.name[:60])


@pytest.fixture
def booth_folder(tmp_path: Path) -> Path:
    """The data folder of a booth."""
    return tmp_path / "kiosk"
