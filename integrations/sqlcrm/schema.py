"""The mapping held against the real tables: every name resolved, or one sentence naming what is wrong."""

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql import sqltypes

from integrations.sqlcrm.coercion import Storage
from integrations.sqlcrm.mapping import EntityMap, Mapping, MappingError, near


@dataclass(frozen=True)
class Column:
    """A real column: its name as the database spells it, what it keeps, how long a text may be."""

    name: str
    storage: Storage
    length: int | None = None


@dataclass(frozen=True)
class Table:
    """One entity's table with the real columns by the names the mapping uses."""

    entity: str
    mapped: EntityMap
    clause: sa.TableClause
    columns: dict[str, Column] = field(default_factory=dict)

    def column(self, mapped_name: str) -> sa.ColumnClause[object]:
        return self.clause.c[self.columns[mapped_name].name]

    def storage(self, mapped_name: str) -> Storage:
        return self.columns[mapped_name].storage

    def length(self, mapped_name: str) -> int | None:
        return self.columns[mapped_name].length


def fit(connection: Connection, mapping: Mapping) -> dict[str, Table]:
    """Resolve every table and column of the mapping. Raises MappingError at the first that is not there."""
    inspector = sa.inspect(connection)
    schema = mapping.database_schema
    names = [*inspector.get_table_names(schema=schema), *inspector.get_view_names(schema=schema)]
    tables: dict[str, Table] = {}
    for entity, mapped in mapping.entities.items():
        real_name = _resolve(mapped.table, names)
        if real_name is None:
            raise MappingError(
                f"The mapping of {entity} names the table `{mapped.table}`, which the CRM does not have;"
                f" {near(mapped.table, names)}."
            )
        is_lenient = connection.dialect.name == "sqlite"
        found = {
            str(c["name"]): _column(str(c["name"]), c["type"], is_lenient)
            for c in inspector.get_columns(real_name, schema=schema)
        }
        columns: dict[str, Column] = {}
        for place, wanted in mapped.all_columns:
            real_column = _resolve(wanted, found)
            if real_column is None:
                raise MappingError(
                    f"The mapping of {entity} names the column `{wanted}` ({place}), which the table"
                    f" `{real_name}` does not have; {near(wanted, found)}."
                )
            columns[wanted] = found[real_column]
        used = dict.fromkeys(c.name for c in columns.values())
        clause = sa.table(real_name, *(sa.column(name) for name in used), schema=schema)
        tables[entity] = Table(entity, mapped, clause, columns)
    return tables


def _resolve(wanted: str, names: "list[str] | dict[str, Column]") -> str | None:
    """The name as the database spells it; upper and lower case are forgiven where that is unambiguous."""
    if wanted in names:
        return wanted
    alike = [n for n in names if n.casefold() == wanted.casefold()]
    return alike[0] if len(alike) == 1 else None


def _column(name: str, kind: object, is_lenient: bool) -> Column:
    length = getattr(kind, "length", None)
    if isinstance(kind, sqltypes.Boolean):
        return Column(name, "int" if is_lenient else "bool")
    if isinstance(kind, sqltypes.Integer):
        return Column(name, "int")
    if isinstance(kind, sqltypes.Float):
        return Column(name, "float")
    if isinstance(kind, sqltypes.Numeric):
        # SQLite's driver takes no Decimal; its column makes a number of the text by itself.
        return Column(name, "text" if is_lenient else "number")
    if isinstance(kind, sqltypes.DateTime) and not is_lenient:
        return Column(name, "datetime")
    if isinstance(kind, sqltypes.Date) and not is_lenient:
        return Column(name, "date")
    return Column(name, "text", length if isinstance(length, int) and length > 0 else None)
