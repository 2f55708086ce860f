"""The booth's command line. Exit status: 0 done, 1 something stood in the way (said on stderr), 2 usage."""

import argparse
import logging
import logging.handlers
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from kiosk.domain.errors import KioskError, SetupError
from kiosk.domain.mount import TURNS, Lens
from kiosk.engine.settings import Settings, default_folder, settings_of

_PORTRAIT = (1080, 1920)
_LOG_BYTES = 2_000_000
_LOG_FILES = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command."""
    asked = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, Settings], int] = asked.command
    os.umask(0o077)  # Guests' pictures are the booth's user's alone; an export gives what it makes to all.
    try:
        options = {name: getattr(asked, name) for name in ("camera", "printer", "turn", "mirror", "lens")}
        return command(asked, settings_of(asked.data, options))
    except KioskError as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(asked: argparse.Namespace, settings: Settings) -> int:
    # Until the loop runs there is nothing to close, and an exception inside Qt's import aborts it or is lost.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _check_before_the_window(asked, settings)
    _log_to(settings.data / "logs")
    from kiosk.app import App

    app = App(settings, _window(asked))
    status = app.run()
    if app.begins_anew:
        _begin_anew()
    return status


def _check_before_the_window(asked: argparse.Namespace, settings: Settings) -> None:
    """Raises SetupError: a folder that was named is not there, or no screen is, at which Qt would abort."""
    from kiosk.system.display import trouble

    if asked.data and not settings.data.is_dir():
        raise SetupError(f"there is no folder {settings.data}; to begin a booth there: kiosk enroll")
    if sentence := trouble(os.environ):
        raise SetupError(sentence)


def _begin_anew() -> NoReturn:
    """The same command line in the same process: whoever supervises it sees no end."""
    logging.shutdown()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - our own command line


def _enroll(asked: argparse.Namespace, settings: Settings) -> int:
    from kiosk.engine import commands

    pairing = commands.with_store(
        settings, lambda store: commands.pair(settings, store, asked.server, asked.code), begins=True
    )
    print(f"enrolled at {pairing.enrolled.server} as kiosk {pairing.enrolled.kiosk_id}")
    print(f"the device token is in the {pairing.token_place}")
    return 0


def _doctor(asked: argparse.Namespace, settings: Settings) -> int:
    from kiosk.engine import commands
    from kiosk.system.doctor import as_json, as_text

    repaired = commands.repair(settings) if asked.repair else None
    if repaired is not None:
        for sentence in repaired.lost:
            _warn(sentence)
        _warn(f"{repaired.rows} rows were saved; the damaged database is kept as {repaired.kept}")
    checks = commands.examine(settings)
    print(as_json(checks) if asked.json else as_text(checks))
    return 0 if all(check.ok for check in checks) else 1


def _sync(_: argparse.Namespace, settings: Settings) -> int:
    from kiosk.engine import commands

    done = commands.with_store(settings, lambda store: commands.sync_once(settings, store))
    print(
        f"{done.ops_settled} ops settled ({done.ops_rejected} rejected), {done.photos_sent} photos sent,"
        f" {done.blobs_fetched} pictures fetched, config {'new' if done.config_changed else 'unchanged'};"
        f" {done.queue.ops} ops and {done.queue.blobs} photos wait"
    )
    if done.sentence:
        print(f"kiosk: {done.sentence}", file=sys.stderr)
    return 1 if done.sentence else 0


def _queue(asked: argparse.Namespace, settings: Settings) -> int:
    from kiosk.engine import commands

    text = commands.with_readable_store(
        settings, lambda store: commands.queue_text(store, asked.ticket), _warn
    )
    print(text)
    return 0


def _retry(asked: argparse.Namespace, settings: Settings) -> int:
    from kiosk.engine import commands

    request = commands.with_store(
        settings,
        lambda store: commands.ask_again(store, asked.ticket, here=asked.here, new_code=asked.new_code),
    )
    print(f"ticket {request.ticket_label} is asked for again, for {request.price} credits")
    print(f"the guest's page: {request.claim_url}")
    return 0


def _export(asked: argparse.Namespace, settings: Settings) -> int:
    from kiosk.engine import commands
    from kiosk.engine.export import export

    def progress(number: int, of: int) -> None:
        print(f"\r{number}/{of}", end="", file=sys.stderr, flush=True)

    done = commands.with_readable_store(
        settings, lambda store: export(store, asked.target, progress, all_events=asked.all_events), _warn
    )
    print(f"\n{done.pictures} pictures are in {asked.target}, each read back and verified by its hash")
    if done.removed:
        print(f"{done.removed} that are not kept any more were removed from there")
    for sentence in done.bad:
        _warn(sentence)
    return 1 if done.bad else 0


def _warn(sentence: str) -> None:
    print(f"kiosk: {sentence}", file=sys.stderr)


def _common_options() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", type=Path, help=f"folder of all that the booth keeps (usually {default_folder()})"
    )
    common.add_argument("--camera", help="auto (usual), demo, simulated, 0, /dev/video0 or http://...")
    common.add_argument("--turn", type=int, choices=TURNS, help="set the camera's pictures upright")
    common.add_argument(
        "--mirror",
        action=argparse.BooleanOptionalAction,
        help="keep photos as in a mirror, like the preview",
    )
    common.add_argument("--lens", choices=list(Lens), help="where the lens is, seen from the guest")
    common.add_argument("--printer", help="auto (usual), file, simulated or a CUPS queue")
    return common


def _parser() -> argparse.ArgumentParser:
    common = _common_options()
    parser = argparse.ArgumentParser(prog="kiosk", description="The booth.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[..., int], sentence: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=sentence, description=sentence)
        made.set_defaults(command=command)
        return made

    _add_run(add("run", _run, "open the booth"))
    enroll = add("enroll", _enroll, "pair this booth with a platform")
    enroll.add_argument("--server", required=True, help="address of the platform")
    enroll.add_argument("--code", required=True, help="pairing code from the dashboard")
    doctor = add("doctor", _doctor, "check everything the booth needs; say how to mend what is wrong")
    doctor.add_argument("--json", action="store_true", help="for programs")
    doctor.add_argument(
        "--repair", action="store_true", help="save what can be read of a damaged database first"
    )
    sync = add("sync", _sync, "send what waits and fetch what changed, without a screen")
    sync.add_argument("--once", action="store_true", required=True, help="one pass, then end")
    queue = add("queue", _queue, "show sessions, ops that wait and dead letters")
    queue.add_argument("ticket", nargs="?", help="only what is about this guest's ticket, such as B-017")
    retry = add("retry", _retry, "ask again for a picture that the platform refused")
    retry.add_argument("ticket", help="the guest's ticket number, such as B-017")
    retry.add_argument("--here", action="store_true", help="the booth's present event pays")
    retry.add_argument("--new-code", action="store_true", help="with another QR code, after a conflict")
    export = add("export", _export, "copy the event's pictures to a folder, verified")
    export.add_argument("target", type=Path)
    export.add_argument("--all-events", action="store_true", help="those of every event")
    return parser


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("--windowed", action="store_true", help="in a window instead of full screen")
    shape = run.add_mutually_exclusive_group()
    shape.add_argument("--portrait", type=_size, nargs="?", const=_PORTRAIT, metavar="WxH")
    shape.add_argument("--landscape", type=_size, nargs="?", const=_PORTRAIT[::-1], metavar="WxH")


def _window(asked: argparse.Namespace) -> tuple[int, int] | None:
    """The window's size, or None for full screen. A shape alone means a window of that size."""
    size: tuple[int, int] | None = asked.portrait or asked.landscape
    if size is None and asked.windowed:
        return (_PORTRAIT[0] // 2, _PORTRAIT[1] // 2)
    return size


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1080x1920")
    return int(width), int(height)


class _LogFile(logging.handlers.RotatingFileHandler):
    """A disk that keeps no log is said once; without this, each record would leave a trace on stderr."""

    _failed = False

    def handleError(self, record: logging.LogRecord) -> None:
        if not self._failed:
            self._failed = True
            print(f"kiosk: the log file is not written: {sys.exc_info()[1]}", file=sys.stderr)


def _log_to(folder: Path) -> None:
    """Rotating log files and stderr; request lines of the HTTP client are left out, they carry addresses."""
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "kiosk.log"
        handlers.append(_LogFile(file, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES))
    except OSError as error:
        print(f"kiosk: no log file: {error}", file=sys.stderr)
    form = "%(asctime)s %(levelname)s %(name)s %(threadName)s: %(message)s"
    logging.basicConfig(level=logging.INFO, format=form, handlers=handlers)
    logging.getLogger("httpx").setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main())
