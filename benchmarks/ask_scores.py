"""Judges one answer: right promises and nothing else, refusals, text nobody may read, sentences without support."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from benchmarks.ask_gold import Gold, Question
from benchmarks.ask_homes import name_of
from records.models import Answer, Citation, Event

SHINGLE = 6
"""Words in a row that give a text away."""
_PUT = frozenset(["deliver", "give", "send"])
"""Verbs that an answer puts first itself: "you'll have it by Friday" is "deliver it by Friday"."""

_WORD = re.compile(r"\w+")
_MARK = re.compile(r"\[(\d+)\]")
_QUOTED = re.compile(r"[“\"«„]([^”\"»“]{4,})[”\"»“]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜÉ“\"])")


@dataclass
class Judged:
    """What came of one question."""

    question: Question
    answer: Answer
    hit: int = 0
    cited: int = 0
    """Wanted promises whose words are shown, even if the answer does not call them promises."""
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Keys of labelled promises that were not asked for."""
    unlabelled: list[str] = field(default_factory=list)
    """Quotes of what is no promise at all."""
    exact: bool = False
    exact_given_ledger: bool | None = None
    """The same without what was never extracted; None where that leaves nothing to name."""
    evidence_cited: bool = False
    refused_rightly: bool = False
    leaked: list[str] = field(default_factory=list)
    sentences: int = 0
    unsupported: list[str] = field(default_factory=list)
    uncited: int = 0
    """Named promises without a citation whose quote holds theirs."""

    @property
    def right(self) -> bool:
        q = self.question
        fine = self.refused_rightly if q.refuse else (self.exact if q.gold else self.evidence_cited)
        return fine and not self.leaked


def judge(
    question: Question,
    answer: Answer,
    events: Mapping[str, Event],
    gold: Gold,
    in_ledger: set[str],
    dues: Mapping[str, list[date]],
) -> Judged:
    """`events` are those that the answer names, `dues` what was promised for when in the cited ones;
    `in_ledger` are the gold promises that were extracted at all."""
    done = Judged(question, answer)
    found: set[str] = set()
    for promise in answer.promises:
        key, labelled = gold.key_of(promise, events[promise.event_id])
        if key:
            found.add(key)
        elif not labelled:
            done.unlabelled.append(promise.quote)
    wanted = [{gold.one(k) for k in group} for group in question.gold]
    older = _moved_from(found, answer, gold)
    neutral = {gold.one(k) for k in question.optional}.union(*wanted)
    found |= older
    done.hit = sum(bool(group & found) for group in wanted)
    done.missed = ["|".join(sorted(group)) for group in wanted if not group & found]
    done.wrong = sorted(found - neutral - older)
    done.exact = not (done.missed or done.wrong or done.unlabelled or answer.refused)
    reachable = [group for group in wanted if group & in_ledger]
    if reachable:
        fine = all(group & found for group in reachable) and not done.wrong
        done.exact_given_ledger = fine and not answer.refused
    cited = {name_of(c.external_id) for c in answer.citations}
    done.evidence_cited = bool(cited & question.evidence) and not (
        answer.refused or done.wrong or done.unlabelled
    )
    done.refused_rightly = answer.refused and not answer.promises and not answer.citations
    done.cited = sum(any(_quoted(gold.rows[k], answer.citations) for k in group) for group in question.gold)
    support(done, events, dues)
    return done


def _moved_from(found: set[str], answer: Answer, gold: Gold) -> set[str]:
    """Older versions of the found promises whose words are shown as well: "moved from Friday [2]"."""
    return {
        key
        for key, row in gold.rows.items()
        if row.get("superseded_by") in found and _quoted(row, answer.citations)
    }


def _quoted(row: Mapping[str, Any], citations: Iterable[Citation]) -> bool:
    """Whether a citation shows the labelled words, be it as a promise or as a passage."""
    return any(
        name_of(c.external_id) == name_of(row["id"]) and _holds(c.quote, row["quote"]) for c in citations
    )


