"""People for tests: logged in, and asking the API over HTTP."""

from typing import Any
from uuid import UUID

from django.test import Client as Browser

from central.server.hashing import password_hash
from central.tenants.logins import open_login
from central.tenants.models import PLATFORM_ID, Client, Role, User
from central.tenants.provisioning import ensure_client, ensure_platform
from contract.ids import new_id


class Person:
    """Somebody who is logged in."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.token = open_login(user).token
        self.browser = Browser(
            headers={"Authorization": f"Bearer {self.token}"}, raise_request_exception=False
        )

    @property
    def actor(self) -> str:
        return f"user:{self.user.id}"

    def get(self, path: str, **query: Any) -> Any:
        return self.browser.get(f"/api/v1{path}", query)

    def items(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """What the first page of a list has."""
        items: list[dict[str, Any]] = self.get(path, **query).json()["items"]
        return items

    def every(self, path: str, limit: int, **query: Any) -> list[dict[str, Any]]:
        """A whole list, in pages of so many."""
        found, page = [], {"next": ""}
        while page["next"] is not None:
            page = self.get(path, limit=limit, cursor=page["next"], **query).json()
            assert len(page["items"]) <= limit
            found += page["items"]
        return found

    def post(self, path: str, **body: Any) -> Any:
        return self._send("post", path, body)

    def put(self, path: str, **body: Any) -> Any:
        return self._send("put", path, body)

    def patch(self, path: str, **body: Any) -> Any:
        return self._send("patch", path, body)

    def delete(self, path: str, **body: Any) -> Any:
        return self._send("delete", path, body)

    def _send(self, method: str, path: str, body: dict[str, Any]) -> Any:
        return getattr(self.browser, method)(f"/api/v1{path}", body, content_type="application/json")


def a_user(role: Role, tenant_id: UUID, client_id: UUID | None = None, password: str | None = None) -> User:
    """A user; without a password only a test logs them in."""
    email = f"{new_id().hex}@people.example"
    hashed = None if password is None else password_hash(password)
    return User.objects.enrol(email, hashed, role=role, tenant_id=tenant_id, client_id=client_id)


def a_master() -> Person:
    ensure_platform()
    return Person(a_user(Role.MASTER, PLATFORM_ID))


def a_partner(tenant_id: UUID) -> Person:
    return Person(a_user(Role.PARTNER, tenant_id))


def a_client(tenant_id: UUID, slug: str = "client") -> tuple[Person, Client]:
    """A client's person, and the client."""
    client = ensure_client(tenant_id, slug, "A Client")
    return Person(a_user(Role.CLIENT, tenant_id, client.id)), client


def a_buyer() -> Person:
    """A B2C user."""
    ensure_platform()
    return Person(a_user(Role.USER, PLATFORM_ID))


def refusal(answer: Any) -> tuple[int, str]:
    """Status and code of a problem document."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    return answer.status_code, answer.json()["code"]
