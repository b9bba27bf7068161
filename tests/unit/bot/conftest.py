"""An open data home with the sample company's people and CRM, for one test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.bot.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()
