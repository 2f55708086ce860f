"""The snapshot: signed by the enrolled key, this booth's, not older than ours - or not believed."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.signature import sign
from kiosk.domain.errors import NetworkError
from kiosk.sync.workers.snapshot import SnapshotFetcher
from tests.kiosk.sync import loopback
from tests.kiosk.worlds import KEY, WHEN, config, named

LATER = WHEN + timedelta(hours=1)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"x" * 32)


@pytest.fixture
def snapshot(booth):
    return SnapshotFetcher(booth.context())


def body_of(**changes):
    return config(**({"issued_at": LATER} | changes)).model_dump_json().encode()


def test_a_new_snapshot_is_kept_with_its_etag_and_its_assets_are_wanted(booth, platform, snapshot):
    platform.publish(body_of(version="2"))
    assert snapshot.fetch()
    assert booth.store.configs.current().version == "2"
    assert booth.store.configs.etag() == platform.config[2]
    assert [fetch.sha256 for fetch in booth.store.downloads.due(10)] == ["a" * 64]


def test_an_unchanged_snapshot_is_not_sent_again(platform, snapshot):
    assert snapshot.fetch()
    assert not snapshot.fetch()


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (
            body_of(version="evil"),
            sign(OTHER_KEY, body_of(version="evil")),
        ),
        (body_of(version="evil"), sign(KEY, body_of(version="good"))),
        (body_of(version="evil"), "AAAA"),
        (body_of(version="evil", kiosk_id=named("another booth")), None),
        (b'{"kiosk_id": "evil"}', None),
    ],
    ids=["another key", "other bytes", "no signature", "another booth", "not a snapshot"],
)
def test_what_is_not_for_this_booth_now_is_not_believed(booth, platform, snapshot, body, signature):
    platform.publish(body, signature)
    with pytest.raises(NetworkError):
        snapshot.fetch()
    assert booth.store.configs.current().version == "1"


def test_a_platform_whose_clock_was_mended_is_believed(booth, platform, snapshot):
    platform.publish(body_of(version="2", issued_at=WHEN - timedelta(days=1)))
    assert snapshot.fetch()
    assert booth.store.configs.current().version == "2"


def test_a_captive_portal_changes_nothing(booth, platform, snapshot):
    platform.break_next("GET /kiosk/config", loopback.portal)
    with pytest.raises(NetworkError):
        snapshot.fetch()
    assert booth.store.configs.current().version == "1"


def test_a_damaged_snapshot_is_fetched_whole(booth, platform, snapshot):
    snapshot.fetch()
    booth.store.database.write(lambda rows: rows.execute("UPDATE config SET signature = 'AAAA'"))
    assert snapshot.fetch()
    assert booth.store.configs.current().version == "1"
