"""Everything that people change through the API, each with a request that changes something.

In an order in which it can be done on one stage: what a deed makes, later ones edit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.test import Client as Browser

from central.tenants.models import Role
from contract.ids import new_id
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, a_user
from tests.central.pictures import jpeg
from tests.central.world import World, refused

PASSWORD: Final = "correct horse battery"
Body = dict[str, Any] | bytes


class Stage:
    """A partner with a client, whose event has a booth with a lease; and people who log in."""

    def __init__(self) -> None:
        self.world = World(credits=50_000)
        self.master, self.buyer = a_master(), a_buyer()
        self.partner = a_partner(self.world.tenant_id)
        self.client = a_client(self.world.tenant_id)[1]
        self.host = self.log_in(Role.CLIENT, self.client.id)
        self.leaver = self.log_in(Role.PARTNER)
        self.partner.post(f"/clients/{self.client.id}/allocations", id=str(new_id()), credits=9_000)
        self.event = self.world.event(3_000, client_id=self.client.id)
        booth = self.world.booth(self.event)
        self.ids: dict[str, Any] = {
            "partner_id": self.world.tenant_id,
            "client_id": self.client.id,
            "event_id": self.event.id,
            "kiosk_id": booth.id,
            "lease_id": booth.lease(1000).json()["id"],
            "person_id": self.host.user.id,
            "user_id": self.buyer.user.id,
            "login_id": self._another_login(),
            "generation_id": self._refused_request(),
            "slug": "pack",
        }

    def log_in(self, role: Role, client_id: Any = None) -> Person:
        return Person(a_user(role, self.world.tenant_id, client_id, PASSWORD))

    def _another_login(self) -> str:
        other = Person(self.partner.user)
        [login] = [each for each in other.items("/logins") if each["current"]]
        return str(login["id"])

    def _refused_request(self) -> str:
        """Of an event that had no credits then."""
        poor = self.world.event(50, name="Poor", client_id=self.client.id)
        booth = self.world.booth(poor, "Other booth")
        op = booth.request_op(poor, self.world.style)
        assert booth.fates(op) == [refused("credits_exhausted")]
        self.partner.post(f"/events/{poor.id}/top-ups", id=str(new_id()), credits=500)
        return str(op["payload"]["generation_id"])

    def turned(self) -> list[str]:
        """The platform's packs in another order."""
        self.master.post("/catalogue/packs", id=str(new_id()), name={"es": "Otra"})
        return [pack["id"] for pack in self.master.get("/catalogue/packs").json()][::-1]

    def turned_styles(self) -> list[str]:
        """The pack's styles in another order."""
        pack_id = self.ids["pack_id"]
        self.master.post(
            "/catalogue/styles", id=str(new_id()), pack_id=pack_id, look="comic", name={"es": "Otro"}
        )
        [pack] = [each for each in self.master.get("/catalogue/packs").json() if each["id"] == pack_id]
        return [style["id"] for style in pack["styles"]][::-1]

    def renamed_guest(self) -> Body:
        """Of the newest one on the list."""
        self.ids["guest_id"] = self.host.items(f"/events/{self.event.id}/guests")[0]["id"]
        return {"name": "Leo"}

    def event_of_template(self) -> Body:
        """In a month."""
        soon = datetime.now(UTC) + timedelta(days=30)
        return {"id": str(new_id()), "name": "Otra", "starts_at": soon.isoformat(), "credits": 0}

    def own_style(self) -> Body:
        """One that the partner may use."""
        self.ids["style_id"] = str(self.world.quick.id)
        return {}

    def another_request(self) -> Body:
        """The client's person asks once more."""
        asked = self.log_in(Role.CLIENT, self.client.id).post("/credit-requests", id=str(new_id()), credits=9)
        self.ids["request_id"] = asked.json()["request"]["id"]
        return {"answer": "no"}

    def do(self, deed: "Deed") -> Any:
        method, path = deed.operation.split(" ")
        body = deed.body(self) if deed.body else {}  # Before the path: it may make what that names.
        content_type = "image/jpeg" if isinstance(body, bytes) else "application/json"
        person = getattr(self, deed.who) if deed.who else None
        browser = person.browser if person else Browser()
        url = f"/api/v1{path.format(**self.ids)}"
        answer = getattr(browser, method.lower())(url, body, content_type=content_type)
        if deed.makes:
            name, where = deed.makes
            found = answer.json()
            for part in where.split("."):
                found = found[part]
            self.ids[name] = found
        return answer


@dataclass(frozen=True)
class Deed:
    """Who does what; the entry that it leaves. `makes`: what it makes, and where the answer has its id."""

    operation: str
    who: str
    what: str
    subject: str
    body: Callable[[Stage], Body] | None = None
    makes: tuple[str, str] | None = None


def _new(**body: Any) -> Callable[[Stage], Body]:
    return lambda stage: {"id": str(new_id()), **body}


def _with(**body: Any) -> Callable[[Stage], Body]:
    return lambda stage: body


