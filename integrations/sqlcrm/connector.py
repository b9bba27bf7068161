"""Any SQL database as a CRM: read through a mapping, written by compare-and-set in one transaction."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from integrations.errors import Drift, Rejected
from integrations.ports import Applied, CrmSnapshot
from integrations.sqlcrm import snapshot as rows
from integrations.sqlcrm.coercion import canonical, change_model, from_column, to_column, validate
from integrations.sqlcrm.database import bind, open_engine, translated
from integrations.sqlcrm.effects import Effects, WrittenBefore
from integrations.sqlcrm.mapping import FieldMap, Mapping, near
from integrations.sqlcrm.schema import Table, fit
from integrations.sqlcrm.tasks import TASK_FIELD, find_task, insert_task, task_text
from policies.gate import ApprovedChange

log = logging.getLogger(__name__)


class SqlCrm:
    """A legacy CRM behind a SQLAlchemy URL; nothing is asked of the database before the first use."""

    kind: ClassVar[str] = "sqlcrm"

    def __init__(self, url: str, mapping: Mapping, name: str = "sqlcrm") -> None:
        self.name = name
        self._mapping = mapping
        self._engine = open_engine(url)
        self._fitted: dict[str, Table] | None = None
        self._effects = Effects(mapping.effects_table, mapping.database_schema)

    def check(self) -> None:
        """Hold the mapping against the real tables. Raises MappingError, or Retry if nobody answers."""
        self._tables()

    def snapshot(self) -> CrmSnapshot:
        """All accounts, contacts and deals in one consistent reading; rows without an account are left out."""
        tables = self._tables()
        with self._reading() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            read: dict[str, Sequence[Row[Any]]] = {
                entity: connection.execute(sa.select(*tables[entity].clause.c)).all()
                for entity in ("account", "contact", "deal")
                if entity in tables
            }
        return rows.snapshot(self.name, tables, read)

    def read(self, entity: str, entity_id: str, field: str) -> str | None:
        """The field's value in canonical text. Raises Rejected for an unknown entity, id or field."""
        table = self._table(entity)
        if (entity, field) == TASK_FIELD and not entity_id:
            return None
        if (entity, field) != TASK_FIELD:
            self._field(table, field)
        with self._reading() as connection:
            row = _row(connection, table, entity_id, lock=False)
        return task_text(table, row) if (entity, field) == TASK_FIELD else _value(table, field, row)

    def apply(self, change: ApprovedChange) -> Applied:
        """Write an approved change once, if the CRM still holds what the proposal saw.

        Key, comparison, validation, write and reading back happen in one transaction. Raises Drift,
        Rejected (nothing written) or Retry.
        """
        tables = self._tables()
        table = self._table(change.entity)
        with translated():
            self._effects.ensure(self._engine)
        try:
            with self._writing() as connection:
                before = self._effects.find(connection, change.key)
                if before is not None:
                    raise WrittenBefore
                self._effects.claim(connection, change)
                if (change.entity, change.field) == TASK_FIELD:
                    applied = self._create_task(connection, tables, change)
                else:
                    applied = self._update(connection, table, change)
                self._effects.finish(connection, change.key, applied)
        except WrittenBefore:
            return self._written_before(change)
        log.info("crm %s wrote %s for %s", self.name, change.key, change.entity)
        return applied

    def _update(self, connection: Connection, table: Table, change: ApprovedChange) -> Applied:
        field = self._field(table, change.field)
        where = f"{change.entity} {change.field.replace('_', ' ')}"
        if not field.writable or field.column is None:
            raise Rejected(f"The mapping does not allow writing the {where}.")
        try:
            value = to_column(
                field, validate(self._model(table), change.field, change.new), table.storage(field.column)
            )
        except ValueError as error:
            raise Rejected(f"The CRM can't take this {where}: {error}. Nothing was changed.") from error
        row = _row(connection, table, change.entity_id, lock=True)
        current = _value(table, change.field, row)
        wanted = canonical(field, change.new)
        if current == wanted:
            return Applied(old=current, new=change.new, already=True, entity_id=change.entity_id)
        if current != canonical(field, change.old):
            raise Drift(
                f"The CRM now holds {_shown(current)} as {where}, no longer {_shown(change.old)};"
                " nothing was changed.",
                current,
            )
        key = table.column(table.mapped.key.column)
        column = table.column(field.column)
        raw_key = row._mapping[key.name]
        done = connection.execute(
            sa.update(table.clause).where(key == bind(raw_key)).values({column.name: bind(value)})
        )
        if done.rowcount != 1:
            raise Rejected(f"{done.rowcount} rows share the {change.entity} id, so nothing was changed.")
        written = _value(table, change.field, _row(connection, table, change.entity_id, lock=False))
        if written != wanted:
            raise Rejected(
                f"The CRM made {_shown(written)} of the {where} {_shown(change.new)}; nothing was changed."
            )
        return Applied(old=current, new=wanted or "", entity_id=change.entity_id)

    def _create_task(
        self, connection: Connection, tables: dict[str, Table], change: ApprovedChange
    ) -> Applied:
        if change.entity_id:
            raise Rejected("A task can be created but not rewritten.")
        account_key = rows.account_key(self.name, change.account_id)
        if account_key is not None:
            account_key = _row(connection, tables["account"], account_key, lock=False)._mapping[
                tables["account"].column(tables["account"].mapped.key.column).name
            ]
        table = tables["task"]
        if not self._effects.is_kept:
            existing = find_task(connection, table, change.new, account_key)
            if existing is not None:
                return Applied(old=None, new=change.new, already=True, entity_id=existing)
        created = insert_task(connection, table, self._model(table), change, account_key)
        written = task_text(table, _row(connection, table, created, lock=False))
        if written != " ".join(change.new.split()):
            raise Rejected(f"The CRM made {_shown(written)} of the task; nothing was changed.")
        return Applied(old=None, new=written, entity_id=created)

    def _written_before(self, change: ApprovedChange) -> Applied:
        with self._reading() as connection:
            before = self._effects.find(connection, change.key)
        if before is None:
            raise Rejected("The CRM's list of written changes was altered while we wrote.")
        if (before.entity, before.field, before.asked) != (change.entity, change.field, change.new):
            raise Rejected("Another change was already written under this proposal; nothing was changed.")
        return Applied(old=before.old, new=before.new, already=True, entity_id=before.entity_id)

    def _model(self, table: Table) -> Any:
        lengths = {
            name: length
            for name, field in table.mapped.fields.items()
            if field.column and (length := table.length(field.column)) is not None
        }
        return change_model(table.entity, table.mapped, lengths)

    def _tables(self) -> dict[str, Table]:
        if self._fitted is None:
            with self._reading() as connection:
                self._fitted = fit(connection, self._mapping)
        return self._fitted

    def _table(self, entity: str) -> Table:
        tables = self._tables()
        if entity not in tables:
            raise Rejected(f"The mapping knows no {entity}; {near(entity, tables)}.")
        return tables[entity]

    def _field(self, table: Table, field: str) -> FieldMap:
        if field not in table.mapped.fields:
            raise Rejected(
                f"The mapping of {table.entity} knows no field {field}; {near(field, table.mapped.fields)}."
            )
        return table.mapped.fields[field]

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its first statement on where rows can't be locked."""
        with translated(), self._engine.connect() as connection:
            connection = connection.execution_options(promissory_write=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
                yield connection


def _row(connection: Connection, table: Table, entity_id: str, *, lock: bool) -> Row[Any]:
    """The one row with that id, locked if asked. Raises Rejected if there is none, or more than one."""
    key = table.column(table.mapped.key.column)
    if table.mapped.key.type == "int":
        if not entity_id.strip().lstrip("-").isdecimal():
            raise Rejected(f"The CRM has no {table.entity} {entity_id!r}.")
        conditions = [key == bind(int(entity_id))]
    else:
        # Fixed-width columns pad their keys with blanks, which the ids that people see do not have.
        conditions = [key == bind(entity_id), sa.func.trim(key) == bind(entity_id.strip())]
    for condition in conditions:
        query = sa.select(*table.clause.c).where(condition)
        found = connection.execute(query.with_for_update() if lock else query).all()
        found = [row for row in found if not rows.is_skipped(table, row)]
        if len(found) > 1:
            raise Rejected(f"The CRM has several rows for {table.entity} {entity_id!r}.")
        if found:
            return found[0]
    raise Rejected(f"The CRM has no {table.entity} {entity_id!r}.")


def _value(table: Table, field: str, row: Row[Any]) -> str | None:
    mapped = table.mapped.fields[field]
    return (
        rows.value(table, mapped, row)
        if mapped.columns
        else from_column(mapped, row._mapping[table.columns[mapped.column or ""].name])
    )


def _shown(value: str | None) -> str:
    return f"“{value}”" if value else "nothing"
