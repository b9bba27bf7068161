"""One SQL database: opening it, bringing it to this version, and transactions."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

from records.errors import NewerDatabase, PromissoryError

HEAD = "0007"
"""The newest migration; a test holds it against the folder."""
BUSY_SECONDS = 30
"""How long to wait for another process that is writing."""


class Database:
    """The ledger's database. SQLite runs in WAL mode with foreign keys on and immediate write locks."""

    def __init__(self, url: str) -> None:
        # An error's own words would quote what was being stored.
        self.engine: Engine = create_engine(url, hide_parameters=True, **_engine_options(url))
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def migrate(self) -> None:
        """Bring the schema to this version. Raises NewerDatabase when it is already beyond it."""
        try:
            found = self._revision()
            if found == HEAD:
                return
            if found is not None and found not in _known_revisions():
                raise NewerDatabase(
                    "This data home was written by a newer version of Promissory: "
                    "update Promissory (nothing was changed)."
                )
            _upgrade(self.engine)
        except (DatabaseError, sqlite3.DatabaseError) as problem:
            raise PromissoryError(_plain(problem)) from problem

    def _revision(self) -> str | None:
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its start, so that what it reads stays true."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    def close(self) -> None:
        self.engine.dispose()


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    return {"pool_pre_ping": True}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: `write` says BEGIN IMMEDIATE instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    _use_wal(cursor)
    for pragma in (
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-65536",
        "temp_store=MEMORY",
        "mmap_size=268435456",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Two processes may open a new home at once, and SQLite does not wait for this one lock by itself."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _config(engine: Engine) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = engine
    return config


def _upgrade(engine: Engine) -> None:
    from alembic import command

    command.upgrade(_config(engine), "head")


def _known_revisions() -> set[str]:
    return {
        path.name.split("_")[0]
        for path in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py")
    }


def _plain(problem: Exception) -> str:
    words = str(problem)
    if "locked" in words:
        return "The ledger is busy in another process: try again in a moment."
    if "not a database" in words:
        return "The ledger's file is not a database: move it away or restore a backup."
    return "The ledger's database can't be opened: check that the folder exists and may be written."
