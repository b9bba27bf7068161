"""What of a day's tokens is used, and what a rule says to using more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Spent:
    """Tokens of one day, used and reserved; `team` is None for somebody without a team."""

    person: int
    team: int | None
    everybody: int


@dataclass(frozen=True)
class Weighed:
    """`refusal` is a plain sentence, None if the call may be made; `warnings` holds one by scope."""

    refusal: str | None = None
    warnings: Mapping[str, str] = field(default_factory=dict)


class Rule(Protocol):
    """Decides whether so many more tokens may be used."""

    def weigh(self, spent: Spent, asked: int) -> Weighed: ...
