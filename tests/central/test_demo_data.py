"""The sample platform after some months: every page has something on it, and every credit adds up."""

from collections import Counter
from typing import Any

from central.base.pages import PageRequest
from central.blobs import store
from central.demo_data import sample
from central.events.models import Event
from central.generations import event_pictures
from central.generations.event_pictures import PictureFilter
from central.generations.models import Generation
from central.ledger.audit import audit
from central.notices.models import Notice
from central.operations.event_overviews import overviews
from central.tenants.models import CreditRequest, User
from central.tenants.visibility import scope_of
from tests.central.dashboards.visitors import visitor


def test_it_has_events_in_every_state_with_pictures_and_stays_the_same(database: str) -> None:
    told = sample.install(full=True)
    before = (Event.objects.count(), Generation.objects.count())
    sample.install(full=True)
    assert (Event.objects.count(), Generation.objects.count()) == before
    seen = overviews(list(Event.objects.all()))
    states = Counter(each.state.value for each in seen)
    assert states == {"live": 3, "ended": 2, "paused": 1, "scheduled": 1, "draft": 1}
    assert any(each.low for each in seen)
    assert Counter(Generation.objects.values_list("state", flat=True))["failed"] == 7
    assert audit().clean
    assert set(CreditRequest.objects.values_list("state", flat=True)) == {"open", "approved", "declined"}
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds >= {"credit_request", "milestone", "credits_added", "event_created"}
    people = {role: User.objects.get(email=told[role]["email"]) for role in ("client", "partner")}
    scope = scope_of(people["client"])
    [newest] = event_pictures.page(scope, PictureFilter(kind="ready"), PageRequest(limit=1)).items
    thumbnail: Any = visitor(people["client"]).get(f"/client/pictures/{newest.id}/thumbnail")
    assert b"".join(thumbnail.streaming_content) == store.read(newest.thumbnail_sha256)
    for role, page in (("client", "/client/"), ("partner", "/partner/"), ("partner", "/partner/events/")):
        assert visitor(people[role]).get(page).status_code == 200
