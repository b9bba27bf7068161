"""Tasks: the one thing that is created in the CRM, from the text "2026-11-24 Send revised quote"."""

import re
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy import exc
from sqlalchemy.engine import Connection, Row

from integrations.errors import Rejected, Retry
from integrations.sqlcrm.coercion import to_column, validate
from integrations.sqlcrm.database import bind
from integrations.sqlcrm.schema import Table
from integrations.sqlcrm.snapshot import value
from policies.gate import ApprovedChange

TASK_FIELD = ("task", "task")
"""Entity and field by which a whole new task is proposed."""


def split_task(text: str) -> tuple[str | None, str]:
    """Due day (ISO) and subject of a task's canonical text."""
    text = " ".join(text.split())
    dated = re.match(r"(\d{4}-\d{2}-\d{2}) (.+)$", text, re.ASCII)
    return (dated[1], dated[2]) if dated else (None, text)


def task_text(table: Table, row: Row[Any]) -> str:
    """A task's row as canonical text."""
    fields = table.mapped.fields
    due = value(table, fields["due"], row) if "due" in fields else None
    return " ".join(part for part in (due, value(table, fields["subject"], row)) if part)


def find_task(connection: Connection, table: Table, text: str, account_key: object) -> str | None:
    """The id of a task with this text under this account, if the CRM has one."""
    query = sa.select(*table.clause.c)
    if table.mapped.account and account_key is not None:
        query = query.where(table.column(table.mapped.account) == bind(account_key))
    wanted = " ".join(text.split())
    key = table.column(table.mapped.key.column).name
    return next(
        (str(r._mapping[key]) for r in connection.execute(query) if task_text(table, r) == wanted), None
    )


def insert_task(
    connection: Connection, table: Table, model: type[BaseModel], change: ApprovedChange, account_key: object
) -> str:
    """Create the row and return its id. Raises Rejected where a value does not fit."""
    mapped = table.mapped
    due, subject = split_task(change.new)
    wanted: dict[str, str] = {"subject": subject}
    if due is not None:
        if "due" not in mapped.fields:
            raise Rejected("The CRM's tasks have no due date; nothing was changed.")
        wanted["due"] = due
    values: dict[str, Any] = {table.columns[name].name: bind(given) for name, given in mapped.insert.items()}
    owner = mapped.fields.get("owner")
    if owner is not None and change.owner and (not owner.codes or change.owner in owner.codes.values()):
        wanted["owner"] = change.owner
    for name, text in wanted.items():
        field = mapped.fields[name]
        if field.column is None:
            raise Rejected(f"The mapping does not allow writing a task's {name}.")
        try:
            typed = validate(model, name, text)
        except ValueError as error:
            raise Rejected(f"The CRM can't take this task's {name}: {error}. Nothing was changed.") from error
        values[table.columns[field.column].name] = bind(to_column(field, typed, table.storage(field.column)))
    if mapped.account:
        if account_key is None:
            raise Rejected("The CRM does not know the task's account yet, so nothing was changed.")
        values[table.columns[mapped.account].name] = bind(account_key)
    key = table.column(mapped.key.column)
    if mapped.key.new == "next":
        highest = connection.execute(sa.select(sa.func.max(key))).scalar()
        values[key.name] = bind(_next(highest))
    try:
        return str(connection.execute(sa.insert(table.clause).values(values).returning(key)).scalar_one())
    except exc.IntegrityError as error:
        if mapped.key.new == "next" and connection.dialect.name != "sqlite":
            # Without a lock on the whole table another task may have taken the number in between.
            raise Retry("Another task took the number; nothing was changed.", after=0.1) from error
        raise


def _next(highest: object) -> int | str:
    """The number after the highest key; text keys keep their letters and their width (T-0099 -> T-0100)."""
    if highest is None:
        return 1
    if isinstance(highest, int):
        return highest + 1
    counted = re.search(r"^(.*?)(\d+)$", str(highest).strip())
    if counted is None:
        raise Rejected("The CRM's task ids can't be counted on, so nothing was changed.")
    return f"{counted[1]}{int(counted[2]) + 1:0{len(counted[2])}d}"
