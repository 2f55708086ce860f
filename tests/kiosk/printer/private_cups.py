"""A CUPS of the tests' own, and an IPP Everywhere printer that can be told to misbehave.

Nothing of the system's CUPS, D-Bus or Avahi is touched: everything lives in one temporary folder, talks
through sockets there and a loopback port, and ends with the test.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

QUEUE = "booth"

_NEEDED = {
    "cupsd": "cups-daemon",
    "lpadmin": "cups-client",
    "ippeveprinter": "cups-ipp-utils",
    "dbus-daemon": "dbus-daemon",
}
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin"

_DBUS_CONF = """<busconfig><type>system</type><listen>unix:path={root}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"""

_FILES_CONF = """ServerRoot {root}/etc
CacheDir {root}/cache
StateDir {root}/state
RequestRoot {root}/requests
TempDir {root}/tmp
AccessLog {root}/access_log
ErrorLog {root}/error_log
PageLog {root}/page_log
Printcap {root}/printcap
FileDevice Yes
"""

_CUPSD_CONF = """Listen {root}/cups.sock
LogLevel debug
WebInterface No
Browsing No
DefaultAuthType None
DirtyCleanInterval 0
JobRetryInterval 1
JobKillDelay 1
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
SubscriptionPrivateAccess all
SubscriptionPrivateValues none
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""

# What the printer does with a job: it holds while `empty` or `slow` lie in its folder, then the sheet is out.
_PRINT_SCRIPT = """#!/bin/sh
cd {root}/device || exit 1
echo "$IPP_JOB_NAME" >> begun
if [ -e empty ]; then
  echo "STATE: +media-empty-error" >&2
  while [ -e empty ]; do sleep 0.05; done
  echo "STATE: -media-empty-error" >&2
fi
while [ -e slow ]; do sleep 0.05; done
[ -e takes ] && sleep "$(cat takes)"
cp "$1" "out/$(date +%s%N) $IPP_JOB_NAME.jpg"
echo "$IPP_MEDIA_COL" > media
echo "ATTR: job-impressions-completed=1" >&2
"""


