"""Results and assets down: only the bytes that were asked for are ever seen by the booth."""

import hashlib
import random

import pytest

from contract.config import KioskConfig
from contract.sync import GenerationChanged, GenerationState
from kiosk.domain.errors import DiskError, NetworkError
from kiosk.sync.workers.downloads import BlobDownloader
from tests.kiosk.sync import loopback
from tests.kiosk.worlds import answer, config, signed

GET = "GET /blobs/"
RESULT = random.Random(3).randbytes(400_000)


def digest(blob):
    return hashlib.sha256(blob).hexdigest()


@pytest.fixture
def arrived():
    return []


@pytest.fixture
def told():
    return []


@pytest.fixture
def downloads(booth, arrived, told):
    folder = booth.folder / "transit"
    return BlobDownloader(
        booth.context(),
        folder,
        lambda fetch, path: arrived.append((fetch.generation_id, path)),
        lambda _, fraction: told.append(fraction),
    )


@pytest.fixture
def wanted(booth, platform):
    """A request whose result the platform has, as the booth has just learned."""
    platform.blobs["a" * 64] = b"nobody's bytes: the style's sample, whose digest is wrong"
    platform.blobs[digest(RESULT)] = RESULT
    request = booth.request()
    change = GenerationChanged(
        generation_id=request.generation_id, state=GenerationState.READY, result_sha256=digest(RESULT)
    )
    booth.store.sync_results.settle(answer(changes=(change,)))
    return request.generation_id


def left_behind(booth):
    folder = booth.folder / "transit"
    return list(folder.iterdir()) if folder.exists() else []


def test_a_result_is_verified_and_put_in_its_place(booth, downloads, wanted, arrived, told):
    assert downloads.fetch_all() == 1
    [(generation_id, path)] = arrived
    assert generation_id == wanted
    assert path.read_bytes() == RESULT
    assert told == sorted(told) and told[-1] == 1.0
    assert left_behind(booth) == []


def test_wrong_bytes_are_thrown_away_and_asked_for_again(booth, platform, downloads, wanted, arrived):
    platform.blobs[digest(RESULT)] = RESULT[:-1] + b"x"
    assert downloads.fetch_all() == 0
    assert arrived == [] and left_behind(booth) == []
    platform.blobs[digest(RESULT)] = RESULT
    booth.clock.advance(400)
    assert downloads.fetch_all() == 1


def test_a_picture_that_is_to_wait_holds_up_no_other(booth, platform, downloads, wanted, arrived):
    platform.break_next(GET, loopback.says(429, Retry_After="60"))
    assert downloads.fetch_all() == 0
    assert platform.count(GET) == 2, "the sample was asked for, too"
    booth.clock.advance(59)
    assert downloads.fetch_all() == 0 and arrived == []
    booth.clock.advance(1)
    assert downloads.fetch_all() == 1


def test_wrong_bytes_do_not_stop_what_comes_after(downloads, wanted, arrived):
    """The style's sample of this booth is wrong, its guest's result is not."""
    assert downloads.fetch_all() == 1
    assert [generation_id for generation_id, _ in arrived] == [wanted]


def test_a_download_that_breaks_is_taken_up_again(booth, platform, downloads, wanted, arrived):
    platform.break_next(GET, loopback.half_the_answer)
    with pytest.raises(NetworkError):
        downloads.fetch_all()
    assert arrived == [] and left_behind(booth) == []
    downloads.fetch_all()
    assert len(arrived) == 1


def test_a_captive_portals_page_is_not_a_picture(platform, downloads, wanted, arrived):
    platform.break_next(GET, loopback.portal)
    with pytest.raises(NetworkError, match="login page"):
        downloads.fetch_all()
    assert arrived == []


def test_guests_come_before_samples(booth, platform, downloads, wanted):
    downloads.fetch_all()
    assert platform.seen == [f"GET /blobs/{digest(RESULT)}", f"GET /blobs/{'a' * 64}"]


def test_an_asset_is_told_without_a_picture(booth, platform, downloads, arrived):
    sample = b"a sample picture"
    text = config().model_dump_json().replace("a" * 64, digest(sample))
    booth.store.configs.keep(*signed(KioskConfig.model_validate_json(text)))
    platform.blobs[digest(sample)] = sample
    assert downloads.fetch_all() == 1
    assert arrived == [(None, booth.store.configs.asset(digest(sample)))]


def test_a_disk_that_takes_nothing_is_a_disk_error(booth, downloads, wanted):
    (booth.folder / "transit").write_text("a file where the folder should be")
    with pytest.raises(DiskError):
        downloads.fetch_all()
