"""A name server on loopback that speaks the DNS, and says what a test tells it to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


@dataclass
class NameServer:
    """`texts`: the TXT records at each name; what is not there does not exist. `rcode` stands in for all."""

    address: str
    texts: dict[str, list[str]] = field(default_factory=dict)
    rcode: dns.rcode.Rcode = dns.rcode.NOERROR
    asked: list[str] = field(default_factory=list)

    def answer(self, wire: bytes) -> bytes:
        query = dns.message.from_wire(wire)
        [question] = query.question
        name = question.name.to_text().rstrip(".").lower()
        self.asked.append(name)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        texts = self.texts.get(name)
        found = dns.rcode.NXDOMAIN if texts is None else dns.rcode.NOERROR
        response.set_rcode(self.rcode or found)
        if texts and not self.rcode:
            quoted = [f'"{each}"' for each in texts]
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", *quoted))
        return response.to_wire()


@contextmanager
def name_server() -> Iterator[NameServer]:
    """Answers until the block ends."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        host, port = listening.getsockname()
        server = NameServer(f"{host}:{port}")

        def serve() -> None:
            while True:
                wire, asking = listening.recvfrom(4096)
                if not wire:
                    return
                listening.sendto(server.answer(wire), asking)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
            ending.sendto(b"", (host, port))
        thread.join()
