"""Y1, T2: a pairing code becomes this booth's identity."""

from dataclasses import dataclass

from pydantic import ValidationError

from contract.enrollment import EnrollRequest
from contract.ids import normalise_code
from kiosk.domain.clock import Clock
from kiosk.domain.errors import NetworkError, SetupError
from kiosk.domain.hardware import network_cards
from kiosk.domain.model import Enrolled
from kiosk.store import Store
from kiosk.sync.transport.client import Client, server_address
from kiosk.sync.transport.http_errors import PatienceError
from kiosk.sync.transport.token_store import TokenStore


@dataclass(frozen=True, slots=True)
class Pairing:
    """What came of an enrolment. `token_place` says where the device token was kept."""

    enrolled: Enrolled
    token_place: str


def enroll(  # noqa: PLR0913 - named, and each comes from elsewhere
    server: str,
    code: str,
    *,
    store: Store,
    tokens: TokenStore,
    clock: Clock,
    app_version: str,
    hardware: dict[str, str] | None = None,
) -> Pairing:
    """Exchange the code that a technician typed for a token (blocking, seconds).

    Raises SetupError for an impossible address or code, NetworkError, RefusedError (`pairing_code_wrong`,
    `partner_inactive`) or DiskError. The token is kept before the identity: a booth never
    believes that it is enrolled without its token.
    """
    address = server_address(server)
    client = Client(address, clock)
    try:
        answer = client.enroll(_request(code, hardware or {}, app_version))
    except PatienceError as error:
        raise NetworkError(_how_long(error.retry_after), error.retry_after) from error
    finally:
        client.close()
    place = tokens.save(answer.token.get_secret_value())
    enrolled = Enrolled(address, answer.kiosk_id, answer.epoch, answer.server_key, network_cards())
    store.enrollment.keep(enrolled)
    return Pairing(enrolled, place)


def _how_long(seconds: float | None) -> str:
    wait = f"in {seconds:.0f} seconds" if seconds else "in a while"
    return f"too many wrong codes came from this network; this one was not looked at: try again {wait}"


def _request(code: str, hardware: dict[str, str], app_version: str) -> EnrollRequest:
    try:
        return EnrollRequest(code=normalise_code(code), hardware=hardware, app_version=app_version)
    except ValidationError as error:
        raise SetupError(f"'{code}' is not a pairing code: it has eight letters and digits") from error
