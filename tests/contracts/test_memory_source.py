"""The contract itself, held against the source in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.source_contract import SourceContract
from tests.contracts.source_model import RUNS, Ledger, live_a_life
from tests.doubles.source import MemoryWorld


class TestMemorySource(SourceContract):
    @pytest.fixture
    def world(self) -> Iterator[MemoryWorld]:
        yield MemoryWorld()


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_any_life_of_a_mailbox_ends_in_an_equal_ledger(block: int, tmp_path: Path) -> None:
    for seed in range(block * RUNS // 4, (block + 1) * RUNS // 4):
        live_a_life(MemoryWorld(), Ledger(tmp_path / f"{seed}.sqlite"), seed)
