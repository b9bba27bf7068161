"""What `doctor` looks at: each check says what is wrong and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass

from records.errors import PromissoryError


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    says: str


def check(name: str, look: Callable[[], tuple[bool, str]]) -> Check:
    """One check; a plain error counts as its finding."""
    try:
        ok, says = look()
    except PromissoryError as problem:
        return Check(name, False, str(problem))
    return Check(name, ok, says)
