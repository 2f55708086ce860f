"""A mail server on loopback: takes mail, refuses it, or is away, as a test says."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings


@dataclass
class MailServer:
    """`refuses`: what an address is answered with; `data_refused`: what each mail itself is."""

    mails: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    data_refused: str = ""
    hangs_up_on: set[str] = field(default_factory=set)
    on_mail: Any = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.hangs_up_on:
            server.transport.close()
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data_refused:
            return self.data_refused
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        if self.on_mail is not None:
            self.on_mail()
        return "250 OK"

    def to(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]


def nobodys_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """The server to which this process sends its mail."""
    server = MailServer()
    port = nobodys_port()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with sent_to(port):
            yield server
    finally:
        controller.stop()


def sent_to(port: int) -> Any:
    """Mail goes to this port from now on."""
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_HOST_USER="",
        EMAIL_HOST_PASSWORD="",
        EMAIL_USE_TLS=False,
        EMAIL_USE_SSL=False,
        EMAIL_TIMEOUT=10,
        PUBLIC_URL="https://cabina.example",
    )
