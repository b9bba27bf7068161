"""Whether what a model wrote may be shown: every sentence cited, every figure, name and word from what it cites."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from records.models import Direction, Precision, Promise, Strength
from retrieval.llm.guard_facts import Fact, facts_in, of_day
from retrieval.llm.guard_sides import side_swapped
from retrieval.llm.guard_vocabulary import (
    CONDITIONS,
    FIRST,
    FRAMES,
    HEDGES,
    OPENERS,
    OTHERS,
    OURS,
    RELATIVE,
    REPORTS,
    VERBS,
    YOU,
)
from retrieval.llm.guard_words import Clause, clauses, telling, tokens
from retrieval.llm.guard_words import plain as folded

MOST_SENTENCES = 12
LONGEST_SENTENCE = 400
"""Characters."""

_MARKUP = re.compile(
    r"https?:|www\.|://|mailto:|@|[<>*_`#|~\[\]{}\\^=]|:[a-z0-9_+-]+:|\w\.[a-z]{2,}\b(?<!\be\.g)(?<!\bi\.e)",
    re.IGNORECASE,
)
_ODD = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "So", "Sk", "Zl", "Zp", "Mn", "Me", "No", "Nl"})
_SPACES = re.compile(r"[\u00a0\u2009\u202f]")
_ADVERBIAL = re.compile(r"^(?:On|By|In|As of|Until|Before|After|Since|If|Once|When|Unless)\b[^,]{1,60},\s+")
_REPORTED = re.compile(r"\b(?:said|wrote|told|promised|asked|offered)\b", re.IGNORECASE)
_ON = re.compile(
    r"^On\s+(?:[^\W\d]+,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\.?\s+[^\W\d]+|[^\W\d]+\s+\d{1,2})(?:,?\s+\d{4})?"
)
_LIMIT = re.compile(r"\b(?:by|due|until|before|deadline)\b", re.IGNORECASE)
_FROM_DAY = re.compile(r"\bfrom\s+(?:the\s+)?(?:[^\W\d_]+day,?\s+)?(?:\d|Q[1-4]\b)", re.IGNORECASE)
_SIGNED = re.compile(r"(?:^|\s)[-+±\u2212–]\s?\d")
_IN_QUOTES = re.compile('["“”„«»]([^"“”„«»]+)["“”„«»]')
_THE_PROMISE = re.compile(r"(?:\bto|\bthat|[,:])\s.*", re.DOTALL)
_STATE = re.compile(r"\): (?P<state>.*)$")
_STATES = (
    frozenset({"kept"}),
    frozenset({"overdue"}),
    frozenset({"withdrawn"}),
    frozenset({"certain"}),
    frozenset({"confirmed"}),
    frozenset({"changed", "later"}),
)
"""What the ledger knows to have become of a promise: left out, it would be told as still to come."""
_MARKS = re.compile(r"\s*\[\d+\]")
_NUMBERING = re.compile(r"^\d+\.\s")
_ANOTHER_DAY = re.compile(r"\b(?:from|to|was due)\s+(?:[^\W\d_]+day,?\s+)?\w+", re.IGNORECASE)
_DAY_KINDS = frozenset({"date", "weekday", "day_of_month"})
_QUOTED_EXACTLY = (Precision.day, Precision.minute)


@dataclass(frozen=True)
class Said:
    """One sentence of a model, without marks, and the numbers that it cites."""

    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class Backing:
    """One citation as the guard sees it; citations of one ledger line have the same `line`."""

    n: int
    quote: str
    speaker: str
    said_on: date
    line: str
    """What the ledger says of it, written by code."""
    promise: Promise | None = None
    owner: frozenset[str] = frozenset()
    """Words of the name of whoever owes it, lower case."""
    other: frozenset[str] = frozenset()
    """Words of the names of the side to which it is owed."""
    ours: bool = True
    """Whether the speaker works here."""


@dataclass(frozen=True)
class Refusal:
    """Why it is not shown: a code and the sentence's number, from 0; never its words."""

    code: str
    sentence: int = 0


