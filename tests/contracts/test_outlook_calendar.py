"""The source contract over a Microsoft 365 calendar, by a person's grant and by an application's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.outlook_calendar_world import OutlookCalendarWorld
from tests.contracts.source_contract import SourceContract
from tests.contracts.source_model import RUNS, Ledger, live_a_life
from tests.doubles.graph.service import Graph


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    double = Graph()
    yield double
    double.close()


class TestOutlookCalendar(SourceContract):
    @pytest.fixture
    def world(self, graph: Graph) -> Iterator[OutlookCalendarWorld]:
        made = OutlookCalendarWorld(graph)
        yield made
        made.close()


class TestOutlookCalendarOfAnApplication(SourceContract):
    @pytest.fixture
    def world(self, graph: Graph) -> Iterator[OutlookCalendarWorld]:
        made = OutlookCalendarWorld(graph, access="application")
        yield made
        made.close()


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_any_life_of_a_calendar_ends_in_an_equal_ledger(block: int, tmp_path: Path, graph: Graph) -> None:
    for seed in range(block * RUNS // 4, (block + 1) * RUNS // 4):
        world = OutlookCalendarWorld(graph)
        live_a_life(world, Ledger(tmp_path / f"{seed}.sqlite"), seed)
        world.close()
