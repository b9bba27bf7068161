"""One value between canonical text and a legacy column: read leniently, written only when it fits."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, create_model

from integrations.sqlcrm.mapping import EntityMap, FieldMap, near

Storage = Literal["text", "int", "number", "float", "date", "datetime", "bool"]
"""How a column keeps its values, whatever the mapping makes of them."""

_NO_DATE = frozenset({"", "0", "0000-00-00", "00000000", "00.00.0000", "00/00/0000"})
_INT_RANGE = 2**63
_MOST_DIGITS = 18


def from_column(field: FieldMap, raw: object) -> str | None:
    """A column's value as canonical text.

    None for an empty one. What the mapping can't read comes back as the CRM spells it, so that a
    comparison with it still works and a person still sees it.
    """
    if raw is None:
        return None
    if isinstance(raw, bytes | memoryview):
        raw = bytes(raw).decode("utf-8", errors="replace")
    text = str(raw).strip()
    if not text:
        return None
    match field.type:
        case "date":
            return None if text in _NO_DATE else _read_date(field, raw, text)
        case "decimal":
            number = _number(_without_separators(text, field.decimal_comma))
            return _plain(number) if number is not None else text
        case "cents":
            number = _number(text)
            return _plain(number.scaleb(-2)) if number is not None else text
        case "int":
            number = _number(text)
            return str(int(number)) if number is not None and number == number.to_integral_value() else text
        case "bool":
            code = str(int(raw)) if isinstance(raw, bool) else text
            return "true" if code in field.true else "false" if code in field.false else text
        case "code":
            return field.codes.get(_code_of(field.codes, text), text)
        case "text":
            return text


def canonical(field: FieldMap, text: str | None) -> str | None:
    """The one spelling of a canonical text ("52000" -> "52000.00"); unreadable text stays as it is."""
    if text is None or not text.strip():
        return None
    text = text.strip()
    if field.type in ("decimal", "cents"):
        number = _number(text)
        return _plain(number) if number is not None else text
    if field.type == "int":
        return str(int(text)) if re.fullmatch(r"-?\d{1,30}", text, re.ASCII) else text
    if field.type == "bool":
        return text.lower() if text.lower() in ("true", "false") else text
    if field.type == "code":
        return _label_of(field.codes, text) or text
    return text


def to_column(field: FieldMap, value: Any, storage: Storage) -> Any:
    """A validated value (see `change_model`) as the column keeps it."""
    match field.type:
        case "date":
            if storage == "date":
                return value
            if storage == "datetime":
                return datetime(value.year, value.month, value.day)
            spelled = value.strftime(field.format)
            return int(spelled) if storage in ("int", "number") and spelled.isdigit() else spelled
        case "decimal":
            if storage == "text":
                return _plain(value).replace(".", ",") if field.decimal_comma else _plain(value)
            return _as_number(value, storage)
        case "cents":
            return _as_number(value.scaleb(2), storage)
        case "int":
            return str(value) if storage == "text" else _as_number(Decimal(value), storage)
        case "bool":
            code = (field.true if value else field.false)[0]
            return value if storage == "bool" else _as_code(code, storage)
        case "code":
            code = next(code for code, label in field.codes.items() if label == value)
            return _as_code(code, storage)
        case "text":
            return value


def change_model(entity: str, mapped: EntityMap, lengths: dict[str, int]) -> type[BaseModel]:
    """The Pydantic model that a new value must pass, built from the mapping.

    `lengths` holds what the columns themselves allow, by field; the stricter of both counts.
    """
    fields: dict[str, Any] = {
        name: (_type_of(field, lengths.get(name)) | None, None) for name, field in mapped.fields.items()
    }
    return create_model(
        f"{entity.title()}Change", __config__=ConfigDict(extra="forbid", frozen=True), **fields
    )


def validate(model: type[BaseModel], field: str, text: str) -> Any:
    """The typed value. Raises ValueError with a plain reason."""
    try:
        return getattr(model.model_validate({field: text}), field)
    except ValidationError as error:
        raise ValueError(error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")) from error


def _type_of(field: FieldMap, column_length: int | None) -> Any:
    limits = [n for n in (field.max_length, column_length) if n is not None]
    longest = min(limits) if limits else None
    match field.type:
        case "date":
            return Annotated[date, BeforeValidator(partial(_parse_date, field))]
        case "decimal" | "cents":
            return Annotated[Decimal, BeforeValidator(partial(_parse_amount, field.max_digits))]
        case "int":
            return Annotated[int, BeforeValidator(_parse_int)]
        case "bool":
            return Annotated[bool, BeforeValidator(_parse_bool)]
        case "code":
            return Annotated[str, BeforeValidator(partial(_parse_label, field.codes))]
        case "text":
            return Annotated[str, AfterValidator(partial(_parse_text, longest, field.multiline))]


def _parse_text(longest: int | None, multiline: bool, text: str) -> str:
    text = text.strip()
    if not text:
        raise ValueError("it is empty")
    if any(_is_unwritable(ch, multiline) for ch in text):
        raise ValueError("it contains line breaks or characters that the CRM can't hold")
    if longest is not None and len(text) > longest:
        raise ValueError(f"it has {len(text)} characters and the CRM takes at most {longest}")
    return text


def _is_unwritable(ch: str, multiline: bool) -> bool:
    if ch in "\n\t":
        return not multiline
    return ord(ch) < 32 or 0x7F <= ord(ch) < 0xA0 or 0xD800 <= ord(ch) <= 0xDFFF


def _parse_date(field: FieldMap, text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip(), re.ASCII):
        raise ValueError("a date is written like 2026-11-27")
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError("there is no such day") from error
    if _read_date(field, day.strftime(field.format), day.strftime(field.format)) != day.isoformat():
        raise ValueError("the CRM's way to spell dates can't express this day")
    return day


def _parse_amount(max_digits: int | None, text: str) -> Decimal:
    text = text.strip()
    if not re.fullmatch(r"-?\d{1,30}(\.\d+)?", text, re.ASCII):
        raise ValueError("an amount is a plain number such as 52000.00")
    number = Decimal(text)
    digits = len(str(abs(int(number)))) + 2
    if digits > (max_digits or _MOST_DIGITS):
        raise ValueError(f"it has {digits} digits and the CRM takes at most {max_digits or _MOST_DIGITS}")
    if number != number.quantize(Decimal("0.01")):
        raise ValueError("an amount has at most two decimals")
    return number.quantize(Decimal("0.01"))


def _parse_int(text: str) -> int:
    text = text.strip()
    if not re.fullmatch(r"-?\d{1,30}", text, re.ASCII):
        raise ValueError("a whole number is needed")
    if not -_INT_RANGE <= int(text) < _INT_RANGE:
        raise ValueError("the number is too large")
    return int(text)


def _parse_bool(text: str) -> bool:
    switch = {"true": True, "false": False}.get(text.strip().lower())
    if switch is None:
        raise ValueError("it must be true or false")
    return switch


def _parse_label(codes: dict[str, str], text: str) -> str:
    label = _label_of(codes, text.strip())
    if label is None:
        raise ValueError(f"the CRM has no such choice; {near(text.strip(), codes.values())}")
    return label


def _label_of(codes: dict[str, str], text: str) -> str | None:
    labels = list(codes.values())
    if text in labels:
        return text
    return next((label for label in labels if label.casefold() == text.casefold()), None)


def _code_of(codes: Iterable[str], text: str) -> str:
    """The code as the mapping spells it: "9" also stands for a stored "9.0"."""
    if text in codes:
        return text
    number = _number(text)
    if number is not None and number == number.to_integral_value():
        return str(int(number))
    return text


def _read_date(field: FieldMap, raw: object, text: str) -> str:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    for spelled in (text, text.removesuffix(".0")):
        try:
            return datetime.strptime(spelled, field.format).date().isoformat()
        except ValueError:
            continue
    iso = re.match(r"(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}|$)", text)
    if iso:
        try:
            return date.fromisoformat(iso[1]).isoformat()
        except ValueError:
            return text
    return text


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 24 else None


def _without_separators(text: str, decimal_comma: bool) -> str:
    """An amount without thousands separators; only where they can't be mistaken for the decimal sign."""
    if decimal_comma and "," in text:
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text, re.ASCII) else text


def _plain(number: Decimal) -> str:
    """Two decimals where that is exact, as many as there are otherwise."""
    number = number if number else abs(number)
    rounded = number.quantize(Decimal("0.01"))
    return f"{rounded:f}" if rounded == number else f"{number:f}"


def _as_number(value: Decimal, storage: Storage) -> Any:
    if storage == "float":
        return float(value)
    if storage == "number":
        return value
    if value == value.to_integral_value():
        return str(int(value)) if storage == "text" else int(value)
    return f"{value:f}"


def _as_code(code: str, storage: Storage) -> Any:
    return int(code) if storage in ("int", "number", "float") and re.fullmatch(r"-?\d+", code) else code
