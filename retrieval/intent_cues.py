"""What a cue is: patterns that speak for a label alone, patterns that only help, and patterns against it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

NUMBERED = r"(?:second|third|fourth|fifth|sixth|tenth|2nd|3rd|4th|5th|6th|nth|umpteenth|hundredth)"
DAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|tonight|noon|(?:the )?(?:end|close) of|next week|"
    r"the \d|\d|freitag|montag|ende|morgen|vendredi|lundi|demain)"
)


@dataclass(frozen=True)
class Cues:
    """Patterns of one label for text in `plain` form; the cased ones see the capitals as well."""

    label: str
    strong: tuple[re.Pattern[str], ...]
    weak: tuple[re.Pattern[str], ...]
    against: re.Pattern[str]
    cased: tuple[re.Pattern[str], ...] = ()
    cased_weak: tuple[re.Pattern[str], ...] = ()


def one_of(*alternatives: str) -> re.Pattern[str]:
    """One pattern that starts at a word and matches any of the alternatives."""
    return re.compile(r"(?<!\w)(?:" + "|".join(alternatives) + ")")


def cues(
    label: str,
    strong: Sequence[Sequence[str]],
    weak: Sequence[Sequence[str]],
    against: Sequence[str],
    cased: Sequence[str] = (),
    cased_weak: Sequence[str] = (),
) -> Cues:
    """Compiles lists of alternatives; every inner list is one kind of evidence."""
    return Cues(
        label,
        tuple(one_of(*group) for group in strong),
        tuple(one_of(*group) for group in weak),
        one_of(*against) if against else re.compile(r"(?!)"),
        tuple(re.compile(p) for p in cased),
        tuple(re.compile(p) for p in cased_weak),
    )
