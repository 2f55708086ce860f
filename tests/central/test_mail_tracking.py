"""What the mail provider says came back: heard from it alone, by django-anymail; and its refusals."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from anymail.exceptions import AnymailAPIError
from django.core import mail as django_mail
from django.test import Client as Browser
from django.test import override_settings

from central.events.models import Event
from central.guests import bounces, guest_list, letters, mails, sending
from central.guests.files import Invited
from central.guests.models import Guest, GuestLetter, GuestMail, LetterState
from central.server.environment import SettingError
from central.server.mail import mail_settings
from central.server.mail_faults import Fault, fault_of
from central.tenants.audit_log import AdminCommand
from contract.ids import new_id
from tests.central.mail_server import nobodys_port
from tests.central.persons import Person
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
BY = AdminCommand.of("test")
SECRET = "provider:secret"
ADDRESS = "/mail/tracking/"
POSTMARK = {"POSTMARK_SERVER_TOKEN": "x", "WEBHOOK_SECRET": SECRET}


@pytest.fixture
def provider() -> Iterator[None]:
    with override_settings(MAIL_PROVIDER="postmark", ANYMAIL=POSTMARK):
        yield


@pytest.fixture
def letter(world: World, partner: Person) -> GuestLetter:
    """Sent to a guest."""
    event: Event = world.event(0)
    guest_list.add(event, [Invited("ana@example.org", "Ana")], BY)
    mail = mails.write(event, new_id(), mails.Words("Hola", "Hola"), "es-ar", partner.user)
    mails.send(event, mail.id, None, BY)
    letters.spread_due()
    GuestLetter.objects.update(state=LetterState.SENT)
    return GuestLetter.objects.get()


def told(letter: GuestLetter, secret: str = SECRET, **event: Any) -> int:
    named = {bounces.TENANT: str(letter.tenant_id), bounces.LETTER: str(letter.id)}
    usual = {
        "RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "ID": 1, "MessageID": str(new_id()),
        "Email": "ana@example.org", "BouncedAt": "2027-01-01T00:00:00Z", "Details": "5.1.1 nobody here",
        "Metadata": named,
    }  # fmt: skip
    password = base64.b64encode(secret.encode()).decode()
    answer = Browser(raise_request_exception=False).post(
        ADDRESS, json.dumps(usual | event), "application/json", headers={"Authorization": f"Basic {password}"}
    )
    return answer.status_code


def state(letter: GuestLetter) -> tuple[str, str]:
    letter.refresh_from_db()
    return letter.state, letter.last_error


@pytest.mark.usefixtures("provider")
def test_a_letter_that_came_back_is_told_and_its_address_not_written_to(letter: GuestLetter) -> None:
    assert [told(letter), told(letter)] == [200, 200]
    assert state(letter) == ("bounced", "5.1.1 nobody here")
    assert guest_list.has_bounced(Guest.objects.get())
    [(troubled, _)] = mails.troubles(GuestMail.objects.get(), 10)
    assert troubled.id == letter.id


@pytest.mark.usefixtures("provider")
def test_who_complains_is_sent_nothing_more(letter: GuestLetter) -> None:
    assert told(letter, Type="SpamComplaint", RecordType="SpamComplaint", TypeCode=512) == 200
    guest_list.add(Event.objects.get(), [Invited("leo@example.org")], BY)
    [mail] = GuestMail.objects.all()
    again = mails.write(Event.objects.get(), new_id(), mails.Words("x", "x"), "es-ar", _author(mail))
    mails.send(Event.objects.get(), again.id, None, BY)
    letters.spread_due()
    assert {each.state for each in mails.letters_of(again)} == {"unsubscribed", "waiting"}


def _author(mail: GuestMail) -> Any:
    from central.tenants.models import User

    return User.objects.get(id=mail.author_id)


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(
    "event",
    [
        {"RecordType": "Delivery", "DeliveredAt": "2027-01-01T00:00:00Z", "Recipient": "ana@example.org"},
        {"Type": "Transient", "TypeCode": 2},
        {"Metadata": {}},
        {"Metadata": {bounces.TENANT: "x", bounces.LETTER: "y"}},
        {"Metadata": {bounces.TENANT: str(new_id()), bounces.LETTER: str(new_id())}},
    ],
)
def test_whatever_else_is_told_changes_nothing(
    letter: GuestLetter, event: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    assert told(letter, **event) == 200
    assert state(letter) == ("sent", "")
    caplog.clear()


@pytest.mark.usefixtures("provider")
def test_nobody_else_is_believed(letter: GuestLetter) -> None:
    assert told(letter, secret="provider:guessed") == 400
    assert Browser(raise_request_exception=False).post(ADDRESS, {}).status_code == 400
    assert state(letter) == ("sent", "")


def test_there_is_no_such_address_without_a_provider_and_a_secret(letter: GuestLetter) -> None:
    assert told(letter) == 404
    with override_settings(MAIL_PROVIDER="postmark", ANYMAIL={"POSTMARK_SERVER_TOKEN": "x"}):
        assert told(letter) == 404
    with override_settings(MAIL_PROVIDER="unheard_of", ANYMAIL=POSTMARK):
        assert told(letter) == 404
    assert state(letter) == ("sent", "")


def test_the_secret_is_a_user_and_a_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("MAIL_PROVIDER", "Postmark")
    assert "WEBHOOK_SECRET" not in mail_settings(tmp_path)["ANYMAIL"]
    monkeypatch.setenv("MAIL_WEBHOOK_SECRET", SECRET)
    read = mail_settings(tmp_path)
    assert (read["ANYMAIL"]["WEBHOOK_SECRET"], read["MAIL_PROVIDER"]) == (SECRET, "postmark")
    monkeypatch.setenv("MAIL_WEBHOOK_SECRET", "secret")
    with pytest.raises(SettingError):
        mail_settings(tmp_path)


def test_a_provider_that_is_not_reached_was_told_nothing() -> None:
    unreached = f"http://127.0.0.1:{nobodys_port()}/"
    with override_settings(
        EMAIL_BACKEND="anymail.backends.postmark.EmailBackend",
        ANYMAIL=POSTMARK | {"POSTMARK_API_URL": unreached},
    ):
        message = django_mail.EmailMessage("x", "x", to=["ana@example.org"])
        with pytest.raises(AnymailAPIError) as error:
            message.send()
    assert fault_of(error.value) is Fault.AWAY


@pytest.mark.parametrize(
    ("status", "fault"), [(422, Fault.REFUSED), (401, Fault.AWAY), (429, Fault.AWAY), (503, Fault.AWAY)]
)
def test_what_a_provider_answers_is_about_the_mail_or_about_all(status: int, fault: Fault) -> None:
    error = AnymailAPIError("no")
    error.status_code = status
    assert fault_of(error) is fault
    assert fault_of(AnymailAPIError("cut off")) is Fault.UNKNOWN
    assert sending.AT_ONCE > 0
