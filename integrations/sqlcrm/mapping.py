"""The mapping file: which table, column and code of a legacy CRM holds which of our fields."""

from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator

from records.errors import PromissoryError
from records.models import Frozen

FieldType = Literal["text", "int", "decimal", "cents", "date", "bool", "code"]

FIELDS: dict[str, frozenset[str]] = {
    "account": frozenset({"name", "domains", "aliases", "owner", "region"}),
    "contact": frozenset({"email", "name", "phone", "title"}),
    "deal": frozenset({"name", "stage", "amount", "close_date", "next_step"}),
    "task": frozenset({"due", "subject", "owner"}),
}
"""The canonical fields that a mapping may name, by entity."""

_REQUIRED = {"account": ("name",), "contact": ("email",), "deal": ("name",), "task": ("subject",)}


class MappingError(PromissoryError):
    """The mapping file and the CRM do not fit together; the sentence says where."""


class _Part(Frozen):
    """A part of the mapping; YAML's numbers are taken as the codes they stand for."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Codes(_Part):
    """True for a row whose column holds one of the codes."""

    column: str
    codes: tuple[str, ...] = Field(min_length=1)

    @field_validator("codes", mode="before")
    @classmethod
    def _codes_are_text(cls, value: Any) -> Any:
        return [_code(v) for v in value] if isinstance(value, list | tuple) else value


class FieldMap(_Part):
    """Where one canonical field lives and how it is spelled there."""

    column: str | None = None
    columns: tuple[str, ...] = ()
    """Several columns that make up one text (first and last name); can be read, never written."""
    type: FieldType = "text"
    format: str = "%Y-%m-%d"
    """How a date is spelled in a text or number column, as for `strftime`."""
    codes: dict[str, str] = Field(default_factory=dict)
    """CRM code -> canonical text."""
    true: tuple[str, ...] = ("1",)
    false: tuple[str, ...] = ("0",)
    max_length: int | None = Field(default=None, ge=1)
    max_digits: int | None = Field(default=None, ge=1)
    decimal_comma: bool = False
    """A text column that spells amounts "52000,00"."""
    split: str | None = Field(default=None, min_length=1)
    """Characters any of which separates several values in one column; can be read, never written."""
    multiline: bool = False
    writable: bool = False

    @field_validator("codes", mode="before")
    @classmethod
    def _codes_are_text(cls, value: Any) -> Any:
        return {_code(k): v for k, v in value.items()} if isinstance(value, dict) else value

    @field_validator("true", "false", mode="before")
    @classmethod
    def _switches_are_text(cls, value: Any) -> Any:
        return [_code(v) for v in (value if isinstance(value, list | tuple) else [value])]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.column is None) == (not self.columns):
            raise ValueError("needs either `column` or `columns`")
        if self.type == "code" and not self.codes:
            raise ValueError("is of type code and needs `codes`")
        if self.writable and (self.columns or self.split):
            raise ValueError("is read from several values and can't be writable")
        meanings = [m.casefold() for m in self.codes.values()]
        if self.writable and len(set(meanings)) != len(meanings):
            raise ValueError("is writable, so two codes can't mean the same")
        if self.columns and self.type != "text":
            raise ValueError("is read from several columns and must be of type text")
        if self.type == "bool" and (not self.true or not self.false or set(self.true) & set(self.false)):
            raise ValueError("needs different codes for true and false")
        return self

    @property
    def all_columns(self) -> tuple[str, ...]:
        return (self.column,) if self.column else self.columns


class Key(_Part):
    """The column by which the CRM knows a row."""

    column: str
    type: Literal["text", "int"] = "text"
    new: Literal["auto", "next"] = "auto"
    """For new rows: the database numbers them, or we take the highest number plus one."""


class EntityMap(_Part):
    """One of our entities and the table it lives in."""

    table: str
    key: Key
    fields: dict[str, FieldMap]
    account: str | None = None
    """Column that holds the account's key."""
    at_risk: Codes | None = None
    open: Codes | None = None
    skip: Codes | None = None
    """Rows that are not there for us: deleted, archived."""
    insert: dict[str, str | int | None] = Field(default_factory=dict)
    """Column -> value that every new row gets."""

    @property
    def all_columns(self) -> Iterable[tuple[str, str]]:
        """Where the mapping names a column, and which."""
        yield "key", self.key.column
        for name, field in self.fields.items():
            for column in field.all_columns:
                yield f"fields.{name}", column
        if self.account:
            yield "account", self.account
        for name, rule in (("at_risk", self.at_risk), ("open", self.open), ("skip", self.skip)):
            if rule:
                yield name, rule.column
        for column in self.insert:
            yield "insert", column


class Mapping(_Part):
    """A whole mapping file, checked for itself; `schema.fit` checks it against the database."""

    account: EntityMap
    contact: EntityMap | None = None
    deal: EntityMap | None = None
    task: EntityMap | None = None
    database_schema: str | None = None
    effects_table: str = "promissory_effects"
    """Our own table in the CRM: which approved changes were written, so that a retry writes nothing."""

    @model_validator(mode="after")
    def _fields_are_known(self) -> Self:
        for entity, mapped in self.entities.items():
            for name in mapped.fields:
                if name not in FIELDS[entity]:
                    raise ValueError(f"{entity} has no field `{name}`; {near(name, FIELDS[entity])}")
            for name in _REQUIRED[entity]:
                if name not in mapped.fields:
                    raise ValueError(f"{entity} needs a field `{name}`")
            if entity != "account" and mapped.account is None and entity != "task":
                raise ValueError(f"{entity} needs `account`, the column that holds the account's key")
        return self

    @property
    def entities(self) -> dict[str, EntityMap]:
        named = {"account": self.account, "contact": self.contact, "deal": self.deal, "task": self.task}
        return {name: mapped for name, mapped in named.items() if mapped is not None}


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping file. Raises MappingError with one sentence that names file and place."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"The mapping file {path} can't be read.") from error
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise MappingError(f"The mapping file {path} is not valid YAML{where}.") from error
    if not isinstance(content, dict):
        raise MappingError(f"The mapping file {path} is empty or not a list of entities.")
    return parse_mapping(content, str(path))


def parse_mapping(content: Dictionary[str, Any], name: str = "given") -> Mapping:
    """A mapping from the content of its file. Raises MappingError."""
    try:
        return Mapping.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        says = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            says = "is not something a mapping knows"
        elif first["type"] == "missing":
            says = "is missing"
        place = f"`{where}` {says}" if where else says
        raise MappingError(f"The mapping file {name} is wrong: {place}.") from error


def near(wrong: str, known: Iterable[str]) -> str:
    """ "perhaps … is meant" with the nearest names, or all of them where nothing is near."""
    names = sorted(known)
    lower = {n.casefold(): n for n in names}
    close = [lower[m] for m in get_close_matches(wrong.casefold(), lower, n=3, cutoff=0.5)]
    if close:
        return f"perhaps {' or '.join(close)} is meant"
    return (
        f"there are: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}" if names else "there are none"
    )


def _code(value: Any) -> Any:
    """A code as text; YAML's `yes` and `no` are ambiguous as codes, so they must be quoted."""
    if value is True or value is False:
        raise ValueError("codes such as yes, no, on, off, true, false must be put in quotes")
    return str(value) if isinstance(value, int | float) else value