def _picture(stage: Stage) -> bytes:
    return jpeg(300, 200)


_BRAND = _with(primary_color="#112233")
_PACK_NAME, _STYLE_NAME = {"es": "Cine"}, {"es": "Noir"}


def _event(stage: Stage) -> Body:
    dates = {"starts_at": "2031-05-01T20:00:00Z", "ends_at": "2031-05-02T04:00:00Z", "time_zone": "UTC"}
    return {"id": str(new_id()), "name": "Boda", "credits": 1_000, **dates}


DEEDS: Final = (
    Deed("POST /logins", "", "logged_in", "person",
         lambda stage: {"email": stage.host.user.email, "password": PASSWORD}),
    Deed("PUT /me/password", "host", "password_changed", "person",
         _with(present=PASSWORD, new="another long password")),
    Deed("DELETE /logins/{login_id}", "partner", "login_ended", "person"),
    # The catalogue and the tariff.
    Deed("POST /catalogue/packs", "master", "created", "pack",
         _new(name=_PACK_NAME, premium=True), ("pack_id", "id")),
    Deed("PATCH /catalogue/packs/{pack_id}", "master", "edited", "pack", _with(name={"es": "Película"})),
    Deed("POST /catalogue/styles", "master", "created", "style",
         lambda stage: {"id": str(new_id()), "pack_id": stage.ids["pack_id"], "look": "noir",
                        "name": _STYLE_NAME},
         ("style_id", "id")),
    Deed("PATCH /catalogue/styles/{style_id}", "master", "edited", "style", _with(price=120)),
    Deed("PUT /catalogue/styles/{style_id}/sample", "master", "sample_set", "style", _picture),
    Deed("PUT /catalogue/order", "master", "ordered", "platform", lambda stage: {"packs": stage.turned()}),
    Deed("PUT /catalogue/packs/{pack_id}/order", "master", "ordered", "pack",
         lambda stage: {"styles": stage.turned_styles()}),
    Deed("PATCH /tariff", "master", "edited", "tariff", _with(unlock_price=300)),
    Deed("PUT /credit-packs/{slug}", "master", "created", "credit_pack",
         _with(name="Pack", credits=100, price=100_00, currency="ARS")),
    # A partner, and what masters do about it.
    Deed("POST /partners", "master", "created", "partner",
         _new(name="Ágil", email="a@agil.example", staff_pin="135790", credits=70),
         ("new_partner_id", "partner.id")),
    Deed("PATCH /partners/{partner_id}", "master", "edited", "partner", _with(company="Ágil SRL")),
    Deed("PUT /partners/{partner_id}/staff-pin", "partner", "staff_pin_set", "partner", _with(pin="975310")),
    Deed("PUT /partners/{partner_id}/wholesale-rate", "master", "edited", "partner", _with(percent=40)),
    Deed("POST /partners/{partner_id}/top-ups", "master", "topped_up", "partner",
         _new(credits=5, reason="a gift")),
    Deed("POST /partners/{partner_id}/corrections", "master", "corrected", "partner",
         _new(credits=-5, reason="a slip")),
    Deed("PATCH /partners/{partner_id}/branding", "partner", "brand_edited", "partner", _BRAND),
    Deed("PUT /partners/{partner_id}/branding/logo", "partner", "brand_edited", "partner", _picture),
    Deed("DELETE /partners/{partner_id}/branding/logo", "partner", "brand_edited", "partner"),
    Deed("POST /wallet/purchases", "partner", "created", "purchase", _new(credits=1_000)),
    # A client.
    Deed("POST /clients", "partner", "created", "client",
         _new(name="Norte", email="h@norte.example"), ("token", "password_link.token")),
    Deed("POST /passwords", "", "password_set", "person",
         lambda stage: {"token": stage.ids["token"], "password": PASSWORD}),
    Deed("PATCH /clients/{client_id}", "partner", "edited", "client", _with(phone="+54 11")),
    Deed("POST /clients/{client_id}/allocations", "partner", "allocated", "client", _new(credits=300)),
    Deed("POST /clients/{client_id}/returns", "partner", "taken_back", "client", _new(credits=100)),
    Deed("PATCH /clients/{client_id}/branding", "partner", "brand_edited", "client", _BRAND),
    Deed("PUT /clients/{client_id}/branding/logo", "partner", "brand_edited", "client", _picture),
    Deed("DELETE /clients/{client_id}/branding/logo", "host", "brand_edited", "client"),
    Deed("POST /clients/{client_id}/password-links", "partner", "password_link", "person"),
    Deed("POST /credit-requests", "host", "created", "credit_request",
         _new(credits=50), ("request_id", "request.id")),
    Deed("POST /credit-requests/{request_id}/approve", "partner", "approved", "credit_request", _new()),
    # An event and its booths.
    Deed("POST /events", "host", "created", "event", _event),
    Deed("PATCH /events/{event_id}", "host", "edited", "event", _with(name="Boda de Ana")),
    Deed("PUT /events/{event_id}/staff-pin", "partner", "staff_pin_set", "event", _with(pin="864209")),
    Deed("PUT /events/{event_id}/state", "host", "state_set", "event", _with(state="paused")),
    Deed("POST /events/{event_id}/top-ups", "host", "topped_up", "event", _new(credits=200)),
    Deed("POST /events/{event_id}/guests", "host", "edited", "event",
         _with(guests=[{"email": "ana@example.org"}, {"email": "leo@example.org"}])),
    Deed("PATCH /events/{event_id}/guests/{guest_id}", "host", "edited", "event", Stage.renamed_guest),
    Deed("DELETE /events/{event_id}/guests/{guest_id}", "partner", "edited", "event"),
    Deed("POST /events/{event_id}/mails", "host", "edited", "event",
         _new(subject="Hola", body="Hola {name}"), ("mail_id", "id")),
    Deed("POST /events/{event_id}/mails/{mail_id}/send", "host", "edited", "event"),
    Deed("POST /events/{event_id}/mails/{mail_id}/stop", "partner", "edited", "event"),
    Deed("POST /events/{event_id}/templates", "host", "created", "event_template", _new(name="Bodas"),
         ("template_id", "id")),
    Deed("PATCH /event-templates/{template_id}", "host", "edited", "event_template", _with(name="Fiestas")),
    Deed("POST /event-templates/{template_id}/events", "host", "created", "event", Stage.event_of_template),
    Deed("DELETE /event-templates/{template_id}", "host", "deleted", "event_template"),
    Deed("PUT /favourite-styles/{style_id}", "partner", "edited", "partner", Stage.own_style),
    Deed("DELETE /favourite-styles/{style_id}", "partner", "edited", "partner"),
    Deed("PATCH /events/{event_id}/branding", "host", "brand_edited", "event", _BRAND),
    Deed("PUT /events/{event_id}/branding/logo", "host", "brand_edited", "event", _picture),
    Deed("DELETE /events/{event_id}/branding/logo", "host", "brand_edited", "event"),
    Deed("POST /refused-requests/{generation_id}/retries", "partner", "retried", "picture", _new()),
    Deed("POST /partners/{partner_id}/pairing-codes", "partner", "created", "pairing_code",
         _new(name="Hall"), ("code_id", "pairing_code.id")),
    Deed("DELETE /pairing-codes/{code_id}", "partner", "withdrawn", "pairing_code"),
    Deed("POST /kiosks/{kiosk_id}/pairing-codes", "partner", "created", "pairing_code", _new()),
    Deed("PATCH /kiosks/{kiosk_id}", "partner", "edited", "kiosk", _with(name="Entrance")),
    Deed("POST /kiosks/{kiosk_id}/commands", "partner", "command_given", "kiosk", _new(kind="pause")),
    Deed("POST /events/{event_id}/leases/{lease_id}/reclaim", "partner", "reclaimed", "lease", _new()),
    Deed("POST /events/{event_id}/leases/{lease_id}/write-off", "partner", "written_off", "lease"),
    Deed("PUT /kiosks/{kiosk_id}/event", "partner", "assigned", "kiosk", _with(event_id=None)),
    Deed("POST /kiosks/{kiosk_id}/retire", "partner", "retired", "kiosk", _new()),
    Deed("POST /events/{event_id}/close", "host", "closed", "event"),
    Deed("DELETE /events/{event_id}", "partner", "deleted", "event"),
    # Users of the platform's own.
    Deed("POST /users/{user_id}/top-ups", "master", "topped_up", "person", _new(credits=500, reason="hello")),
    Deed("POST /users/{user_id}/password-links", "master", "password_link", "person"),
    Deed("POST /packs/{pack_id}/unlock", "buyer", "unlocked", "pack", _new()),
    Deed("POST /me/purchases", "buyer", "created", "purchase", _new(pack="pack")),
    # Logins end.
    Deed("POST /people/{person_id}/deactivate", "partner", "login_closed", "person"),
    Deed("POST /people/{person_id}/activate", "partner", "login_reopened", "person"),
    Deed("DELETE /people/{person_id}/logins", "partner", "logins_ended", "person"),
    Deed("POST /people/{person_id}/password-reset", "master", "password_reset", "person"),
    Deed("DELETE /logins/current", "leaver", "logged_out", "person"),
    Deed("DELETE /logins", "buyer", "logins_ended", "person"),
    # And so does a partner.
    Deed("POST /credit-requests/{request_id}/decline", "partner", "declined", "credit_request",
         lambda stage: stage.another_request()),
    Deed("POST /partners/{partner_id}/deactivate", "master", "deactivated", "partner", _new()),
    Deed("POST /partners/{partner_id}/activate", "master", "activated", "partner", _new()),
    Deed("POST /partners/{partner_id}/password-links", "master", "password_link", "person"),
    Deed("DELETE /partners/{partner_id}", "master", "deleted", "partner", _new(confirm="A Partner")),
)  # fmt: skip
