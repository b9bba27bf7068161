"""Whatever is written comes back as it was meant, or is refused before it is written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.sqlcrm.coercion import canonical, change_model, from_column, to_column, validate
from integrations.sqlcrm.mapping import EntityMap, FieldMap, Key

FIELDS = {
    "text": FieldMap(column="c", max_length=40),
    "notes": FieldMap(column="c", multiline=True),
    "int": FieldMap(column="c", type="int"),
    "decimal": FieldMap(column="c", type="decimal", max_digits=12),
    "comma": FieldMap(column="c", type="decimal", decimal_comma=True),
    "cents": FieldMap(column="c", type="cents"),
    "iso": FieldMap(column="c", type="date"),
    "german": FieldMap(column="c", type="date", format="%d.%m.%Y"),
    "short": FieldMap(column="c", type="date", format="%d.%m.%y"),
    "number": FieldMap(column="c", type="date", format="%Y%m%d"),
    "bool": FieldMap(column="c", type="bool", true=("Y", "1"), false=("N",)),
    "code": FieldMap(column="c", type="code", codes={"status_code_9": "Negotiation", "3": "Qualified"}),
}
MODEL = change_model("deal", EntityMap(table="t", key=Key(column="k"), fields=FIELDS), {})

values = st.one_of(
    st.text(max_size=60),
    st.dates().map(date.isoformat),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.decimals(min_value=-(10**14), max_value=10**14, places=2).map(lambda d: f"{d:f}"),
    st.integers().map(str),
    st.sampled_from(["true", "FALSE", "Negotiation", "qualified", "-0.00", "0000-00-00", "1e5", "٣", "12."]),
)


@given(name=st.sampled_from(sorted(FIELDS)), text=values)
def test_a_value_is_refused_or_comes_back_unchanged(name: str, text: str) -> None:
    field = FIELDS[name]
    try:
        typed = validate(MODEL, name, text)
    except ValueError as refusal:
        assert str(refusal)
        return
    stored = to_column(field, typed, "int" if name in ("int", "cents") else "text")
    assert from_column(field, stored) == canonical(field, text)


@given(
    name=st.sampled_from(sorted(FIELDS)),
    raw=st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.binary()),
)
def test_nothing_in_a_column_can_stop_the_reading(name: str, raw: object) -> None:
    read = from_column(FIELDS[name], raw)
    assert read is None or read.strip()


@given(name=st.sampled_from(sorted(FIELDS)), text=st.one_of(st.none(), values))
def test_canonical_text_has_one_spelling(name: str, text: str | None) -> None:
    once = canonical(FIELDS[name], text)
    assert canonical(FIELDS[name], once) == once


@pytest.mark.parametrize(
    ("name", "raw", "text"),
    [
        ("cents", 5200000, "52000.00"),
        ("cents", "5200000", "52000.00"),
        ("decimal", 52000.5, "52000.50"),
        ("decimal", "1,234,567.89", "1234567.89"),
        ("comma", "52.000,5", "52000.50"),
        ("decimal", "52,00", "52,00"),
        ("decimal", "ask Bob", "ask Bob"),
        ("german", "30.11.2026", "2026-11-30"),
        ("german", "2026-11-30 00:00:00", "2026-11-30"),
        ("number", 20261130, "2026-11-30"),
        ("number", "00000000", None),
        ("german", "31.02.2026", "31.02.2026"),
        ("bool", "Y", "true"),
        ("bool", 1, "true"),
        ("bool", True, "true"),
        ("bool", "?", "?"),
        ("code", "status_code_9", "Negotiation"),
        ("code", 3.0, "Qualified"),
        ("code", "status_code_77", "status_code_77"),
        ("text", "  padded   ", "padded"),
        ("text", "   ", None),
        ("text", b"caf\xc3\xa9", "café"),
    ],
)
def test_what_legacy_columns_hold_is_read(name: str, raw: object, text: str | None) -> None:
    assert from_column(FIELDS[name], raw) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("iso", "2026-02-30"),
        ("iso", "30.11.2026"),
        ("short", "1930-01-01"),
        ("decimal", "12345678901.00"),
        ("decimal", "NaN"),
        ("decimal", "52,000"),
        ("int", "9223372036854775808"),
        ("int", "1.5"),
        ("bool", "yes"),
        ("code", "status_code_9"),
        ("text", "a\x00b"),
        ("text", "\ud800"),
        ("text", ""),
        ("notes", "bell\x07"),
    ],
)
def test_what_does_not_fit_is_refused(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="."):
        validate(MODEL, name, text)
