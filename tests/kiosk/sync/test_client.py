"""A network that lies, fails or is not there: each is told apart, nothing wrong is believed."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from email.utils import format_datetime

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contract.problem import Code
from contract.sync import SyncRequest
from kiosk.domain.errors import NetworkError, RefusedError, SetupError
from kiosk.sync.transport import http_errors
from kiosk.sync.transport.client import Client, server_address
from kiosk.sync.transport.http_errors import LOGIN_PAGE, ServerFailureError
from tests.kiosk.sync import loopback
from tests.kiosk.sync.loopback import TOKEN, Platform, Server
from tests.kiosk.worlds import Clock

EMPTY = SyncRequest(epoch=1)


@pytest.fixture
def clients():
    """Makes clients that are closed at the end."""
    made = []

    def make(address, **options):
        made.append(Client(address, Clock(), TOKEN, **({"answer_seconds": 1.0} | options)))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(server, clients):
    return clients(server.address)


def certificate(folder, name="wrong.example", days=1, since=-10):
    """A self-signed certificate with its key, as a PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = dt.datetime.now(dt.UTC)
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "127.0.0.1":
        names = [x509.IPAddress(ipaddress.ip_address(name))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today + dt.timedelta(days=since))
        .not_valid_after(today + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}-{days}.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


def test_a_typed_answer_comes_back(client):
    assert client.sync(EMPTY).pool == 10_000


@pytest.mark.parametrize("fault", [loopback.portal, loopback.redirect, loopback.says(511, b"log in")])
def test_a_captive_portal_is_named_and_nothing_of_it_believed(client, platform, fault):
    platform.break_next("POST /kiosk/sync", fault)
    with pytest.raises(NetworkError, match=LOGIN_PAGE):
        client.sync(EMPTY)
    assert platform.count("POST") == 1
    client.sync(EMPTY)


@pytest.mark.parametrize(
    "fault",
    [
        loopback.says(200, b"not json", Content_Type="application/json"),
        loopback.says(200, b"{}", Content_Type="application/json"),
        loopback.says(200, b"[1, 2]", Content_Type="application/json"),
        loopback.says(200),
        loopback.says(404, b"no such page", Content_Type="text/plain"),
        loopback.says(403, b'{"title": "x"}', Content_Type="application/problem+json"),
    ],
)
def test_an_answer_that_is_not_of_the_protocol_is_no_answer(client, platform, fault):
    platform.break_next("POST /kiosk/sync", fault)
    with pytest.raises(NetworkError):
        client.sync(EMPTY)


def test_what_a_wrong_answer_says_is_in_no_log(client, platform, caplog):
    """It may hold the booth's token, or a guest's code."""
    wrong = loopback.says(200, b'{"token": "OF-THE-BOOTH"}', Content_Type="application/json")
    platform.break_next("POST /kiosk/sync", wrong)
    with pytest.raises(NetworkError):
        client.sync(EMPTY)
    assert "/sync" in caplog.text and "OF-THE-BOOTH" not in caplog.text


def test_a_problem_document_is_a_refusal_with_its_code(client, platform):
    platform.break_next("POST /kiosk/sync", loopback.problem(409, Code.EPOCH_MISMATCH))
    with pytest.raises(RefusedError) as refused:
        client.sync(EMPTY)
    assert (refused.value.code, refused.value.status) == (Code.EPOCH_MISMATCH, 409)


def test_retry_after_is_read_in_both_of_its_forms(client, platform):
    in_two_minutes = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=120), usegmt=True)
    platform.break_next(
        "POST /kiosk/sync",
        loopback.says(429, Retry_After="7"),
        loopback.says(503, Retry_After=in_two_minutes),
        loopback.says(429, Retry_After="soon"),
    )
    for seconds, kind in ((7, NetworkError), (120, ServerFailureError), (None, NetworkError)):
        with pytest.raises(kind) as asked:
            client.sync(EMPTY)
        assert asked.value.retry_after == (pytest.approx(seconds, abs=2) if seconds else None)


@pytest.mark.parametrize("days", [-1, 1])
def test_retry_after_is_read_by_the_platforms_clock_and_has_an_end(days):
    """The booth's own clock is a day off."""
    here = Clock().now() + dt.timedelta(days=days)
    platform, later = (
        format_datetime(Clock().now() + dt.timedelta(seconds=seconds), usegmt=True) for seconds in (0, 30)
    )
    answer = httpx.Response(429, headers={"Date": platform, "Retry-After": later})
    slow_down = http_errors.from_status(answer, here)
    assert isinstance(slow_down, NetworkError) and slow_down.retry_after == 30
    assert http_errors.retry_after("1e9", here) == http_errors.retry_after("inf", here) == 120
    assert http_errors.retry_after("nan", here) is None


def test_a_cut_connection_is_a_network_error(client, platform):
    platform.break_next("POST /kiosk/sync", loopback.cut)
    with pytest.raises(NetworkError, match="broke"):
        client.sync(EMPTY)


