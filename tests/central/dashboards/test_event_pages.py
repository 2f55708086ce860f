"""Guest lists, mail to guests and codes, as whoever runs an event works with them: host and partner."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from central.events.models import Event, EventTemplate
from central.guests import guest_list, unsubscribing
from central.guests.files import Invited
from central.guests.models import Guest, GuestLetter, GuestMail
from central.operations import schedule
from central.qr_codes.addresses import event_address, kiosk_address
from central.qr_codes.files import svg
from central.tenants.audit_log import AdminCommand
from central.tenants.models import Tenant
from contract.ids import new_id
from tests.central.dashboards.visitors import visitor
from tests.central.mail_server import mail_server, nobodys_port, sent_to
from tests.central.persons import a_client, a_partner
from tests.central.world import World

BY = AdminCommand.of("test")
TONIGHT = "2027-03-06T21:00"


class Party:
    """An event of a client, and the browsers of its host, its partner, a neighbour and a stranger."""

    def __init__(self, world: World) -> None:
        self.world = world
        host, client = a_client(world.tenant_id)
        self.event: Event = world.event(0, client_id=client.id, name="Boda de Ana")
        self.host, self.partner = visitor(host.user), visitor(a_partner(world.tenant_id).user)
        self.neighbour = visitor(a_client(world.tenant_id, "neighbour")[0].user)
        self.stranger = visitor(a_partner(World("stranger").tenant_id).user)
        self.at = f"/events/{self.event.id}"

    def guests(self) -> dict[str, str]:
        found = Guest.objects.filter(event_id=self.event.id)
        return dict(found.values_list("email", "name"))


@pytest.fixture
def party(world: World) -> Party:
    return Party(world)


@pytest.fixture(params=["host", "partner"])
def browser(party: Party, request: Any) -> Browser:
    """Whoever runs the event."""
    found: Browser = getattr(party, request.param)
    return found


def text(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def costs(browser: Browser, paths: list[str]) -> dict[str, int]:
    found = {}
    for path in paths:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(path).status_code == 200, path
        found[path] = len(caught)
    return found


def send_file(browser: Browser, party: Party, content: bytes) -> Any:
    file = SimpleUploadedFile("lista.csv", content)
    return browser.post(f"{party.at}/guests/file", {"file": file})


def test_a_guest_is_added_changed_and_taken_off_by_hand(party: Party, browser: Browser) -> None:
    form = {"email": "Ana@Example.org", "name": "Ana"}
    assert [browser.post(f"{party.at}/guests/", form).status_code for _ in range(2)] == [302, 302]
    assert party.guests() == {"ana@example.org": "Ana"}
    assert "ya estaba" in text(browser, f"{party.at}/guests/")
    of_ana = f"{party.at}/guests/{Guest.objects.get().id}/"
    assert 'value="ana@example.org"' in text(browser, of_ana)
    assert browser.post(of_ana, {"email": "ana@other.example", "name": "Ana N."}).status_code == 302
    assert party.guests() == {"ana@other.example": "Ana N."}
    assert browser.post(f"{of_ana}remove").status_code == 302
    assert party.guests() == {}
    assert browser.get(of_ana).status_code == 404


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"email": "leo@", "name": "Leo Se Queda"}, "no es una dirección"),
        ({"email": "", "name": "Leo Se Queda"}, "field-wrong"),
        ({"email": "leo@example.org", "name": "Leo Se Queda\x01"}, "no se pueden mostrar"),
    ],
)
def test_what_is_no_guest_is_said_and_what_was_typed_stays(
    party: Party, form: dict[str, str], said: str
) -> None:
    answer = party.host.post(f"{party.at}/guests/", form)
    shown = answer.content.decode()
    assert (answer.status_code, said in shown, "Leo Se Queda" in shown) == (422, True, True)
    assert party.guests() == {}


def test_an_address_is_once_on_the_list_also_when_one_is_corrected(party: Party) -> None:
    guest_list.add(party.event, [Invited("ana@example.org"), Invited("leo@example.org")], BY)
    leo = Guest.objects.get(email="leo@example.org")
    answer = party.host.post(f"{party.at}/guests/{leo.id}/", {"email": "ANA@example.org", "name": ""})
    assert (answer.status_code, "ya está en la lista" in answer.content.decode()) == (422, True)
    assert sorted(party.guests()) == ["ana@example.org", "leo@example.org"]


def test_who_is_corrected_is_known_by_the_new_address(party: Party) -> None:
    guest_list.add(party.event, [Invited("ana@exmaple.org")], BY)
    unsubscribing.unsubscribe(unsubscribing.link_token(party.event.tenant_id, "ana@example.org"))
    path = f"{party.at}/guests/{Guest.objects.get().id}/"
    assert "No quiere correos" not in text(party.host, f"{party.at}/guests/")
    party.host.post(path, {"email": "ana@example.org"})
    assert "No quiere correos" in text(party.host, f"{party.at}/guests/")


def test_a_file_is_read_and_each_wrong_line_named(party: Party, browser: Browser) -> None:
    content = (
        "Nombre;Correo\nAna;ana@example.org\nNadie;\nLeo;leo@\nOtra;ana@example.org\nEva;eva@example.org"
    )
    answer = send_file(browser, party, content.encode("cp1252"))
    shown = answer.content.decode()
    assert answer.status_code == 200
    for said in (
        "2 invitados nuevos",
        "Línea 3: no tiene correo",
        "Línea 4: eso no es",
        "Línea 5: ese correo",
    ):
        assert said in shown
    assert party.guests() == {"ana@example.org": "Ana", "eva@example.org": "Eva"}
    assert "2 ya estaban" in send_file(browser, party, content.encode()).content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01", "No es una lista de invitados"),
        (b"x" * 1_000_001, "No es una lista de invitados"),
        (b"", "field-wrong"),
        (b"\n".join(b"%d@example.org" % number for number in range(2_001)), "2.000 invitados como máximo"),
    ],
)
def test_what_is_no_list_adds_nobody_and_is_said_beside_the_file(
    party: Party, content: bytes, said: str
) -> None:
    answer = send_file(party.host, party, content)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert party.guests() == {}


def test_the_list_is_searched_paged_and_given_as_a_file(party: Party, browser: Browser) -> None:
    many = [Invited(f"{number:02}@example.org", f"=Guest {number:02}") for number in range(40)]
    guest_list.add(party.event, many, BY)
    path = f"{party.at}/guests/"
    assert "@example.org" in text(browser, path) and 'rel="next"' in text(browser, path)
    found = text(browser, f"{path}?q=GUEST+07")
    assert ("07@example.org" in found, "08@example.org" in found) == (True, False)
    assert "Nadie coincide" in text(browser, f"{path}?q=nobody")
    whole = browser.get(f"{path}?format=csv").getvalue().decode()
    assert whole.count("@example.org") == 40
    assert "'=Guest 07" in whole, "no spreadsheet calculates it"
    assert browser.get(f"{path}?format=csv&q=07").getvalue().decode().count("@example.org") == 1


def test_codes_are_shown_and_given_in_every_form(party: Party, browser: Browser) -> None:
    booth = party.world.booth(party.event, "Salón").row
    shown = text(browser, f"{party.at}/codes/")
    assert "Salón" in shown and event_address(party.event) in shown
    for code, address in (("qr", event_address(party.event)), (booth.id, kiosk_address(booth))):
        png = browser.get(f"{party.at}/codes/{code}.png")
        assert png.content.startswith(b"\x89PNG") and "attachment" in png["Content-Disposition"]
        drawing = browser.get(f"{party.at}/codes/{code}.svg?show")
        assert (drawing.content, drawing["Content-Disposition"]) == (svg(address), "inline")
    for size in ("a4", "a3", "a5", "letter"):
        sheet = browser.get(f"{party.at}/codes/sheet.pdf?size={size}")
        assert sheet.content.startswith(b"%PDF") and sheet["Content-Type"] == "application/pdf"
    for nothing in ("sheet.pdf?size=a0", "qr.exe", f"{booth.id}.exe", f"{new_id()}.png"):
        assert browser.get(f"{party.at}/codes/{nothing}").status_code == 404, nothing


def test_a_booth_of_another_event_has_no_code_here(party: Party) -> None:
    booth = party.world.booth(party.world.event(0, slug="other"))
    assert party.partner.get(f"{party.at}/codes/{booth.id}.png").status_code == 404


MAIL = {"subject": "¡Vení, {nombre}!", "body": "A {evento}\n\n{enlace}"}


def written(party: Party, browser: Browser, **changes: str) -> str:
    """The address of a new draft."""
    answer = browser.post(f"{party.at}/mails/new", {"once": str(new_id()), **MAIL, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_mail_is_written_seen_as_it_arrives_and_sent_once(party: Party, browser: Browser) -> None:
    assert "Primero, los invitados" in text(browser, f"{party.at}/mails/")
    guest_list.add(party.event, [Invited("ana@example.org", "Ana <b>"), Invited("leo@example.org")], BY)
    once = str(new_id())
    at = [written(party, browser, once=once) for _ in range(2)]
    assert at[0] == at[1]
    assert "Enviar ahora" in text(browser, at[0])
    ana = Guest.objects.get(email="ana@example.org")
    assert "A Boda de Ana" in text(browser, f"{at[0]}preview")
    assert "¡Vení, Ana &lt;b&gt;!" in text(browser, f"{at[0]}preview?guest={ana.id}")
    assert f"preview?guest={ana.id}" in text(browser, f"{at[0]}?guest={ana.id}")
    with mail_server() as server:
        for _ in range(2):
            assert browser.post(f"{at[0]}send", {"now": "1"}).status_code == 302
            schedule.send_letters(0)
        assert sorted(server.to()) == ["ana@example.org", "leo@example.org"]
    assert "Enviado" in text(browser, at[0])
    assert "¡Vení, {nombre}!" in text(browser, f"{party.at}/mails/")


def test_the_preview_is_the_letter_and_can_do_nothing(party: Party) -> None:
    body = {"body": '<script>x</script> style="x" {nombre}'}
    answer = party.host.get(f"{written(party, party.host, **body)}preview")
    shown = answer.content.decode()
    assert "<script" not in shown and ' style="' not in shown and "/u/" not in shown
    assert re.search(r'<p class="s\d+">&lt;script&gt;x', shown)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy and "sandbox" in policy and "frame-ancestors 'self'" in policy
    [nonce] = re.findall(r"style-src 'nonce-([^']+)'", policy)
    assert f'<style nonce="{nonce}">' in shown
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_what_cannot_be_written_is_said_and_stays(party: Party) -> None:
    for wrong, said in (
        ({"body": "Hola {apellido}, quedate"}, "No sabemos qué poner en {apellido}"),
        ({"subject": "", "body": "quedate"}, "field-wrong"),
        ({"body": "quedate\x00"}, "field-wrong"),
    ):
        answer = party.host.post(f"{party.at}/mails/new", {**MAIL, **wrong})
        shown = answer.content.decode()
        assert (answer.status_code, said in shown, "quedate" in shown) == (422, True, True), wrong
    assert not GuestMail.objects.exists()


def test_a_draft_is_changed_tried_out_scheduled_in_the_events_zone_and_stopped(party: Party) -> None:
    Event.objects.filter(id=party.event.id).update(time_zone="Asia/Tokyo")
    at, browser = written(party, party.host), party.host
    assert browser.post(f"{at}edit", {"subject": "Otro", "body": "texto"}).status_code == 302
    assert "Otro" in text(browser, at)
    trial = {"once": str(new_id())}
    assert [browser.post(f"{at}trial", trial).status_code for _ in range(2)] == [302, 302]
    assert GuestLetter.objects.filter(guest_id=None).count() == 1
    tomorrow = timezone.now() + timedelta(days=1)
    wrong = browser.post(f"{at}send", {"send_at": "2020-01-01T10:00"})
    assert (wrong.status_code, "Tiene que salir" in wrong.content.decode()) == (422, True)
    assert browser.post(f"{at}send", {"send_at": ""}).status_code == 422
    typed = tomorrow.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%Y-%m-%dT%H:%M")
    assert browser.post(f"{at}send", {"send_at": typed}).status_code == 302
    mail = GuestMail.objects.get()
    assert (mail.state, mail.send_at) == ("scheduled", tomorrow.replace(second=0, microsecond=0))
    assert "Programado" in text(browser, at)
    assert browser.post(f"{at}stop").status_code == 302
    assert "Cancelado" in text(browser, at)
    assert browser.post(f"{at}discard").status_code == 302
    assert browser.get(at).status_code == 404


def test_why_a_letter_did_not_arrive_is_said_in_words(party: Party, browser: Browser) -> None:
    guest_list.add(party.event, [Invited("ana@example.org", "Ana"), Invited("leo@example.org")], BY)
    ana, leo = (Guest.objects.get(email=f"{name}@example.org") for name in ("ana", "leo"))
    at = written(party, browser)
    with mail_server() as server:
        server.refuses = {ana.email: "550 5.1.1 nobody", leo.email: "450 later"}
        browser.post(f"{at}send", {"now": "1"})
        schedule.send_letters(0)
        for said in ("no existe. (550 5.1.1 nobody)", "Ahora no lo acepta", "No enviar lo que falta"):
            assert said in text(browser, at), said
        server.hangs_up_on = {leo.email}
        GuestLetter.objects.filter(state="waiting").update(next_at=timezone.now())
        schedule.send_letters(0)
    assert "puede haberle llegado" in text(browser, at)
    assert "Rebota" in text(browser, f"{party.at}/guests/")
    assert "Sus correos rebotan" in text(browser, f"{party.at}/guests/{ana.id}/")
    assert browser.post(f"{party.at}/guests/{ana.id}/reachable").status_code == 302
    assert "Sus correos rebotan" not in text(browser, f"{party.at}/guests/{ana.id}/")
    assert browser.post(f"{at}again").status_code == 302
    assert GuestLetter.objects.get(guest_id=leo.id).state == "waiting"
    with sent_to(nobodys_port()):
        schedule.send_letters(0)
    assert "El servidor de correo no contesta" in text(browser, at)


def test_an_event_becomes_a_template_and_events_come_of_it(party: Party, browser: Browser) -> None:
    Event.objects.filter(id=party.event.id).update(welcome_es="¡Hola!", primary_color="#123456")
    party.event.refresh_from_db()
    assert "Todavía no hay plantillas" in text(browser, "/templates/")
    form = {"once": str(new_id()), "name": "Bodas"}
    path, again = (browser.post(f"{party.at}/template", form)["Location"] for _ in range(2))
    assert path == again
    assert text(browser, "/templates/").count("Bodas") == 1
    assert browser.post(f"{path}name", {"name": ""}).status_code == 422
    assert browser.post(f"{path}name", {"name": "Casamientos"}).status_code == 302
    wanted = {"once": str(new_id()), "name": "Otra", "starts_at": TONIGHT, "credits": "0"}
    short = browser.post(path, wanted | {"once": str(new_id()), "credits": "999999"})
    assert (short.status_code, "Faltan" in short.content.decode()) == (422, True)
    past = browser.post(path, wanted | {"once": str(new_id()), "starts_at": "2020-01-01T10:00"})
    assert (past.status_code, 'id="id_starts_at_error"' in past.content.decode()) == (422, True)
    assert [browser.post(path, wanted).status_code for _ in range(2)] == [302, 302]
    made = Event.objects.get(name="Otra")
    assert (made.welcome_es, made.primary_color, made.decided) == ("¡Hola!", "#123456", "live")
    assert made.client_id == (party.event.client_id if browser is party.host else None)
    assert browser.post(f"{path}delete").status_code == 302
    assert browser.get(path).status_code == 404
    assert Event.objects.filter(name="Otra").exists()


def test_a_partner_makes_a_clients_event_of_its_own_template(party: Party) -> None:
    path = party.partner.post(f"{party.at}/template", {"name": "De la casa"})["Location"]
    assert "De la casa" not in text(party.host, "/templates/")
    wanted = {"name": "Para ella", "starts_at": TONIGHT, "credits": "0"}
    wrong = party.partner.post(path, wanted | {"client": str(new_id())})
    assert wrong.status_code == 422
    assert party.partner.post(path, wanted | {"client": str(party.event.client_id)}).status_code == 302
    assert Event.objects.get(name="Para ella").client_id == party.event.client_id


def test_favourites_come_first_where_an_events_styles_are_chosen(party: Party) -> None:
    style, path = party.world.quick, f"/favourites/{party.world.quick.id}"
    edit = f"/client{party.at}/edit"

    def choices() -> list[str]:
        return re.findall(r'name="styles" value="([^"]+)"', text(party.host, edit))

    assert choices()[0] != str(style.id)
    for _ in range(2):
        assert party.host.post(path).status_code == 302
    assert choices()[0] == str(style.id)
    assert text(party.host, "/favourites/").count('aria-pressed="true"') == 1
    assert 'aria-pressed="true"' not in text(party.partner, "/favourites/")
    assert party.host.post(path, {"no": "1"}).status_code == 302
    assert choices()[0] != str(style.id)
    foreign = World("foreign").style
    assert party.host.post(f"/favourites/{foreign.id}").status_code in {403, 404, 409}


def test_what_somebody_else_keeps_is_not_there(party: Party) -> None:
    path = party.host.post(f"{party.at}/template", {"name": "Mía"})["Location"]
    for browser in (party.neighbour, party.stranger, party.partner):
        assert browser.get(path).status_code == 404
        for what, form in (("", {"name": "x"}), ("name", {"name": "x"}), ("delete", {})):
            assert browser.post(f"{path}{what}", form).status_code == 404
        assert "Mía" not in text(browser, "/templates/")
    for browser in (party.neighbour, party.stranger):
        assert browser.get(f"{party.at}/template").status_code == 404
    assert visitor().get("/favourites/")["Location"].startswith("/account/login/")
    assert "Mía" in text(party.host, "/templates/")


def addresses(party: Party) -> tuple[list[str], list[str]]:
    """What is read, and what is sent to."""
    guest_list.add(party.event, [Invited("ana@example.org", "Ana")], BY)
    mail = written(party, party.host)
    of_guest = f"{party.at}/guests/{Guest.objects.get().id}/"
    booth = party.world.booth(party.event)
    read = [
        f"{party.at}/guests/", f"{party.at}/guests/?format=csv", of_guest, f"{party.at}/codes/",
        f"{party.at}/codes/qr.png", f"{party.at}/codes/{booth.id}.svg", f"{party.at}/codes/sheet.pdf",
        f"{party.at}/mails/", mail, f"{mail}preview", f"{mail}edit", f"{party.at}/mails/new",
        f"{party.at}/template",
    ]  # fmt: skip
    mails = [f"{mail}{what}" for what in ("edit", "send", "stop", "discard", "trial", "again")]
    of_guests = [f"{of_guest}{what}" for what in ("", "remove", "reachable")]
    sent = [f"{party.at}/guests/", f"{party.at}/guests/file", f"{party.at}/mails/new", *of_guests, *mails]
    sent.append(f"{party.at}/template")
    return read, sent


def test_what_is_somebody_elses_is_not_there(party: Party) -> None:
    read, sent = addresses(party)
    form = {"email": "eve@example.org", "name": "Eve", "now": "1", **MAIL, "subject": "Eve's"}
    for browser in (party.neighbour, party.stranger):
        for path in read:
            assert browser.get(path).status_code == 404, path
        for path in sent:
            assert browser.post(path, form).status_code == 404, path
    assert not EventTemplate.objects.exists()
    for path in read:
        assert visitor().get(path)["Location"].startswith("/account/login/"), path
    assert party.guests() == {"ana@example.org": "Ana"}
    assert [(mail.subject, mail.state) for mail in GuestMail.objects.all()] == [(MAIL["subject"], "draft")]


def test_an_inactive_partners_people_read_and_change_nothing(party: Party) -> None:
    read, sent = addresses(party)
    Tenant.objects.filter(id=party.world.tenant_id).update(active=False)
    for browser in (party.host, party.partner):
        for path in read:
            assert browser.get(path).status_code == 200, path
        for path in sent:
            assert browser.post(path, {"email": "eve@example.org"}).status_code == 403, path
    assert party.guests() == {"ana@example.org": "Ana"}


def test_every_page_asks_a_constant_number_of_statements(party: Party) -> None:
    read, _ = addresses(party)
    paths = [path for path in read if "/codes/" not in path or path.endswith("/codes/")]
    few = costs(party.host, paths)
    guest_list.add(party.event, [Invited(f"{number}@example.org") for number in range(60)], BY)
    for _ in range(3):
        written(party, party.host)
    for number in range(3):
        party.world.booth(party.event, f"Booth {number}")
    assert costs(party.host, paths) == few
    assert max(few.values()) < 30
