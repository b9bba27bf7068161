"""The import contracts name rooms that exist, and every room has somebody who watches its door."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LINTER: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]


def exists(module: str) -> bool:
    path = ROOT.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def test_every_package_of_the_house_is_linted() -> None:
    rooms = {p.parent.name for p in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert set(LINTER["root_packages"]) == rooms


def test_contracts_name_modules_that_exist() -> None:
    for contract in LINTER["contracts"]:
        for key in ("modules", "protected_modules", "allowed_importers", "source_modules"):
            for name in contract.get(key, []):
                if name.split(".")[0] in LINTER["root_packages"]:
                    assert exists(name), f"{contract['name']}: {name}"


def test_every_connector_is_independent_of_the_others() -> None:
    folders = {f"integrations.{p.parent.name}" for p in (ROOT / "integrations").glob("*/integration.yml")}
    named = {m for c in LINTER["contracts"] if c["type"] == "independence" for m in c["modules"]}
    guarded = {m for c in LINTER["contracts"] if c["type"] == "protected" for m in c["protected_modules"]}
    assert named == folders
    assert folders <= guarded


def test_sqlalchemy_is_imported_in_the_record_and_the_sql_crm_only() -> None:
    found = {
        str(file.relative_to(ROOT).parent)
        for package in LINTER["root_packages"]
        for file in (ROOT / package).rglob("*.py")
        if "import sqlalchemy" in (text := file.read_text(encoding="utf-8")) or "from sqlalchemy" in text
    }
    assert {f.split("/migrations")[0] for f in found} <= {"records", "integrations/sqlcrm"}


def test_only_the_engine_knows_dbos() -> None:
    found = {
        str(file.relative_to(ROOT))
        for package in LINTER["root_packages"]
        for file in (ROOT / package).rglob("*.py")
        if "from dbos" in (text := file.read_text(encoding="utf-8")) or "import dbos" in text
    }
    assert found == {"bot/engine.py"}