def test_a_platform_that_says_nothing_is_given_up(server, platform, clients):
    over = threading.Event()
    platform.break_next("POST /kiosk/sync", loopback.silent(over))
    with pytest.raises(NetworkError, match="too slow"):
        clients(server.address, answer_seconds=0.2).sync(EMPTY)
    over.set()


def test_cutting_ends_a_request_that_is_in_flight(server, platform, clients):
    over, began = threading.Event(), threading.Event()

    def fault(exchange):
        began.set()
        return loopback.silent(over)(exchange)

    platform.break_next("POST /kiosk/sync", fault)
    client = clients(server.address, answer_seconds=60.0)
    outcome = []

    def ask():
        with pytest.raises(NetworkError) as error:
            client.sync(EMPTY)
        outcome.append(error.value)

    thread = threading.Thread(target=ask)
    thread.start()
    assert began.wait(60)
    client.cut()
    thread.join(60)
    over.set()
    assert len(outcome) == 1


def test_nobody_at_the_address(clients):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NetworkError, match=f"no server answers at 127.0.0.1:{port}"):
        clients(f"http://127.0.0.1:{port}").sync(EMPTY)


def test_a_name_that_dns_does_not_know(clients):
    with pytest.raises(NetworkError, match=r"no-such-booth\.invalid cannot be found"):
        clients("http://no-such-booth.invalid").sync(EMPTY)


@pytest.mark.parametrize(
    ("name", "days", "trusted", "why"),
    [
        ("127.0.0.1", 1, False, "nobody whom this PC trusts vouches for 127.0.0.1"),
        ("wrong.example", 1, True, "shows another server's certificate"),
        ("127.0.0.1", -1, True, "expired"),
    ],
)
def test_a_wrong_certificate_is_named(tmp_path, clients, name, days, trusted, why):
    pem = certificate(tmp_path, name, days)
    secure = Server(Platform(), pem)
    trust = ssl.create_default_context(cafile=str(pem)) if trusted else None
    with pytest.raises(NetworkError, match=why):
        clients(secure.address, trust=trust).sync(EMPTY)
    secure.stop()


@pytest.mark.parametrize(("since", "days", "said"), [(5, 9, "not valid yet"), (-10, -1, "has expired")])
def test_a_certificate_of_another_day_names_the_booths_date(tmp_path, clients, since, days, said):
    """It is the date that is wrong, more often than the certificate."""
    pem = certificate(tmp_path, "127.0.0.1", days, since)
    secure = Server(Platform(), pem)
    trust = ssl.create_default_context(cafile=str(pem))
    with pytest.raises(NetworkError, match=rf"{said}.*booth's date.*2026-11-21"):
        clients(secure.address, trust=trust).sync(EMPTY)
    secure.stop()


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (301, {"Location": "https://127.0.0.1/api/v1/kiosk/sync"}, "enrol this booth at https://127.0.0.1"),
        (308, {"Location": "https://127.0.0.1:8443/"}, "wants https"),
        (302, {"Location": "https://login.hotel.example/"}, LOGIN_PAGE),
        (302, {"Location": "http://[::1"}, "no web server"),
        (302, {"Location": "/login"}, LOGIN_PAGE),
        (403, {}, "proxy or a filter"),
        (407, {}, "a name and a password"),
        (404, {}, "is the address right"),
        (200, {}, LOGIN_PAGE),
    ],
)
def test_strangers_are_told_apart(client, platform, status, headers, said):
    page = loopback.says(status, loopback.PORTAL, Content_Type="text/html", **headers)
    platform.break_next("POST /kiosk/sync", page)
    with pytest.raises(NetworkError, match=said):
        client.sync(EMPTY)


def test_the_right_certificate_is_believed(tmp_path, clients):
    pem = certificate(tmp_path, "127.0.0.1")
    secure = Server(Platform(), pem)
    trust = ssl.create_default_context(cafile=str(pem))
    assert clients(secure.address, trust=trust).sync(EMPTY).pool == 10_000
    secure.stop()


def test_https_to_a_port_that_speaks_http(server, clients):
    with pytest.raises(NetworkError, match="does not speak https"):
        clients(server.address.replace("http:", "https:")).sync(EMPTY)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" https://cabina.example/ ", "https://cabina.example"),
        ("http://10.0.0.7:8000", "http://10.0.0.7:8000"),
    ],
)
def test_an_address_as_it_is_typed(typed, address):
    assert server_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("", "cabina.example", "ftp://x", "https://", "https://x/?a=1", "file:///etc"),
        *("http://[::1", "http://x:port", "http://x:99999", "http://x:0", "http://a b", "http://x\\y"),
        *("http://.", "http://a..b", "http://-x", "http://x\ny", f"http://{'a' * 64}.example", "http://ｘ％"),
        *("http://name:secret@x", "http://\ud800", "http://x\0"),
    ],
)
def test_what_is_no_address(typed):
    with pytest.raises(SetupError):
        server_address(typed)
