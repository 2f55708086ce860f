"""Another network is noticed by the routes."""

import subprocess
import sys
import threading

import pytest

from kiosk.sync.network_watch import NetworkWatch, routes


def test_a_change_is_told_once() -> None:
    looks, told = iter(["home", "home", "", "", "venue"]), []
    watch = NetworkWatch(lambda: told.append(1), lambda: next(looks))
    counts = []
    for _ in range(4):
        watch.step()
        counts.append(len(told))
    assert counts == [0, 1, 1, 2]


def test_its_thread_ends_at_once() -> None:
    watch = NetworkWatch(lambda: None)
    watch.start()
    watch.stop()
    assert "sync-network" not in [thread.name for thread in threading.enumerate()]


def test_traffic_is_no_change_and_a_route_is_one() -> None:
    """In a network of its own, where a test may do as it likes."""
    script = (
        "import subprocess as s; from kiosk.sync.network_watch import routes\n"
        "s.run('ip link set lo up', shell=True, check=True); first = routes()\n"
        "s.run('ip route add 192.0.2.0/24 dev lo', shell=True, check=True); second = routes()\n"
        "s.run('ip -6 route add 2001:db8::/64 dev lo', shell=True, check=False); third = routes()\n"
        "print(first != second, len(second - first))"
    )
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--net", sys.executable, "-c", script],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"no network of one's own here: {done.stderr[-200:]}")
    assert done.stdout.split() == ["True", "1"]


def test_this_pc_has_routes_that_stay_as_they_are() -> None:
    assert routes() == routes()
