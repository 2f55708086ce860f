"""A disk that was copied to another PC does not speak for the kiosk that it was copied from."""

from pathlib import Path

import pytest

from contract.problem import Code
from kiosk.domain.errors import RefusedError
from kiosk.domain.hardware import network_cards
from kiosk.sync.transport.connection import Connection
from tests.kiosk.worlds import enrolled

HERE = frozenset({"00:1b:21:00:00:01", "00:1b:21:00:00:02"})


def connection(booth, *cards: str) -> Connection:
    made = Connection(booth.store, booth.tokens, booth.clock, booth.client, lambda: frozenset(cards))
    booth.connections.append(made)
    return made


def test_the_first_run_remembers_the_pc_and_another_pc_is_refused_until_it_is_enrolled(booth, server):
    connection(booth, *HERE).open()
    with pytest.raises(RefusedError, match="another PC") as refused:
        connection(booth, "00:1b:21:ff:ff:ff").open()
    assert refused.value.code is Code.EPOCH_MISMATCH
    assert connection(booth, "00:1b:21:00:00:02").open(), "a card was taken out"
    assert connection(booth).open(), "a PC that shows no cards is not judged"
    booth.store.enrollment.keep(enrolled(epoch=2, server=server.address))
    assert connection(booth, "00:1b:21:ff:ff:ff").open()


def test_a_copy_says_so_and_sends_nothing(booth, platform):
    connection(booth, *HERE).open()
    booth.request()
    service = booth.service(connection=connection(booth, "00:1b:21:ff:ff:ff"))
    assert "another PC" in service.sync_once().sentence
    assert platform.seen == []


def test_only_the_makers_addresses_of_real_cards_count(tmp_path: Path):
    for name, address, real in (
        ("eth0", "00:1B:21:00:00:01", True),
        ("wlan0", "02:1b:21:00:00:02", True),
        ("docker0", "00:1b:21:00:00:03", False),
        ("lo", "00:00:00:00:00:00", True),
        ("odd", "no address", True),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "address").write_text(f"{address}\n")
        if real:
            (tmp_path / name / "device").mkdir()
    assert network_cards(tmp_path) == {"00:1b:21:00:00:01"}
    assert network_cards(tmp_path / "nowhere") == frozenset()