def check(
    sentences: Sequence[Said], backing: Mapping[int, Backing], *, today: date, reader: str
) -> Refusal | None:
    """None if all of it may be shown. `reader` is the mail address of who asked."""
    if not sentences:
        return Refusal("empty")
    if len(sentences) > MOST_SENTENCES:
        return Refusal("too_long")
    for number, said in enumerate(sentences):
        code = _looks(said.text) or _cited(said, backing)
        if code is None:
            code = _backed(said, [backing[n] for n in dict.fromkeys(said.cites)], today, reader)
        if code is not None:
            return Refusal(code, number)
    told = {line for said in sentences for line in _told(said, [backing[n] for n in said.cites], today)}
    if any(one.promise is not None and one.line not in told for one in backing.values()):
        return Refusal("incomplete")
    return None


def _told(said: Said, cited: Sequence[Backing], today: date) -> Iterable[str]:
    """The lines of which a sentence says something: citing one is not yet telling it."""
    for line, quotes in _by_line(cited).items():
        ground = _Ground.of(quotes)
        for clause in clauses(said.text):
            if clause.words - ground.names and _clause(clause, said.text, ground, frozenset(), today) is None:
                yield line


def _by_line(cited: Iterable[Backing]) -> dict[str, list[Backing]]:
    lines: dict[str, list[Backing]] = {}
    for one in cited:
        lines.setdefault(one.line, []).append(one)
    return lines


def _looks(text: str) -> str | None:
    """Form alone: nothing that a chat might turn into a link, a mention or markup."""
    if len(text) > LONGEST_SENTENCE:
        return "too_long"
    if not any(c.isalpha() for c in text):
        return "empty"
    composed = unicodedata.normalize("NFC", _SPACES.sub(" ", text)).replace("…", "...")
    # What only looks like a letter or figure would be read otherwise than it is checked.
    if any(unicodedata.category(c) in _ODD for c in composed) or folded(composed) != composed:
        return "markup_or_link"
    if _MARKUP.search(composed):
        return "markup_or_link"
    return "not_a_statement" if "?" in text or text.rstrip().endswith("!") else None


def _cited(said: Said, backing: Mapping[int, Backing]) -> str | None:
    if not said.cites:
        return "no_citation"
    return None if all(n in backing for n in said.cites) else "unknown_citation"


def _backed(said: Said, cited: Sequence[Backing], today: date, reader: str) -> str | None:
    """Each clause must be carried wholly by one ledger line with the quotes of it that are cited."""
    lines = _by_line(cited)
    quotes = [_flat(one.quote) for one in cited]
    if any(not any(_flat(words) in q for q in quotes) for words in _IN_QUOTES.findall(said.text)):
        return "quote_not_verbatim"
    grounds = [_Ground.of(quotes) for quotes in lines.values()]
    counted = frozenset({str(len(lines))})
    whole = " ".join(tokens(said.text))
    for clause in clauses(said.text):
        problems = [_clause(clause, said.text, ground, counted, today) for ground in grounds]
        if None not in problems:
            return problems[0]
    for ground in grounds:
        if (code := _speaks_for(said.text, whole.split(), ground, reader)) is not None:
            return code
    return None


def _flat(words: str) -> str:
    return " ".join(folded(words).casefold().replace("’", "'").split()).strip(" .,;:!")


@dataclass(frozen=True)
class _Ground:
    """One ledger line with its cited quotes, taken apart."""

    first: Backing
    words: frozenset[str]
    names: frozenset[str]
    """Those of the words that name somebody of either side."""
    facts: frozenset[Fact]
    """Figures known for certain: the due day and what stands alone of its kind in a quote."""
    parts: tuple[Clause, ...]
    speakers: frozenset[str]
    said_on: frozenset[date]
    all_ours: bool

    @classmethod
    def of(cls, quotes: Sequence[Backing]) -> "_Ground":
        first = quotes[0]
        line = _NUMBERING.sub("", _MARKS.sub("", first.line))
        promise = first.promise
        texts = [q.quote for q in quotes]
        facts: set[Fact] = set()
        for text in texts:
            here = facts_in(text)
            facts |= {f for f in here if sum(o.kind == f.kind for o in here) == 1}
        if promise is not None and promise.due is not None and promise.precision in _QUOTED_EXACTLY:
            facts |= of_day(promise.due)
        speakers = frozenset(w for q in quotes for w in tokens(q.speaker))
        parts = tuple(clause for text in (*texts, line) for clause in clauses(text))
        words = frozenset().union(*(c.words for c in parts), telling(" ".join(texts)), telling(line))
        names = telling(" ".join([*(q.speaker for q in quotes), *first.owner, *first.other]))
        return cls(
            first=first,
            words=words | names,
            names=names,
            facts=frozenset(facts),
            parts=parts,
            speakers=speakers,
            said_on=frozenset(q.said_on for q in quotes),
            all_ours=all(q.ours for q in quotes),
        )

    @property
    def moved(self) -> bool:
        """Whether the ledger tells two days of it."""
        return bool(self.due_day) and "moved" in tokens(self.first.line)

    @property
    def due_day(self) -> frozenset[Fact]:
        due = self.promise.due if self.promise and self.promise.precision in _QUOTED_EXACTLY else None
        return of_day(due) if due else frozenset()

    @property
    def told_days(self) -> frozenset[Fact]:
        return facts_in(_NUMBERING.sub("", _MARKS.sub("", self.first.line)))

    @property
    def promise(self) -> Promise | None:
        return self.first.promise


