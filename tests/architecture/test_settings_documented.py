"""Every setting can be looked up, and nothing is described that does not exist."""

import re
from pathlib import Path

from bot.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"
ONLY_FOR_TESTS = {"EVAL_DATA"}


def described() -> set[str]:
    return set(re.findall(r"PROMISSORY_([A-Z0-9_]+)\b", PAGE.read_text(encoding="utf-8")))


def test_every_setting_is_described() -> None:
    assert {name.upper() for name in Settings.model_fields} - described() == set()


def test_nothing_is_described_that_is_no_setting() -> None:
    assert described() - {name.upper() for name in Settings.model_fields} - ONLY_FOR_TESTS == set()
