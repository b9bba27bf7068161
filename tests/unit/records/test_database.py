"""A data home opens at the right version, or says plainly why not and stays as it was."""

import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from records import database
from records.database import Database
from records.errors import NewerDatabase, PromissoryError
from tests.unit.records.stores import Stores

VERSIONS = Path(database.__file__).parent / "migrations" / "versions"


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def test_the_newest_migration_in_the_folder_is_the_one_the_code_expects() -> None:
    assert max(p.name.split("_")[0] for p in VERSIONS.glob("[0-9]*.py")) == database.HEAD


def test_opening_a_home_twice_changes_nothing(ledger: Stores) -> None:
    ledger.people.add("ann@northbeam.example")
    again = Database(url(ledger.home / "ledger.sqlite"))
    again.migrate()
    again.close()
    assert [p.email for p in ledger.people.all()] == ["ann@northbeam.example"]


def test_a_home_from_a_newer_version_is_refused_and_not_one_byte_of_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    opened = Database(url(file))
    opened.migrate()
    opened.close()
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = file.read_bytes()
    newer = Database(url(file))
    with pytest.raises(NewerDatabase, match="newer version of Promissory"):
        newer.migrate()
    newer.close()
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_said_so_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    file.write_bytes(b"Dear diary, " * 500)
    with pytest.raises(PromissoryError, match="not a database"):
        Database(url(file)).migrate()
    assert file.read_bytes() == b"Dear diary, " * 500


def test_a_folder_that_does_not_exist_is_said_so_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PromissoryError, match="check that the folder exists"):
        Database(url(tmp_path / "nowhere" / "ledger.sqlite")).migrate()


def _open(file: str, start: "multiprocessing.synchronize.Barrier", out: "multiprocessing.Queue[str]") -> None:
    start.wait()
    try:
        opened = Database(f"sqlite:///{file}")
        opened.migrate()
        opened.close()
        out.put("")
    except Exception as problem:
        out.put(f"{type(problem).__name__}: {problem}")


def test_several_processes_may_open_a_new_home_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start, out = context.Barrier(4), context.Queue()
    file = tmp_path / "ledger.sqlite"
    racers = [context.Process(target=_open, args=(str(file), start, out)) for _ in range(4)]
    for racer in racers:
        racer.start()
    assert [out.get(timeout=60) for _ in racers] == [""] * 4
    for racer in racers:
        racer.join()
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(database.HEAD,)]
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_what_fails_halfway_leaves_no_trace(ledger: Stores) -> None:
    with pytest.raises(RuntimeError), ledger.db.write() as connection:
        connection.exec_driver_sql("INSERT INTO our_domain VALUES ('half.example')")
        raise RuntimeError("power cut")
    assert ledger.people.our_domains() == frozenset()