def _clause(
    clause: Clause, sentence: str, ground: _Ground, counted: frozenset[str], today: date
) -> str | None:
    code = _figures(clause, sentence, ground, counted, today)
    if code is not None:
        return code
    missing = clause.words - ground.words
    if missing:
        named = {w for w in re.findall(r"(?<=\s)[A-ZÄÖÜÉ][\w'’-]+", clause.text) if telling(w) & missing}
        return "name_not_in_source" if named else "word_not_in_source"
    return "negation" if _turned_round(clause, ground.parts, ground.names) else None


def _figures(
    clause: Clause, sentence: str, ground: _Ground, counted: frozenset[str], today: date
) -> str | None:
    found = facts_in(clause.text)
    promise = ground.promise
    for pattern, code in ((_FROM_DAY, "date_not_in_source"), (_SIGNED, "number_not_in_source")):
        if pattern.search(clause.text) and not any(pattern.search(part.text) for part in ground.parts):
            return code
    head = _THE_PROMISE.sub("", clause.text) if _REPORTED.search(clause.text) else ""
    said_then_too = facts_in(head) if not _LIMIT.search(clause.text) else frozenset()
    opening = _ON.match(clause.text.strip()) if _REPORTED.search(sentence) else None
    said_then = facts_in(opening.group()) if opening else frozenset()
    for fact in found:
        if (
            fact.kind == "number"
            and fact.value in counted
            and (fact.unit in ("thing", "promise") or not fact.unit and fact.value != "1")
        ):
            continue
        if not _right_year(fact, ground):
            return "date_not_in_source"
        if ground.moved and fact.kind in _DAY_KINDS:
            # Of a promise that moved, the quotes have the day that no longer holds, too.
            then = fact.stands_in(ground.told_days) and _ANOTHER_DAY.search(clause.text)
            if then or fact.stands_in(ground.due_day):
                continue
            return "date_not_in_source"
        if fact.stands_in(ground.facts) or _beside_its_words(fact, clause, ground.parts):
            if not _belongs_elsewhere(fact, clause, ground.parts):
                continue
        if fact in said_then or fact in said_then_too:
            if any(fact.stands_in(of_day(day)) for day in ground.said_on):
                continue
        return {"money": "price", "percent": "percent", "number": "number", "code": "number"}.get(
            fact.kind, "date"
        ) + "_not_in_source"
    if any(f.kind == "weekday" for f in found) and not any(f.kind == "date" for f in facts_in(sentence)):
        due = promise.due if promise is not None else None
        if due is None or not today <= due <= today + timedelta(days=6):
            return "relative_date"
    said = set(tokens(clause.text)) & RELATIVE
    return "relative_date" if said and not said <= set(tokens(ground.first.line)) else None


def _right_year(fact: Fact, ground: _Ground) -> bool:
    """A year that a source leaves out is that of the due day, else the one in which it was said, or the next."""
    if fact.kind not in ("date", "month", "quarter") or not fact.unit:
        return True
    same = {f for part in ground.parts for f in facts_in(part.text)} | ground.facts
    years = {f.unit for f in same if (f.kind, f.value) == (fact.kind, fact.value) and f.unit}
    if not years:
        years = {str(day.year + more) for day in ground.said_on for more in (0, 1)}
    return fact.unit in years


