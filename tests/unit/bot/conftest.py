"""An open data home with the sample company's people and CRM, and the command on one, for one test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.bot.command import Command
from tests.unit.bot.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


@pytest.fixture
def promissory(
    sample_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command on a copy of the sample company."""
    monkeypatch.setenv("PROMISSORY_EMBEDDINGS", "false")
    return Command(sample_home, monkeypatch, capsys)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command on a home where nobody is known yet."""
    monkeypatch.setenv("PROMISSORY_EMBEDDINGS", "false")
    return Command(tmp_path / "fresh", monkeypatch, capsys)
