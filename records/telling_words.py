"""Bounds what a full-text search has to score: rare words tell what is meant, common ones cost the most."""

from sqlalchemy import Connection, text

MOST_ROWS = 5_000
"""Passages scored by one search, at one to two microseconds each."""
_OR = " OR "


def telling(connection: Connection, match: str) -> tuple[str, int]:
    """The part of an expression of terms joined by OR that is worth scoring, and the first row to look at.

    Terms are taken from the rarest on while they stand in no more than `MOST_ROWS` passages
    together. Where even the rarest is too common, its newest `MOST_ROWS` passages are scored.
    """
    counted: list[tuple[int, int, str]] = []
    for place, term in enumerate(match.split(_OR)):
        rows = connection.execute(_COUNT, {"term": term, "most": MOST_ROWS + 1}).scalar() or 0
        if rows:
            counted.append((rows, place, term))
    if not counted:
        return match, 0
    counted.sort()
    kept: list[tuple[int, str]] = []
    total = 0
    for rows, place, term in counted:
        total += rows
        if kept and total > MOST_ROWS:
            break
        kept.append((place, term))
    expression = _OR.join(term for _, term in sorted(kept))
    if counted[0][0] <= MOST_ROWS:
        return expression, 0
    newest = connection.execute(_NEWEST, {"term": expression, "skip": MOST_ROWS - 1}).scalar()
    return expression, int(newest or 0)


_COUNT = text(
    "SELECT count(*) FROM (SELECT 1 FROM passage_words WHERE passage_words MATCH :term LIMIT :most)"
)
_NEWEST = text(
    "SELECT rowid FROM passage_words WHERE passage_words MATCH :term ORDER BY rowid DESC LIMIT 1 OFFSET :skip"
)
