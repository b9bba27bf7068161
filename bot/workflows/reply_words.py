"""What somebody wrote below a reminder, read by plain rules: done, moved, later, not a promise, somebody else's."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.workflows import reply_patterns as p
from policies.reminders import add_business_days
from records.models import Direction, Person
from retrieval.due_dates import DueDate, find_due_dates

LONGEST = 600
MOST_WORDS = 45
"""Whoever writes more than this tells a story; reading one word out of it would be a guess."""

_COMMON = frozenset(
    {"the", "and", "for", "with", "you", "that", "this", "them", "der", "die", "das", "und", "les"}
)


class Kind(StrEnum):
    """Later ones give way to earlier ones."""

    not_a_promise = "not_a_promise"
    move = "move"
    done = "done"
    wrong_owner = "wrong_owner"
    snooze = "snooze"
    day = "day"
    """A day was named, and not what for."""
    still_open = "still_open"


@dataclass(frozen=True, slots=True)
class Shift:
    """ "By a week"."""

    count: int
    unit: str
    """`day`, `business`, `week` or `month`."""

    def after(self, due: date) -> date:
        if self.unit == "business":
            return add_business_days(due, self.count)
        if self.unit != "month":
            return due + timedelta(days=self.count * (7 if self.unit == "week" else 1))
        years, month = divmod(due.month - 1 + self.count, 12)
        year = due.year + years
        return date(year, month + 1, min(due.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Said:
    kind: Kind
    day: date | None = None
    shift: Shift | None = None
    phrase: str = ""
    """The words that name the day."""
    side: Direction | None = None
    """Whose promise it can only be about."""
    owner: Person | None = None


def understand(words: str, now: datetime, colleagues: Sequence[Person] = ()) -> Said | None:
    """What is said of a promise, or None for a question and whatever else is not understood.

    `now` is the writer's own clock; `colleagues` are people whose names count.
    """
    text = plain(words)
    if not text or len(text) > LONGEST or len(text.split()) > MOST_WORDS:
        return None
    request = p.REQUEST.match(text)
    if request is not None:
        text = text[request.end() :].rstrip(" ?")
    elif "?" in text or p.QUESTION.match(text):
        return None
    if text in p.TICKS:
        return Said(Kind.done)
    dates = find_due_dates(text, now)
    found = [said for clause in clauses_of(text, dates) if (said := clause.read(colleagues)) is not None]
    if not found:
        return None
    kinds = {said.kind for said in found}
    if Kind.still_open in kinds and Kind.done in kinds:
        # "The draft is done, the final one isn't yet."
        found = [said for said in found if said.kind is not Kind.done]
    order = list(Kind)
    best = min(found, key=lambda said: order.index(said.kind))
    if best.kind is Kind.move and best.day is None and best.shift is None:
        named = next((said for said in found if said.day is not None), None)
        return None if named is None else Said(Kind.move, named.day, phrase=named.phrase)
    return best


@dataclass(frozen=True, slots=True)
class Clause:
    """What is said between two stops."""

    text: str
    """In lower case."""
    rest: str
    """The same without its dates."""
    dates: tuple[tuple[DueDate, str], ...]
    """Each with the words right before it."""

    def read(self, colleagues: Sequence[Person]) -> Said | None:
        if p.NO_PROMISE.search(self.rest):
            return Said(Kind.not_a_promise)
        if p.NOT_NOW.search(self.rest):
            return Said(Kind.snooze)
        denied, supposed = bool(p.DENIED.search(self.rest)), bool(p.SUPPOSED.search(self.rest))
        found = self._day()
        if p.MOVED.search(self.text):
            return self._moved(found, denied, supposed)
        if p.OPEN.search(self.rest):
            return self._on(Kind.day, found) if found else Said(Kind.still_open)
        if p.DONE.search(self.rest) or p.RECEIVED.search(self.rest):
            if denied:
                return Said(Kind.still_open)
            if not supposed and not p.NOT_YET.search(self.rest) and not self._is_ahead(found):
                return self._done()
        elif (said := self.of_another(colleagues, denied)) is not None:
            return said
        if denied or supposed:
            return None
        if p.LATER.search(self.rest):
            return self._on(Kind.snooze, found) if found else Said(Kind.snooze)
        if found is None:
            return None
        if not re.search(r"\w", p.FILLING.sub(" ", self.rest)):
            return self._on(Kind.snooze if p.SNOOZING.fullmatch(_bare(found.as_said)) else Kind.day, found)
        return self._on(Kind.day, found) if p.INTENDED.search(self.rest) else None

    def _day(self) -> DueDate | None:
        """The last day that is named and not one that it moved away from."""
        named = [
            due
            for due, before in self.dates
            if not p.AWAY_FROM.search(before) or p.RANGE.search(due.as_said.casefold())
        ]
        return named[-1] if named else None

    def _is_ahead(self, found: DueDate | None) -> bool:
        """Whether the day is one until which it is to be done: "done by Friday"."""
        return found is not None and bool(p.AHEAD.match(found.as_said.casefold()))

    def _on(self, kind: Kind, found: DueDate) -> Said:
        return Said(kind, found.due, phrase=_bare(found.as_said))

    def _moved(self, found: DueDate | None, denied: bool, supposed: bool) -> Said | None:
        if denied:
            return Said(Kind.still_open)
        if supposed:
            return None
        if found is not None:
            return self._on(Kind.move, found)
        shift = p.SHIFT.search(self.text)
        if shift is None:
            return Said(Kind.move)
        if p.EARLIER.search(self.text):
            return None
        count = int(shift["n"]) if shift["n"].isdigit() else p.NUMBERS[shift["n"]]
        unit = next(u for u, words in p.UNITS.items() if shift["unit"].startswith(words))
        business = unit == "day" and shift["business"]
        return Said(Kind.move, shift=Shift(count, "business" if business else unit))

    def _done(self) -> Said:
        """They may have done what they owe, and got what we owe."""
        they, got = bool(p.THEY.match(self.text)), bool(p.RECEIVED.search(self.rest))
        if they or got or p.TO_US.search(self.rest):
            return Said(Kind.done, side=Direction.ours if they and got else Direction.theirs)
        return Said(Kind.done)

    def of_another(self, colleagues: Sequence[Person], denied: bool) -> Said | None:
        if p.NOT_MINE.search(self.rest):
            return Said(Kind.wrong_owner)
        found = None if denied else next(self.named(colleagues, p.THEIRS), None)
        return Said(Kind.wrong_owner, owner=found) if found else None

    def named(self, colleagues: Sequence[Person], pattern: str = r"\bNAME\b") -> Iterator[Person]:
        """Colleagues whose name stands in it as the pattern says."""
        for person, names in _names(colleagues).items():
            name = f"(?:{'|'.join(map(re.escape, names))})"
            if re.search(pattern.replace("NAME", name), self.rest):
                yield next(c for c in colleagues if c.email == person)


def clauses_of(text: str, dates: Sequence[DueDate]) -> Iterable[Clause]:
    """Cut at stops and at "but"; a comma inside a date ends nothing."""
    cuts = [m.span() for m in p.BREAK.finditer(text) if not any(d.start < m.end() <= d.end for d in dates)]
    start = 0
    for begin, end in [*cuts, (len(text), len(text))]:
        inside = [d for d in dates if start <= d.start < begin]
        rest, last = "", start
        for d in inside:
            rest += text[last : d.start] + " "
            last = max(last, d.end)
        rest += text[last:begin]
        if text[start:begin].strip():
            before = tuple((d, text[max(start, d.start - 25) : d.start].casefold()) for d in inside)
            yield Clause(_lower(text[start:begin]), p.NO_FIRST.sub("", _lower(rest)), before)
        start = end


def _names(colleagues: Sequence[Person]) -> dict[str, list[str]]:
    """Address -> how a colleague may be called; a first name that two share calls nobody."""
    first: dict[str, list[str]] = {}
    for c in colleagues:
        if c.name and (names := c.name.split()) and len(names[0]) > 1:
            first.setdefault(names[0].casefold(), []).append(c.email)
    found: dict[str, list[str]] = {}
    for c in colleagues:
        called = [c.email.casefold(), *([_lower(c.name)] if c.name and c.name.strip() else [])]
        called += [name for name, whose in first.items() if whose == [c.email]]
        found[c.email] = sorted(called, key=len, reverse=True)
    return found


def plain(words: str) -> str:
    """Without quoted lines, mentions, links and marks of style."""
    lines = [line for line in words.splitlines() if not line.lstrip().startswith((">", "&gt;"))]
    text = re.sub(r"<[@#!][^<>]*>|<https?:[^<>]*>|https?://\S+", " ", " ".join(lines))
    text = text.replace("’", "'").replace("‘", "'")
    return " ".join(re.sub(r"[*_~`]+", " ", text).split())


def telling(text: str) -> frozenset[str]:
    """The words by which an account or a thing may be named."""
    return frozenset(w for w in re.findall(r"\w+", text.casefold()) if len(w) > 2) - _COMMON


def _lower(text: str) -> str:
    return " ".join(text.casefold().split())


def _bare(as_said: str) -> str:
    """ "until next week" names next week."""
    return re.sub(r"^(?:on|by|until|till|in|due|for|bis|am|zum|le|au)\s+", "", _lower(as_said))
