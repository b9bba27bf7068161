"""Which approved changes were already written: our one table in the CRM, in the CRM's own transaction."""

import logging
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import Connection, Engine

from integrations.ports import Applied
from integrations.sqlcrm.database import passes
from policies.gate import ApprovedChange

log = logging.getLogger(__name__)


class WrittenBefore(Exception):
    """The change's key is in the table: somebody wrote it, or is just doing so."""


class Effect(NamedTuple):
    """What was written under a key; `asked` is the new value as it was approved."""

    entity: str
    field: str
    entity_id: str
    asked: str
    old: str | None
    new: str


class Effects:
    """The table of written keys. Where the CRM does not let us create it, compare-and-set has to do."""

    def __init__(self, table: str, schema: str | None) -> None:
        self._table = sa.Table(
            table,
            sa.MetaData(schema=schema),
            sa.Column("key", sa.String(200), primary_key=True),
            sa.Column("entity", sa.String(40), nullable=False),
            sa.Column("field", sa.String(40), nullable=False),
            sa.Column("entity_id", sa.String(200), nullable=False),
            sa.Column("asked", sa.Text, nullable=False),
            sa.Column("old", sa.Text),
            sa.Column("new", sa.Text, nullable=False),
            sa.Column("approved_by", sa.String(320), nullable=False),
        )
        self._is_kept: bool | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the CRM lets us keep the table."""
        return bool(self._is_kept)

    def ensure(self, engine: Engine) -> None:
        """Create the table if it is missing, once per process; another process may do so meanwhile."""
        if self._is_kept:
            return
        try:
            with engine.connect() as connection:
                if self._exists(connection):
                    self._is_kept = True
                    return
            with engine.connect().execution_options(promissory_write=True) as connection, connection.begin():
                self._table.create(connection, checkfirst=True)
            self._is_kept = True
        except exc.DBAPIError as error:
            with engine.connect() as connection:
                self._is_kept = self._exists(connection)
            if not self._is_kept and passes(error):
                raise
            if not self._is_kept:
                log.warning("the CRM does not let us keep %s; compare-and-set only", self._table.name)

    def find(self, connection: Connection, key: str) -> Effect | None:
        if not self._is_kept:
            return None
        c = self._table.c
        row: Any = connection.execute(
            sa.select(c.entity, c.field, c.entity_id, c.asked, c.old, c.new).where(c.key == key)
        ).first()
        return Effect(*row) if row is not None else None

    def claim(self, connection: Connection, change: ApprovedChange) -> None:
        """Take the key before anything is written; whoever else holds it makes us wait, then stop."""
        if not self._is_kept:
            return
        try:
            connection.execute(
                sa.insert(self._table).values(
                    key=change.key,
                    entity=change.entity,
                    field=change.field,
                    entity_id=change.entity_id,
                    asked=change.new,
                    old=change.old,
                    new=change.new,
                    approved_by=change.approved_by,
                )
            )
        except exc.IntegrityError as error:
            raise WrittenBefore from error

    def finish(self, connection: Connection, key: str, applied: Applied) -> None:
        """Note what really was written."""
        if not self._is_kept:
            return
        connection.execute(
            sa.update(self._table)
            .where(self._table.c.key == key)
            .values(entity_id=applied.entity_id, old=applied.old, new=applied.new)
        )

    def _exists(self, connection: Connection) -> bool:
        return sa.inspect(connection).has_table(self._table.name, schema=self._table.schema)
