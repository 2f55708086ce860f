"""The booth's time while nobody answers: what the last answer showed, and the seconds since."""

from datetime import timedelta

import pytest

from tests.kiosk.worlds import WHEN, answer

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("jump", [6 * HOUR, -3 * HOUR, -400 * 24 * HOUR])
def test_a_wall_clock_that_jumps_while_offline_moves_nothing(booth, jump):
    booth.store.sync_results.settle(answer(server_time=WHEN))
    booth.clock.advance(600)
    booth.clock.wall += jump
    assert booth.store.server_time.now() == WHEN + timedelta(minutes=10)
    assert booth.reopen().server_time.now() == WHEN + timedelta(minutes=10), (
        "after the program's restart, too"
    )
    assert booth.store.server_time.is_proven


def test_after_a_restart_of_the_pc_its_wall_clock_counts_with_the_last_offset(booth):
    booth.store.sync_results.settle(answer(server_time=WHEN + HOUR))
    booth.clock.wall += 5 * HOUR
    assert booth.reopen("boot-2").server_time.now() == WHEN + 6 * HOUR
    assert not booth.store.server_time.is_proven


def test_it_never_goes_back_behind_the_last_answer(booth):
    """A PC without a battery begins its days long ago."""
    booth.store.sync_results.settle(answer(server_time=WHEN))
    booth.clock.wall = WHEN - 1000 * 24 * HOUR
    booth.clock.seconds = 30.0
    store = booth.reopen("boot-2")
    assert store.server_time.now() == WHEN + timedelta(seconds=30)
    booth.clock.advance(90)
    assert store.server_time.now() == WHEN + timedelta(seconds=120)


def test_a_booth_that_never_heard_of_its_platform_has_its_own_clock(booth):
    assert booth.store.server_time.now() == WHEN
