"""The connection to the CRM's database: locks taken early, failures named by what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import Connection, Engine

from integrations.errors import Rejected, Retry
from integrations.sqlcrm.mapping import MappingError

_BUSY_SECONDS = 5.0
_PASSING = ("08", "40", "53", "55P03", "57")
"""SQLSTATE classes that time heals: connection, deadlock, resources, lock timeout, operator."""


def open_engine(url: str) -> Engine:
    """An engine for the URL. Raises MappingError for a malformed URL, unknown driver or missing file."""
    try:
        parsed = sa.make_url(url)
        is_sqlite = parsed.get_backend_name() == "sqlite"
        if is_sqlite and parsed.database and not Path(parsed.database).exists():
            raise MappingError(f"There is no CRM database at {parsed.database}.")
        patience = {"timeout": _BUSY_SECONDS} if is_sqlite and "timeout" not in parsed.query else {}
        engine = sa.create_engine(parsed, connect_args=patience, pool_pre_ping=not is_sqlite)
    except (exc.ArgumentError, exc.NoSuchModuleError, ImportError) as error:
        raise MappingError("The CRM's database URL is wrong, or its driver is not installed.") from error
    if is_sqlite:
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database says into Retry or Rejected."""
    try:
        yield
    except exc.DBAPIError as error:
        if passes(error):
            raise Retry("The CRM is busy or out of reach; nothing was changed.", after=1.0) from error
        raise Rejected(f"The CRM refused: {_first_line(error)}. Nothing was changed.") from error
    except exc.SQLAlchemyError as error:
        raise Rejected("The CRM's database can't be used this way; nothing was changed.") from error


def bind(value: Any) -> Any:
    """A value as a bound parameter of no declared type, so that the column decides what it is."""
    return sa.bindparam(None, value, type_=sa.types.NullType())


def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    is_write = connection.get_execution_options().get("promissory_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")


def passes(error: exc.DBAPIError) -> bool:
    """Whether time alone may heal the failure."""
    if error.connection_invalidated:
        return True
    original = error.orig
    if isinstance(original, sqlite3.OperationalError):
        says = str(original).lower()
        return any(word in says for word in ("locked", "busy", "unable to open", "disk i/o"))
    state = getattr(original, "sqlstate", None)
    if state is None:
        return isinstance(error, exc.OperationalError)
    return str(state).startswith(_PASSING)


def _first_line(error: exc.DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines()
    return lines[0].rstrip(".") if lines else "no reason given"