def support(done: Judged, events: Mapping[str, Event], dues: Mapping[str, list[date]]) -> None:
    """Whether every sentence rests on what it cites, as far as a machine can tell."""
    answer = done.answer
    if answer.refused:
        return
    by_number = {c.n: c for c in answer.citations}
    for p in answer.promises:
        held = any(c.event_id == p.event_id and _holds(c.quote, p.quote) for c in answer.citations)
        done.uncited += not held
    for sentence in claims(answer):
        done.sentences += 1
        cited = [by_number[n] for n in map(int, _MARK.findall(sentence)) if n in by_number]
        if not cited or not _supported(sentence, cited, events, dues, done.question.now.date()):
            done.unsupported.append(sentence)


def claims(answer: Answer) -> Iterator[str]:
    """The sentences that say something about a promise or a message: with a citation, or with words in quotes."""
    for line in answer.answer.splitlines():
        for sentence in [line] if re.match(r"\s*(\d+\.|[-•*])\s", line) else _SENTENCE.split(line):
            if _MARK.search(sentence) or _QUOTED.search(sentence):
                yield sentence.strip()


def _holds(one: str, other: str) -> bool:
    a, b = " ".join(one.split()).rstrip("…").strip(), " ".join(other.split())
    return b in a or (len(a) > 20 and a in b)


def _supported(
    sentence: str,
    cited: list[Citation],
    events: Mapping[str, Event],
    dues: Mapping[str, list[date]],
    today: date,
) -> bool:
    sources = [events[c.event_id] for c in cited if c.event_id in events]
    text = " ".join(" ".join((e.subject, e.text)) for e in sources)
    text = " ".join(text.split())
    for quoted in _QUOTED.findall(sentence):
        if " ".join(quoted.split()).strip("… .") not in text:
            return False
    due = [d for e in sources for d in dues.get(e.id, [])]
    # "Overdue by 21 days" follows from the day it was due.
    days = {str(abs((today - d).days)) for d in due}
    for day in [e.at.date() for e in sources] + due:
        days |= _parts(day)
    said = re.sub(r"^\s*\d+\.\s", "", _MARK.sub(" ", sentence))
    known = set(re.findall(r"\d+", text)) | days
    return all(n in known or n.lstrip("0") in known for n in re.findall(r"\d+", said))


def _parts(day: date) -> set[str]:
    return {
        str(day.day),
        f"{day.day:02d}",
        str(day.month),
        f"{day.month:02d}",
        str(day.year),
        str((day.month + 2) // 3),
    }


class Canary:
    """Notices text of events that a reader may not see, by words in a row that stand in no event they may."""

    def __init__(self, events: Iterable[Event], readers: Mapping[str, set[str]]) -> None:
        self._readers: dict[str, set[str]] = {}
        self._where: dict[tuple[str, ...], list[str]] = {}
        self._words: dict[str, set[str]] = {}
        for event in events:
            text = f"{event.subject}\n{event.text}"
            self._readers[event.id] = readers.get(name_of(event.external_id), set())
            self._words[event.id] = set(_words(text))
            for shingle in _shingles(text):
                self._where.setdefault(shingle, []).append(event.id)

    def leaks(self, answer: Answer, asker: str, question: str) -> list[str]:
        """Ids of events that the answer should not have known."""
        named = {c.event_id for c in answer.citations} | {p.event_id for p in answer.promises}
        found = {e for e in named if asker not in self._readers.get(e, set())}
        own = set(_shingles(question))
        texts = [answer.answer, *(c.quote for c in answer.citations), *(c.subject for c in answer.citations)]
        texts += [p.quote for p in answer.promises]
        for shingle in {s for t in texts for s in _shingles(t)} - own:
            where = self._where.get(shingle, [])
            if where and not any(asker in self._readers[e] for e in where):
                # "Send the quote" out of "I'll send you the quote" is this reader's own mail in fewer words.
                spoken = set(shingle) - _PUT
                if not any(asker in self._readers[e] and self._words[e] >= spoken for e in named):
                    found.add(where[0])
        return sorted(found)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    for n in range(len(words) - SHINGLE + 1):
        yield tuple(words[n : n + SHINGLE])
