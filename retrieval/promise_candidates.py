"""Finds every clause that might be a promise: a wide net, from which classifier and rules choose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.action_items import action_item
from retrieval.candidate import Candidate
from retrieval.letter_patterns import by_first_letter
from retrieval.promise_futures import (
    ON_ITS_WAY,
    SWORN,
    WANTED,
    is_able,
    is_future_doing,
    is_nominal,
    is_present_promise,
    is_subordinate,
)
from retrieval.promise_names import GERMAN_PERSON, NAMED, TITLE, is_person, third
from retrieval.promise_patterns import ADV, ANNOUNCEMENT, CONDITION, FOREIGN, HAPPENS, NEEDED, PATTERNS
from retrieval.promise_unmatched import filler, unmatched
from retrieval.promise_words import ANNOUNCED, DAY_NAMED, FUTURE_DATE
from retrieval.sentences import Clause, Sentence, clauses, plain

_ANYWHERE = (
    r"will\b|'ll\b|won't|shall\b|going to|gonna|able to|aim|expect|plan(?:ning)? |intend|promis|"
    r"commit|guarant|pledge|undertake|happy to|glad to|willing|prepared to|ready to|agree|count on|"
    r"consider it|leave (?:it|this|that)|my word|on it\b|should|assured|coming|to follow|follows|"
    r"on its way|on (?:the|their) way|in your (?:inbox|hands)|"
    r"no (?:\w+ )+(?:until|before|till|for|this|in)\b|free of charge|on the house|on us\b|"
    r"no (?:extra |additional )?(?:cost|charge|fee)|waive|throw in|locked|frozen|unchanged|fixed|"
    r"stays?\b|remains?\b|holds?\b|ing\b|you (?:have|get|receive)|it's yours|wird|werden|bekommen|"
    r"erhalten|j'|tomorrow|today|tonight|eod\b|day\b|week\b|by \d|^will\b|@|:|wil\b|treat\b|gift|"
    r"present|free\b|yours\b"
)
_WORDS = (
    r"ill (?:get|send|be|do|let|call|check|have|follow)|let (?:me|us)\b|lemme\b|try|hop(?:e|ing)\b|"
    r"can\b|got (?:it|this)\b|to [a-z]{2,}|ich\b|wir\b|je\b|nous\b|vous\b|sera|on (?:vous|s'en)|"
    r"c'est promis|ci-dessous|"
    r"i (?:send|call|come|give|make|check|write|do|prepare|bring|ask|inform|get|owe|take|forward|confirm|deliver)|"
    r"we (?:send|ship|deliver|call|come|give|make|check|write|do|prepare|bring|inform|get|take|pay|confirm|keep|hold)|"
    r"i [a-z]|we [a-z]|leave "
)
_WORTH_A_LOOK = re.compile(rf"{by_first_letter(_ANYWHERE)}|\b(?:{by_first_letter(_WORDS)})")


def worth_a_look(text: str) -> bool:
    """Cheap test in `plain` form; most sentences end here."""
    return _WORTH_A_LOOK.search(text) is not None or FUTURE_DATE.search(text) is not None


def candidates(text: str, sentence: Sentence, raw_speech: bool = False) -> list[Candidate]:
    """Every clause of a sentence that might promise something, in order, without overlaps of one pattern."""
    raw = text[sentence.start : sentence.end]
    low = plain(raw)
    parts = clauses(low, raw_speech)
    previous = " ".join(plain(text[max(0, sentence.start - _LOOK_BACK) : sentence.start]).split())
    found: list[Candidate] = []
    if worth_a_look(low):
        item = action_item(raw, low, sentence)
        found = [item] if item is not None else list(_in_clauses(raw, low, sentence, parts, raw_speech))
        found = [
            replace(c, raw=text[c.start : c.end], previous=previous, text_is_lower=raw_speech) for c in found
        ]
    found += unmatched(raw, low, sentence, parts, found, previous, raw_speech)
    return sorted(found, key=lambda c: c.start)


_LOOK_BACK = 90
"""Characters before a sentence that may tell what it answers."""


def _in_clauses(
    raw: str, low: str, sentence: Sentence, parts: Sequence[Clause], raw_speech: bool
) -> Iterator[Candidate]:
    taken_to = -1
    for n, part in enumerate(parts):
        body = low[part.start : part.end]
        shift = filler(body)
        start = part.start + shift
        body = low[start : part.end]
        if len(body) < 2:
            continue
        if _NOMINAL_LIST.search(body) and all(is_nominal(piece) for piece in body.rstrip(" .").split(", ")):
            for piece_start, piece_end in _pieces(body):
                yield _announced(low, sentence, start + piece_start, start + piece_end)
            taken_to = part.end
            continue
        conditioned = bool(CONDITION.match(body)) or (
            n > 0 and CONDITION.match(low[parts[n - 1].start : parts[n - 1].end]) is not None
        )
        if part.opener == "soft" and _VERB_FIRST.match(body) and not _OWN_SUBJECT.search(low[: part.start]):
            continue
        for found in _matches(raw[start : part.end], body, conditioned):
            begin, end = _with_condition(low, parts, n, start, part.end)
            tail = _announced_tail(body) if found[0] != "nominal" and end > start else 0
            if tail:
                end = start + tail - 2
            begin += filler(low[begin:end])
            if begin < taken_to:
                begin = max(start, taken_to)
            if end - begin < 2 or begin >= end:
                break
            kind, subject, match, named = found
            yield _made(low, sentence, begin, end, start, part, kind, subject, match, named, raw_speech)
            taken_to = end
            if tail:
                yield _announced(low, sentence, start + tail, part.end)
                taken_to = part.end
            break
        else:
            cut = body.rfind(", ") + 2
            if cut > 1 and is_nominal(body[cut:].rstrip(" .!")) and ANNOUNCEMENT.search(body[cut:]):
                yield _announced(low, sentence, start + cut, part.end)
                taken_to = part.end
                continue
            happening = HAPPENS.search(body) if len(body.split()) <= _SHORT else None
            begin, end = _with_condition(low, parts, n, start, part.end)
            if happening and taken_to <= begin < end and _HAPPENS_SOON.search(body[happening.end() :]):
                yield _made(
                    low, sentence, begin, end, start, part, "happens", "thing", happening, "", raw_speech
                )
                taken_to = end


_SHORT = 16
_HAPPENS_SOON = re.compile(rf"{DAY_NAMED.pattern}|\byours?\b")


def _announced(low: str, sentence: Sentence, begin: int, end: int) -> Candidate:
    """Words without a verb that announce something, as a candidate."""
    match = _ANY_WORD.search(low[begin:end]) or _EMPTY.search("")
    assert match
    return _made(low, sentence, begin, end, begin, Clause(begin, end, "hard"), "nominal", "none", match, "")


_ANY_WORD = re.compile(r"\w+")
_EMPTY = re.compile("")
_NOMINAL_LIST = re.compile(r", ")


def _pieces(body: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in re.finditer(r", ", body):
        yield at, match.start()
        at = match.end()
    yield at, len(body)


_VERB_FIRST = re.compile(r"(?:will|can|shall|won't|hope to|expect to|plan to|aim to|intend to)\b")
_OWN_SUBJECT = re.compile(r"\b(?:i|we|my|our)(?:'\w+)?\b")


_FOR_YOU = re.compile(r"\b(?:you|your)\b")


def _announced_tail(body: str) -> int:
    """Where a second, verbless announcement begins: "..., balance to follow on 4 December"; 0 if none."""
    cut = body.rfind(", ") + 2
    if cut < 12 or not re.search(r"\b(?:to follow|follows|coming|on (?:its|their) way)\b", body[cut:]):
        return 0
    return cut if is_nominal(body[cut:].rstrip(" .!")) and ANNOUNCEMENT.search(body[cut:]) else 0


_LATE_CONDITION = re.compile(
    r"^[^,]{2,30}, (?=(?:if|once|as soon as|provided|assuming|wenn|sobald|falls|si)\b[^,]*$)"
)


_CONDITION_SAID = re.compile(
    r"(?<!see )(?<!know )(?<!ask )(?<!check )(?<!wonder )(?<!sure )(?<!say )(?<!out )(?<!even )(?<!as )(?<!tell )(?<!me )"
    r"(?<!think )(?<!like )(?<!what )\b(?:if|once|when|as soon as|assuming|unless|in case|wenn|sobald|falls|"
    r"d[e\u00e8]s que?|quand|si|s'ils?|s'elles?) (?=[\w'])"
)
_LONGEST_CONDITION = 12
"""Words; what began further back has been left behind by the speaker."""


def _condition_said(before: str) -> int | None:
    """Where in the words right before a spoken promise its condition begins: "yeah if they agree | we'll take it"."""
    said = list(_CONDITION_SAID.finditer(before))
    last = said[-1] if said else None
    if last is None or not 1 <= len(before[last.end() :].split()) <= _LONGEST_CONDITION:
        return None
    return last.start()


def _with_condition(low: str, parts: Sequence[Clause], n: int, start: int, end: int) -> tuple[int, int]:
    """A condition or a date that stands in a clause of its own belongs to the quote."""
    begin = start
    if n > 0:
        before = low[parts[n - 1].start : parts[n - 1].end]
        skipped = filler(before)
        lead = before[skipped:]
        joined = parts[n].opener in ("comma", "soft", "said") or (
            parts[n].opener == "hard" and low[parts[n - 1].end : parts[n].start].strip() in ("-", ",", "")
        )
        if joined and (
            CONDITION.match(lead)
            or (len(lead.split()) <= 5 and FUTURE_DATE.search(lead) and " i " not in f" {lead} ")
        ):
            begin = parts[n - 1].start + skipped
        elif joined and (inner := _LATE_CONDITION.search(lead)) and CONDITION.match(lead[inner.end() :]):
            # "What I can do, if you need it in January, we'll ..."
            begin = parts[n - 1].start + skipped + inner.end()
        elif parts[n].opener == "said" and (said := _condition_said(before)) is not None:
            begin = parts[n - 1].start + said
    stop = end
    while stop > begin and low[stop - 1] in ' ,;:-("':
        stop -= 1
    if n + 1 < len(parts):
        after = low[parts[n + 1].start : parts[n + 1].end].rstrip(" .!")
        gap = low[end : parts[n + 1].start]
        trailing_condition = (
            parts[n + 1].opener != "soft"
            and CONDITION.match(after)
            and not re.search(r"(?:'ll|\bwill|\bcan)\b", after)
        )
        trailing_date = (
            len(after.split()) <= 5
            and FUTURE_DATE.search(after)
            and "(" not in gap
            and not re.search(r"[.!?]", gap)
        )
        if trailing_condition or (trailing_date and not re.search(r"\b(?:i|we|you|it)\b", after)):
            stop = parts[n + 1].end
    return begin, stop


def _matches(raw: str, body: str, conditioned: bool) -> Iterator[tuple[str, str, re.Match[str], str]]:
    for kind, subject, pattern in PATTERNS:
        needed = NEEDED.get((kind, subject))
        if needed and not any(part in body for part in needed):
            continue
        match = next((m for m in pattern.finditer(body) if not is_subordinate(body, m)), None)
        if not match:
            continue
        named = ""
        if kind == "third_will":
            found = NAMED.search(raw)
            if found and is_person(found, raw, body):
                named = TITLE.sub("", found["name"])
                subject = "name"
            else:
                subject = third(match["who"])
        if kind == "nominal" and not is_nominal(body):
            continue
        if (
            kind == "present"
            and subject == "self"
            and not is_present_promise(
                match["verb"], body, body[: match.start()], body[match.end() :], conditioned
            )
        ):
            continue
        if kind == "can" and subject == "self" and not is_able(body, match):
            continue
        if (
            kind == "intend"
            and re.search(r"(?:want|like) to $", match.group())
            and not WANTED.match(body[match.end() :])
        ):
            continue
        if (
            kind == "vow"
            and re.search(r"(?:confirm|agree)", match.group())
            and not SWORN.search(body[match.start() :])
        ):
            continue
        if kind == "would" and not (
            (conditioned and match["verb"] in ANNOUNCED)
            or (re.search(r"\b(?:ideally|hopefully|with luck)\b", body) and DAY_NAMED.search(body))
        ):
            continue
        if kind == "arranged" and not (DAY_NAMED.search(body) or _FOR_YOU.search(body)):
            continue
        if kind == "can" and subject == "thing" and not FUTURE_DATE.search(body):
            continue
        if (
            kind == "present"
            and subject == "thing"
            and not (DAY_NAMED.search(body) or ON_ITS_WAY.search(body))
        ):
            continue
        if kind == "doing" and not is_future_doing(match["verb"], body, subject):
            continue
        yield kind, subject, match, named
    for kind, subject, pattern in FOREIGN:
        match = pattern.search(body)
        if match:
            named = ""
            if kind == "german" and subject == "thing":
                found = GERMAN_PERSON.search(raw)
                named = found["name"] if found else ""
            yield kind, "name" if named else subject, match, named


def _made(
    low: str,
    sentence: Sentence,
    begin: int,
    end: int,
    start: int,
    part: Clause,
    kind: str,
    subject: str,
    match: re.Match[str],
    named: str,
    is_lower: bool = False,
) -> Candidate:
    body = low[start : part.end]
    groups = match.groupdict()
    verb_group = next((g for g in ("verb", "verb2", "verb3", "verb4") if groups.get(g)), None)
    if verb_group:
        verb, after_at = match[verb_group], match.end(verb_group)
        action = start + match.start(verb_group)
    else:
        rest = body[match.end() :]
        lead_in = re.match(rf"\s*{ADV}{{0,3}}(?:not |to )?", rest)
        skip = lead_in.end() if lead_in else 0
        word = re.match(r"[\w'-]+", rest[skip:])
        verb = word.group() if word else ""
        after_at = match.end() + skip + len(verb)
        action = start + match.end() + skip
    return Candidate(
        start=sentence.start + begin,
        end=sentence.start + end,
        kind=kind,
        subject=subject,
        verb=verb,
        lead=body[: match.start()],
        rest=body[after_at:].strip(),
        clause=low[begin:end],
        sentence=low,
        before=low[:begin],
        after=low[end:],
        named=named,
        listed=sentence.listed,
        heading=sentence.heading,
        action_start=sentence.start + min(action, max(end - 1, 0)),
        main_start=sentence.start + max(begin, start),
        text_is_lower=is_lower,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
    )
