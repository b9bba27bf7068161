"""A fresh ledger for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.records.stores import Stores


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Stores]:
    stores = Stores(tmp_path / "home")
    yield stores
    stores.db.close()