def wait_until(condition: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    """Return once `condition` holds; fail the test, saying what was waited for, when it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {what}"
        time.sleep(0.05)


class PrivateCups:
    """cupsd with the queue QUEUE, its printer, and their switches."""

    def __init__(self) -> None:
        self._demand_programs()
        # Readable for the user that CUPS runs its filters as.
        self.root = Path(tempfile.mkdtemp(prefix="cabina-cups-"))
        self.root.chmod(0o755)
        for name in ("etc", "cache", "state", "requests", "tmp", "device", "device/out", "spool"):
            (self.root / name).mkdir()
        self._port = _free_port()
        self._write("dbus.conf", _DBUS_CONF)
        self._write("etc/cups-files.conf", _FILES_CONF)
        self._write("etc/cupsd.conf", _CUPSD_CONF)
        self._write("print", _PRINT_SCRIPT)
        (self.root / "print").chmod(0o755)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def server(self) -> str:
        return f"{self.root}/cups.sock"

    @property
    def device(self) -> str:
        """The printer's address."""
        return f"ipp://localhost:{self._port}/ipp/print"

    # --- the whole -----------------------------------------------------------------------------

    def start(self) -> None:
        self._run("dbus", ["dbus-daemon", f"--config-file={self.root}/dbus.conf", "--nofork"])
        wait_until((self.root / "bus").exists, "the message bus")
        self.start_printer()
        self.start_cups()
        self.add_queue(QUEUE, self.device, "everywhere")
        wait_until((self.root / "etc" / "ppd" / f"{QUEUE}.ppd").exists, "CUPS to describe the queue")

    def stop(self) -> None:
        for name in reversed(list(self._running)):
            self._end(name, signal.SIGKILL)
        shutil.rmtree(self.root, ignore_errors=True)

    def add_queue(self, name: str, device: str, model: str) -> None:
        self.command("lpadmin", "-p", name, "-E", "-v", device, "-m", model)

    @contextmanager
    def deaf_queue(self) -> Iterator[str]:
        """A queue whose printer takes all data and never says what becomes of it."""
        with socket.socket() as printer:
            printer.bind(("127.0.0.1", 0))
            printer.listen()
            self.add_queue("deaf", f"socket://127.0.0.1:{printer.getsockname()[1]}/?waiteof=true", "raw")
            wait_until(lambda: "deaf" in self._kept_queues(), "CUPS to keep the queue")
            try:
                yield "deaf"
            finally:
                self.command("lpadmin", "-x", "deaf")

    def _kept_queues(self) -> str:
        """What a killed CUPS would find; no such file is there for a moment while it is written anew."""
        with suppress(FileNotFoundError):
            return (self.root / "etc" / "printers.conf").read_text()
        return ""

    def command(self, program: str, *words: str) -> str:
        done = subprocess.run(
            [_program(program), "-h", self.server, *words],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}{self.log()}"
        return done.stdout

    def log(self) -> str:
        path = self.root / "error_log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-40:]) if path.exists() else ""

    # --- CUPS ----------------------------------------------------------------------------------

    def start_cups(self) -> None:
        (self.root / "cups.sock").unlink(missing_ok=True)
        etc = self.root / "etc"
        self._run("cupsd", ["cupsd", "-f", "-c", f"{etc}/cupsd.conf", "-s", f"{etc}/cups-files.conf"])
        wait_until((self.root / "cups.sock").exists, "CUPS")

    def stop_cups(self) -> None:
        self._end("cupsd", signal.SIGTERM)

    def kill_cups(self) -> None:
        """Its queues stay: killed while it writes their list, it has the one before under another name."""
        self._end("cupsd", signal.SIGKILL)
        queues = self.root / "etc" / "printers.conf"
        if not queues.exists():
            queues.with_name("printers.conf.O").rename(queues)

    # --- the printer ---------------------------------------------------------------------------

    def start_printer(self) -> None:
        self._run(
            "printer",
            f"ippeveprinter -r off -n localhost -p {self._port} -s 12,12 -f image/jpeg,image/pwg-raster "
            f"-d {self.root}/spool -c {self.root}/print Tests".split(),
        )
        wait_until(lambda: _answers(self._port), "the printer")

    def kill_printer(self) -> None:
        self._end("printer", signal.SIGKILL)

    def switch(self, name: str, on: bool) -> None:
        """`empty`: the paper is out. `slow`: the sheet stays in the printer."""
        path = self.root / "device" / name
        if on:
            path.touch()
        else:
            path.unlink(missing_ok=True)

    def takes(self, seconds: float) -> None:
        """How long each sheet is under way."""
        (self.root / "device" / "takes").write_text(f"{seconds:.3f}")

    def begun(self) -> list[str]:
        """The titles of the jobs that the printer took, in order."""
        path = self.root / "device" / "begun"
        return path.read_text().splitlines() if path.exists() else []

    def sheets(self) -> list[Path]:
        """What came out, in order."""
        return sorted((self.root / "device" / "out").glob("*.jpg"))

    def sheets_of(self, job_id: UUID) -> int:
        """How often this one came out."""
        return sum(str(job_id) in sheet.name for sheet in self.sheets())

    def kept_pictures(self) -> list[Path]:
        """The pictures of jobs, as CUPS keeps them."""
        return list((self.root / "requests").glob("d*"))

    def media(self) -> str:
        """The medium of the last sheet, in the printer's words."""
        return (self.root / "device" / "media").read_text()

    def clear(self) -> None:
        """A printer and a CUPS that run, with no jobs, no faults, and an empty tray."""
        for name in ("empty", "slow", "takes"):
            self.switch(name, False)
        if "printer" not in self._running:
            self.start_printer()
        if "cupsd" not in self._running:
            self.start_cups()
        self.command("cancel", "-a", "-x")
        for sheet in self.sheets():
            sheet.unlink()
        (self.root / "device" / "begun").unlink(missing_ok=True)

    def _run(self, name: str, words: Sequence[str]) -> None:
        environment = os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.root}/bus"}
        with (self.root / f"{name}.out").open("ab") as output:
            self._running[name] = subprocess.Popen(
                [_program(words[0]), *words[1:]],
                stdout=output,
                stderr=output,
                env=environment,
                start_new_session=True,
            )

    def _end(self, name: str, how: signal.Signals) -> None:
        process = self._running.pop(name)
        os.killpg(process.pid, how)
        process.wait(60)

    def _write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text.format(root=self.root))

    @staticmethod
    def _demand_programs() -> None:
        missing = {package for name, package in _NEEDED.items() if not shutil.which(name, path=_PATH)}
        assert not missing, f"these tests need Debian packages: apt-get install {' '.join(sorted(missing))}"


def _program(name: str) -> str:
    return shutil.which(name, path=_PATH) or name


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("localhost", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
