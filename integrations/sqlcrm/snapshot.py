"""Rows of a legacy CRM as accounts, contacts and deals with ids that stay the same."""

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from integrations.ports import CrmSnapshot
from integrations.sqlcrm.coercion import from_column
from integrations.sqlcrm.mapping import Codes, FieldMap
from integrations.sqlcrm.schema import Table
from records.models import Account, Contact, Deal

log = logging.getLogger(__name__)

RowLike = Any
T = TypeVar("T")


def snapshot(crm: str, tables: Mapping[str, Table], read: Mapping[str, Sequence[RowLike]]) -> CrmSnapshot:
    """Models of all rows that say enough; how many did not is logged."""
    accounts = _kept(
        "account", [_account(crm, tables["account"], row) for row in _rows(tables, read, "account")]
    )
    known = {account.id for account in accounts}
    contacts = [_contact(crm, tables["contact"], row) for row in _rows(tables, read, "contact")]
    deals = [_deal(crm, tables["deal"], row) for row in _rows(tables, read, "deal")]
    return CrmSnapshot(
        accounts=tuple(accounts),
        contacts=tuple(_kept("contact", [c if c and c.account_id in known else None for c in contacts])),
        deals=tuple(_kept("deal", [d if d and d.account_id in known else None for d in deals])),
    )


def account_id(crm: str, key: str) -> str:
    """The ledger's id of an account, from the CRM's key."""
    return f"acc_{crm}_{quote(key, safe='')}"


def account_key(crm: str, account: str | None) -> str | None:
    """The CRM's key of an account, from the ledger's id; None where another CRM, or nobody, knows it."""
    prefix = f"acc_{crm}_"
    return unquote(account.removeprefix(prefix)) if account and account.startswith(prefix) else None


def is_skipped(table: Table, row: RowLike) -> bool:
    """Whether the mapping says that this row is not there for us."""
    return table.mapped.skip is not None and _holds(table, table.mapped.skip, row)


def value(table: Table, field: FieldMap, row: RowLike) -> str | None:
    """A field in canonical text; several columns are joined by blanks."""
    parts = [from_column(field, row._mapping[table.columns[name].name]) for name in field.all_columns]
    return " ".join(part for part in parts if part) or None


def _rows(tables: Mapping[str, Table], read: Mapping[str, Sequence[RowLike]], entity: str) -> list[RowLike]:
    return [row for row in read.get(entity, ()) if not is_skipped(tables[entity], row)]


def _kept(entity: str, made: Sequence[T | None]) -> list[T]:
    kept = [one for one in made if one is not None]
    if len(kept) < len(made):
        log.info("left out %d %s rows without a key, name or account", len(made) - len(kept), entity)
    return kept


def _account(crm: str, table: Table, row: RowLike) -> Account | None:
    key, name = _key(table, row), _field(table, "name", row)
    if not key or not name:
        return None
    at_risk = table.mapped.at_risk
    return Account(
        id=account_id(crm, key),
        name=name,
        domains=tuple(d for d in map(_domain, _several(table, "domains", row)) if d),
        aliases=_several(table, "aliases", row),
        crm=crm,
        crm_id=key,
        at_risk_flag=at_risk is not None and _holds(table, at_risk, row),
        owner=_field(table, "owner", row),
        region=_field(table, "region", row),
    )


def _contact(crm: str, table: Table, row: RowLike) -> Contact | None:
    key, account, email = _key(table, row), _account_of(table, row), _field(table, "email", row)
    if not key or not account or not email or "@" not in email:
        return None
    return Contact(
        id=f"con_{crm}_{quote(key, safe='')}",
        account_id=account_id(crm, account),
        email=email.lower(),
        name=_field(table, "name", row),
        phone=_field(table, "phone", row),
        title=_field(table, "title", row),
        crm_id=key,
    )


def _deal(crm: str, table: Table, row: RowLike) -> Deal | None:
    key, account, name = _key(table, row), _account_of(table, row), _field(table, "name", row)
    if not key or not account or not name:
        return None
    return Deal(
        id=f"deal_{crm}_{quote(key, safe='')}",
        account_id=account_id(crm, account),
        name=name,
        crm_id=key,
        stage=_field(table, "stage", row),
        amount=_field(table, "amount", row),
        close_date=_day(_field(table, "close_date", row)),
        next_step=_field(table, "next_step", row),
        is_open=table.mapped.open is None or _holds(table, table.mapped.open, row),
    )


def _key(table: Table, row: RowLike) -> str:
    return _text(row._mapping[table.columns[table.mapped.key.column].name])


def _account_of(table: Table, row: RowLike) -> str:
    return _text(row._mapping[table.columns[table.mapped.account].name]) if table.mapped.account else ""


def _field(table: Table, name: str, row: RowLike) -> str | None:
    field = table.mapped.fields.get(name)
    return value(table, field, row) if field else None


def _several(table: Table, name: str, row: RowLike) -> tuple[str, ...]:
    """The values of one column that holds several, or of several columns that hold one each."""
    field = table.mapped.fields.get(name)
    if field is None:
        return ()
    found: list[str] = []
    for column in field.all_columns:
        text = from_column(field, row._mapping[table.columns[column].name]) or ""
        pieces = re.split(f"[{re.escape(field.split)}]", text) if field.split else [text]
        found += [piece.strip() for piece in pieces if piece.strip()]
    return tuple(dict.fromkeys(found))


def _domain(text: str) -> str:
    """ "https://www.Acme.com/de" -> "acme.com"; empty for what is none."""
    bare = re.sub(r"^[a-z]+://", "", text.strip().lower()).split("/")[0].rpartition("@")[2]
    bare = bare.split(":")[0].removeprefix("www.").strip(".")
    return bare if "." in bare and " " not in bare else ""


def _holds(table: Table, rule: Codes, row: RowLike) -> bool:
    return _text(row._mapping[table.columns[rule.column].name]) in rule.codes


def _text(raw: object) -> str:
    """A key or code as text; numbers without the point that some columns give them."""
    if isinstance(raw, bool) or (isinstance(raw, float) and raw.is_integer()):
        return str(int(raw))
    return "" if raw is None else str(raw).strip()


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
