"""CUPS's answers, as pycups brings them."""

import cups
import pytest

from kiosk.domain.errors import PrinterError
from kiosk.printer.cups_server import CupsServer, RefusedByCupsError


@pytest.fixture
def server() -> CupsServer:
    return CupsServer()


def asked(server: CupsServer, error: Exception) -> PrinterError:
    def fail(_: object) -> None:
        raise error

    server._connection = object()
    with pytest.raises(PrinterError) as told:
        server.ask(fail)
    return told.value


@pytest.mark.parametrize("error", [RuntimeError("gone"), cups.HTTPError(500), cups.IPPError(0x0502, "later")])
def test_after_a_fault_it_connects_anew(server: CupsServer, error: Exception):
    assert asked(server, error).reason == "cups-down"
    assert server._connection is None


def test_a_page_that_is_not_there_is_a_refusal(server: CupsServer):
    assert isinstance(asked(server, cups.HTTPError(404)), RefusedByCupsError)


def test_an_order_that_comes_too_late_is_no_fault(server: CupsServer):
    def refuse(_: object) -> None:
        raise cups.IPPError(cups.IPP_NOT_POSSIBLE, "it has ended")

    server._connection = object()
    server.tell(refuse)


@pytest.mark.parametrize(
    ("default", "queues", "found"),
    [
        ("dnp", ["dnp", "office"], ("dnp", True)),
        (None, ["dnp"], ("dnp", False)),
        (None, ["dnp", "office"], ("", False)),
        (None, [], ("", False)),
    ],
)
def test_one_of_several_queues_is_not_chosen_by_chance(server, default, queues, found):
    class Queues:
        def getDefault(self) -> str | None:
            return default

        def getPrinters(self) -> dict[str, object]:
            return dict.fromkeys(queues)

    server._connection = Queues()
    assert server.the_queue() == found


def test_a_number_that_cups_gave_to_another_job_is_looked_up_again(server: CupsServer):
    """After a crash it begins to count anew."""

    class Jobs:
        def __init__(self) -> None:
            self.jobs = {1: "urn:uuid:a", 2: "urn:uuid:b"}

        def getJobs(self, which_jobs: str, requested_attributes: object) -> dict[int, dict[str, str]]:
            return {number: {"job-uuid": uuid} for number, uuid in self.jobs.items()}

        def getJobAttributes(self, number: int, requested_attributes: object) -> dict[str, str]:
            if number not in self.jobs:
                raise cups.IPPError(cups.IPP_NOT_FOUND, "no such job")
            return {"job-uuid": self.jobs[number]}

    server._connection = jobs = Jobs()
    found = server.job("urn:uuid:a")
    assert found is not None and found["job-id"] == 1
    jobs.jobs = {1: "urn:uuid:b", 5: "urn:uuid:a"}
    found = server.job("urn:uuid:a")
    assert found is not None and found["job-id"] == 5
    jobs.jobs = {1: "urn:uuid:b"}
    assert server.job("urn:uuid:a") is None
