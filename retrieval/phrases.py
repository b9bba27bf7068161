"""Builds patterns and word lists from tables, so that long vocabularies stay readable."""

import re


def any_of(table: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """A case-blind pattern of the table's alternatives; a line that starts with "+ " goes on the one above."""
    joined = re.sub(r"\n\s*\+ ", "", table.strip())
    lines = [line.strip() for line in joined.split("\n")]
    return re.compile(f"{before}(?:{'|'.join(lines)}){after}", re.IGNORECASE)


def one_by_one(text: str) -> list[str]:
    """The words of a line, for long lists that stay readable that way."""
    return text.split()
