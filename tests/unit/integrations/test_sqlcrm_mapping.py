"""A wrong mapping file is told in one sentence that names the place."""

import copy
from pathlib import Path
from typing import Any

import pytest

from integrations.sqlcrm.mapping import MappingError, load_mapping, parse_mapping
from tests.contracts import legacy_crm


def _with(path: str, value: object) -> dict[str, Any]:
    content: dict[str, Any] = copy.deepcopy(legacy_crm.MAPPING)
    *parents, last = path.split(".")
    place = content
    for part in parents:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return content


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("account", None, "`account` is missing"),
        ("deal.tabel", "x", "`deal.tabel` is not something a mapping knows"),
        ("deal.fields.amuont", {"column": "x"}, "deal has no field `amuont`; perhaps amount is meant"),
        ("deal.fields.name", None, "deal needs a field `name`"),
        ("deal.account", None, "deal needs `account`"),
        ("deal.fields.stage.codes", {}, "needs `codes`"),
        ("deal.fields.stage.codes", {True: "Yes"}, "must be put in quotes"),
        ("deal.fields.stage.codes", {"1": "Won", "2": "won"}, "two codes can't mean the same"),
        ("deal.fields.amount.type", "money", "`deal.fields.amount.type`"),
        ("deal.fields.amount.column", None, "either `column` or `columns`"),
        ("contact.fields.name.writable", True, "can't be writable"),
        ("account.at_risk.codes", [], "`account.at_risk.codes`"),
    ],
)
def test_what_is_wrong_is_named(path: str, value: object, says: str) -> None:
    with pytest.raises(MappingError) as refusal:
        parse_mapping(_with(path, value))
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_numbers_in_yaml_count_as_the_codes_they_stand_for(tmp_path: Path) -> None:
    file = tmp_path / "mapping.yml"
    file.write_text(
        "account:\n  table: t\n  key: {column: id}\n  fields:\n    name: {column: n}\n"
        "    region: {column: r, type: code, codes: {1: EMEA, 2: APAC}}\n  at_risk: {column: s, codes: [9]}\n"
    )
    account = load_mapping(file).account
    assert account.fields["region"].codes == {"1": "EMEA", "2": "APAC"}
    assert account.at_risk is not None
    assert account.at_risk.codes == ("9",)


@pytest.mark.parametrize("content", ["", "- a\n- b\n", "account: [\n", "\x00"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "mapping.yml"
    file.write_text(content)
    with pytest.raises(MappingError, match=r"mapping\.yml"):
        load_mapping(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="can't be read"):
        load_mapping(tmp_path / "none.yml")
