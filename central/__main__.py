"""The platform's command line: `central run` and its parts, sample data, and the ledger's proof."""

import argparse
import contextlib
import getpass
import json
import logging.config
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from central.operations.up_to_date import is_up_to_date
from central.server import postgres, supervisor
from central.server.database_watch import DatabaseWatch
from central.server.environment import SettingError
from central.server.paths import data_folder

_Add = Callable[[str, Callable[..., int], str], argparse.ArgumentParser]
_SHORTEST_PASSWORD = 10


def main(arguments: list[str] | None = None) -> int:
    """Run a command; its exit status."""
    given = _parser().parse_args(arguments)
    os.umask(0o077)  # Guests' photos and the keys are private to this user.
    if given.data is not None:
        os.environ["CABINA_DATA"] = str(given.data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")
    try:
        with _as_operator(given):
            status: int = given.command(given)
    except supervisor.Stopped:
        return 0
    except (postgres.DatabaseError, SettingError) as error:
        print(f"central: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        if not _is_outage(error):
            raise
        print(f"central: the database cannot be reached: {str(error).strip()}", file=sys.stderr)
        return 1
    return status


def _as_operator(given: argparse.Namespace) -> contextlib.AbstractContextManager[None]:
    """What the command changes, the operator changes; what the servers change, others tell them."""
    if given.command in (_run, _web, _worker):
        return contextlib.nullcontext()
    from central.server.origins import at_the_command_line

    return at_the_command_line()


def _is_outage(error: Exception) -> bool:
    from central.server.db_pool import is_outage

    return is_outage(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="central", description="The Cabina platform.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[..., int], says: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=says, description=says)
        added.add_argument("--data", type=Path, help="the folder for everything that is written")
        added.set_defaults(command=command)
        return added

    for group in (_servers, _database, _people_and_proofs):
        group(add)
    return parser


def _servers(add: _Add) -> None:
    run = add("run", _run, "database, web and worker, supervised")
    web = add("web", _web, "the web server alone")
    for each in (run, web):
        each.add_argument("--host", default="127.0.0.1")
        each.add_argument("--port", type=int, default=8000)
        each.add_argument("--workers", type=int, default=1, help="web processes")
    for each in (run, add("worker", _worker, "one job worker alone")):
        each.add_argument("--jobs", type=int, default=2, help="pictures that the worker makes at once")


def _database(add: _Add) -> None:
    migrate = add("migrate", _migrate, "bring the database up to date")
    migrate.add_argument(
        "--new-server",
        action="store_true",
        help="the database has come to another server that has the same name for itself",
    )
    backup = add("backup", _backup, "write the database to a file; pictures and keys are copied apart")
    restore = add("restore", _restore, "read the file of a backup into an empty database")
    for each in (backup, restore):
        each.add_argument("file", type=Path)
    psql = add(
        "psql", _psql, "talk to the database by PostgreSQL's own client: central psql -- -c 'SELECT 1'"
    )
    psql.add_argument("arguments", nargs="*", help="what psql is given, behind --")
    add(
        "upgrade-database",
        _upgrade_database,
        "read a database that an older version of PostgreSQL made into a new one",
    )
    add("distribute", _distribute, "distribute the tables on a Citus cluster; repeating it changes nothing")


def _people_and_proofs(add: _Add) -> None:
    demo = add("demo-data", _demo_data, "a sample platform; repeating it changes nothing")
    demo.add_argument("--full", action="store_true", help="with past events, pictures, booths and notices")
    demo.add_argument("--json", action="store_true")
    master = add("add-master", _add_master, "add a person who runs the platform; asks for their password")
    master.add_argument("email")
    recover = add(
        "recover-master", _recover_master, "a new password for a master who lost theirs; asks for it"
    )
    recover.add_argument("email")
    audit = add("audit-ledger", _audit_ledger, "prove that every credit is accounted for")
    audit.add_argument("--json", action="store_true")
    counted = add("credits", _credits, "an event's credits")
    counted.add_argument("event", help="the event's slug")
    counted.add_argument("--json", action="store_true")


@contextlib.contextmanager
def _with_database() -> Iterator[None]:
    """The data folder and the database: the embedded one unless `DATABASE_URL` names another."""
    _make_folders()
    with contextlib.ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            stack.enter_context(postgres.running(data_folder()))
        yield


def _make_folders() -> None:
    """Before the settings are read, which keep a secret there."""
    (data_folder() / "static").mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def _platform() -> Iterator[None]:
    """Django, with its database up."""
    from django.conf import settings

    _make_folders()
    _ = settings.DATABASES  # Nonsense in a setting is said before anything is started.
    with _with_database():
        import django

        django.setup()
        yield


@contextlib.contextmanager
def _existing_platform() -> Iterator[None]:
    """A platform that is there already. Raises DatabaseError instead of making an empty one."""
    data = data_folder()
    if not os.environ.get("DATABASE_URL") and not (data / "postgres").exists():
        raise postgres.DatabaseError(
            f"there is no platform in {data}; --data or CABINA_DATA names the folder of one"
        )
    with _platform():
        yield


def _run(given: argparse.Namespace) -> int:
    """Django is not loaded here, if there is nothing to migrate: its children load it, at the same time."""
    supervisor.stop_on_signals()
    _make_folders()
    from central import settings

    said_by_us = ("version", "formatters", "handlers", "root")
    logging.config.dictConfig({part: settings.LOGGING[part] for part in said_by_us})
    with _with_database():
        if not is_up_to_date(settings.DATABASE_URL, settings.INSTALLED_APPS):
            _make_up_to_date()
        host = f"[{given.host}]" if ":" in given.host else given.host
        address = f"http://{host}:{given.port}"
        environment = os.environ | {"DATABASE_URL": settings.DATABASE_URL, "CABINA_DATA": str(settings.DATA)}
        public = environment.setdefault("PUBLIC_URL", address)
        web = ["web", "--host", given.host, "--port", str(given.port), "--workers", str(given.workers)]
        children = [
            supervisor.Child("web", web),
            supervisor.Child("worker", ["worker", "--jobs", str(given.jobs)]),
        ]
        answering = (given.host, given.port, address, public)
        threading.Thread(target=_tell_when_it_answers, args=answering, daemon=True).start()
        own = not os.environ.get("DATABASE_URL")
        tend = DatabaseWatch(settings.DATA).tend if own else lambda: None
        supervisor.supervise(children, environment, tend)
    return 0


def _make_up_to_date() -> None:
    import django

    django.setup()
    from django.db import connections

    _migrate_now()
    connections["default"].close_pool()  # type: ignore[attr-defined]


def _tell_when_it_answers(host: str, port: int, address: str, public: str) -> None:
    while not _is_ready(host, port):
        time.sleep(0.1)
    print(f"Cabina answers at {address}; guests and booths reach it at {public}", flush=True)
    if "PUBLIC_URL" not in os.environ:
        print("PUBLIC_URL is not set: QR codes lead nowhere but to this machine", flush=True)


def _is_ready(host: str, port: int) -> bool:
    """By `/readyz`, as it is answered under any host name, not only under the public one."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=2) as connection:
        connection.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
        return connection.recv(64).split(b" ")[1:2] == [b"200"]
    return False


def _web(given: argparse.Namespace) -> int:
    supervisor.end_with_parent()
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings

    from central.server.log_lines import WEB_SERVER_LOGGING
    from central.server.metrics_folder import share_numbers
    from central.server.sockets import most_connections

    share_numbers(data_folder(), given.port)
    os.environ["CABINA_WEB_PROCESSES"] = str(given.workers)  # They share the cores.
    # Its workers load Django themselves; `central run`, if it has started this, has checked the settings.
    with _with_database() if supervisor.is_a_child() else _platform():
        supervisor.be_the_parent()
        Granian(
            "central.server.asgi:application",
            address=given.host,
            port=given.port,
            interface=Interfaces.ASGINL,
            workers=given.workers,
            websockets=False,
            # A connection that has said nothing yet is waited for without end in the other modes.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 * 1024),
            backpressure=most_connections(),
            respawn_failed_workers=True,
            workers_kill_timeout=4,  # Streams never end by themselves.
            log_dictconfig=WEB_SERVER_LOGGING,
        ).serve()
    return 0


def _worker(given: argparse.Namespace) -> int:
    supervisor.end_with_parent()
    with _platform():
        from procrastinate.contrib.django import app

        from central.operations import worker
        from central.server.memory import give_back_pictures

        give_back_pictures()
        with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            worker.run(working, worker.lanes(given.jobs))
    return 0


def _migrate(given: argparse.Namespace) -> int:
    with _platform():
        _migrate_now(new_server=given.new_server)
    return 0


def _migrate_now(*, new_server: bool = False) -> None:
    from django.core.management import call_command

    from central.operations import incarnations
    from central.payments.packs import install as install_credit_packs

    call_command("migrate", verbosity=0, interactive=False)
    incarnations.ensure(anew=new_server)
    install_credit_packs()


def _backup(given: argparse.Namespace) -> int:
    with _existing_platform():
        from django.conf import settings

        from central.server import backups

        backups.dump(settings.DATABASE_URL, given.file.absolute())
        print(f"The database is in {given.file}. Copy {_BESIDE_THE_DATABASE} of {settings.DATA} as well.")
    return 0


def _restore(given: argparse.Namespace) -> int:
    with _platform():
        from django.conf import settings

        from central.operations import maintenance
        from central.server import backups

        backups.restore(settings.DATABASE_URL, given.file.absolute())
        _migrate_now()
        maintenance.database_was_restored()
        print(f"The database is restored. {_BESIDE_THE_DATABASE} of the backup belong into {settings.DATA}.")
    return 0


_BESIDE_THE_DATABASE = "blobs/, uploads/, server_key and secret_key"


def _psql(given: argparse.Namespace) -> int:
    with _existing_platform():
        from django.conf import settings

        from central.server import backups

        return backups.psql(settings.DATABASE_URL, given.arguments)


def _upgrade_database(given: argparse.Namespace) -> int:
    if os.environ.get("DATABASE_URL"):
        raise postgres.DatabaseError("DATABASE_URL names a database that this program does not run")
    from central.server.postgres_upgrade import upgrade

    old = upgrade(data_folder())
    if old is None:
        print("The database is of this version already.")
        return 0
    with _platform():
        _migrate_now()
        from central.operations import maintenance

        maintenance.database_was_upgraded()
    print(f"The database is upgraded. The old one is in {old}; delete it once all is well.")
    return 0


def _distribute(given: argparse.Namespace) -> int:
    with _platform():
        _migrate_now()
        from django.db import Error

        from central.operations import distribution, maintenance

        try:
            print("\n".join(distribution.distribute()))
            maintenance.database_was_distributed()
        except (distribution.NotDistributable, Error) as error:
            print(f"central: {error}", file=sys.stderr)
            return 1
    return 0


def _demo_data(given: argparse.Namespace) -> int:
    with _platform():
        _migrate_now()
        from central.demo_data.sample import described, install

        sample = install(given.full)
        print(json.dumps(sample, indent=2) if given.json else described(sample))
    return 0


def _add_master(given: argparse.Namespace) -> int:
    password = _new_password()
    if password is None:
        return 1
    with _platform():
        _migrate_now()
        from central.operations.creation import create_master
        from central.tenants.errors import TenantError

        try:
            master = create_master(given.email, password)
        except (TenantError, ValueError) as error:
            print(f"central: {error}", file=sys.stderr)
            return 1
    print(f"{master.email} runs the platform now")
    return 0


def _recover_master(given: argparse.Namespace) -> int:
    password = _new_password()
    if password is None:
        return 1
    with _existing_platform():
        _migrate_now()
        from central.tenants.errors import TenantError
        from central.tenants.recovery import recover_master

        try:
            master = recover_master(given.email, password)
        except TenantError as error:
            print(f"central: {error} `central add-master` makes one.", file=sys.stderr)
            return 1
    print(f"{master.email} has a new password; all their logins ended")
    return 0


def _new_password() -> str | None:
    """Asked for, or read from a pipe; never from the command line, which others see. None: too short."""
    password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) >= _SHORTEST_PASSWORD:
        return password
    print(f"central: a password has at least {_SHORTEST_PASSWORD} characters", file=sys.stderr)
    return None


def _audit_ledger(given: argparse.Namespace) -> int:
    with _existing_platform():
        from central.incidents.incidents import open_incidents
        from central.ledger.audit import audit

        found = audit()
        failed = [f"{each.part}, {each.subject}: {each.sentence}" for each in open_incidents()]
    if given.json:
        print(json.dumps({"clean": found.clean, **asdict(found), "incidents": failed}))
    else:
        for sentence in failed:
            print(f"failed {sentence}")
        for fault in found.faults:
            print(fault)
        counted = f"{found.accounts} accounts, {found.transfers} transfers, {found.issued} credits issued"
        print(f"{counted}: {'everything adds up' if found.clean else 'IT DOES NOT ADD UP'}")
    return 0 if found.clean and not failed else 1


def _credits(given: argparse.Namespace) -> int:
    with _existing_platform():
        from central.events.credits import credits_of
        from central.events.models import Event

        events = Event.objects.filter(slug=given.event).order_by("created_at")
        counted = {event.slug: asdict(credits_of(event)) for event in events[:1]}
    if not counted:
        print(f"central: there is no event {given.event}", file=sys.stderr)
        return 1
    for numbers in counted.values():
        print(json.dumps(numbers) if given.json else ", ".join(f"{name} {n}" for name, n in numbers.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