def _beside_its_words(fact: Fact, clause: Clause, parts: Iterable[Clause]) -> bool:
    """Whether a part of the source says this figure about what the clause is about.

    "A by Monday and B by Friday" has both days, but only one of them for A. A part that has figures and
    no telling words of its own, such as "due Tuesday 24 Nov", goes with everything.
    """
    return any(
        fact.stands_in(facts_in(part.text))
        and (not part.words or not clause.words or part.words & clause.words)
        for part in parts
    )


def _belongs_elsewhere(fact: Fact, clause: Clause, parts: Iterable[Clause]) -> bool:
    """Whether the clause has words that the source says only with another figure of this kind."""
    here: set[str] = set()
    there: set[str] = set()
    for part in parts:
        figures = {f for f in facts_in(part.text) if f.kind == fact.kind}
        if any(fact.stands_in(frozenset({f})) for f in figures):
            here |= part.words
        elif figures:
            there |= part.words
    return bool(clause.words & (there - here))


def _turned_round(clause: Clause, parts: Sequence[Clause], names: frozenset[str]) -> bool:
    """Whether a word is negated here and nowhere in the source, or the other way round."""
    for word in clause.words - names:
        ways = {part.negated for part in parts if word in part.words}
        if ways and clause.negated not in ways:
            return True
    return clause.negated and not any(part.negated for part in parts)


def _speaks_for(text: str, said: Sequence[str], ground: _Ground, reader: str) -> str | None:
    """Who does it, how firmly, and whether it is a statement at all."""
    words = set(said)
    if words & FIRST:
        return "wrong_person"
    core = tokens(_ADVERBIAL.sub("", _ON.sub("", text).strip(" ,")))
    verb = next((n for n, word in enumerate(core) if word in VERBS), 0)
    subject, first = set(core[:verb]), core[0] if core else ""
    promise = ground.promise
    if promise is None:
        return _attributed(words, subject, ground)
    ours = promise.direction is Direction.ours
    mine = ours and promise.owner.casefold() == reader.casefold()
    if words & YOU and not mine:
        return "wrong_person"
    if ours and "us" in words or not ours and words & OURS:
        return "wrong_person"
    side = ground.first.owner | (OURS if ours else frozenset({"they"})) | (YOU if mine else frozenset())
    if verb == 0 or not (first in side or first in ground.first.other or first in OPENERS):
        return "not_a_statement"
    passive = core[verb] in {"is", "are", "was", "were"}
    elsewhere = ground.first.other | (OTHERS - side)
    if subject & _bare(elsewhere, text) and not subject & side and not passive:
        return "wrong_side"
    if passive and first in ground.first.other and core[verb + 1 : verb + 2] != ["promised"]:
        return "wrong_side"
    source = (ground.first.line, *(part.text for part in ground.parts))
    if side_swapped(text, core, ground.first.owner, ground.first.other, source, ours=ours):
        return "wrong_side"
    became = _STATE.search(_MARKS.sub("", ground.first.line))
    known = set(tokens(became["state"])) if became else set()
    if any(known & state and not words & (state | {"moved"} & known) for state in _STATES):
        return "state_left_out"
    if not words & (FRAMES | HEDGES):
        return "not_told_as_promise"
    if promise.strength is Strength.soft and not words & HEDGES:
        return "too_firm"
    if promise.strength is Strength.conditional and not words & CONDITIONS:
        return "too_firm"
    return None


def _attributed(words: set[str], subject: set[str], ground: _Ground) -> str | None:
    """What somebody merely said is told as said: by whom, and never as if we or the reader spoke."""
    if words & YOU or (not ground.all_ours and words & (OURS | {"us"})):
        return "wrong_person"
    return None if subject & ground.speakers and words & REPORTS else "unattributed"


def _bare(names: frozenset[str], text: str) -> frozenset[str]:
    """Names that don't merely say whose something is: "Acme", not "Acme's order form"."""
    owned = {w for m in re.findall(r"([^\W\d_]+)['’]s?\b(?!\w)", folded(text)) for w in tokens(m)}
    return frozenset(names - owned)
