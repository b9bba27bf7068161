"""What is done at once: "sending it right now", "in a minute", "back to you in 10", "ten minutes and I'll have it"."""

from __future__ import annotations

from retrieval.due_amounts import amount_at, moved
from retrieval.due_reader import Parsed, Reader, When, on_day
from retrieval.due_tense import is_past

_ENDS = frozenset(
    {"", ".", ",", "!", "?", ";", ")", "and", "so", "–", "—", "-", "before", "as", "und", "et", "then"}
)
_SENTENCE_ENDS = frozenset({"", ".", "!", "?", ";", ":"})
_WHOLE = frozenset(
    {"minute", "min", "sec", "second", "moment", "tick", "jiffy", "mo", "jiff", "einer", "instant", "seconde"}
)
_GERMAN_WHILES = frozenset({"minute", "sekunde", "moment", "augenblick"})
_PARTICLES = frozenset(
    {"rüber", "zurück", "an", "los", "raus", "weiter", "im", "ab", "durch", "vorbei", "auf", "rein",
     "ein", "nach", "zu"}
)  # fmt: skip
_WILL = frozenset({"will", "ll", "gonna", "going", "let", "lemme", "can", "shall"})
_BE = frozenset({"am", "m", "are", "re", "is", "s"})
_NOT = frozenset(
    {"not", "t", "never", "nicht", "kein", "keine", "pas", "if", "when", "once", "wenn", "sobald",
     "si", "until"}
)  # fmt: skip
_SHORT_MINUTES = frozenset({2, 3, 5, 10, 15, 20, 25, 30, 40, 45})
_WE = frozenset({"i", "we", "ich", "wir", "je", "nous", "j", "on"})

MOMENTS = frozenset(
    {"now", "minute", "min", "sec", "second", "moment", "tick", "jiffy", "jiff", "gleich", "jetzt", "maintenant",
     "instant", "sekunde", "augenblick", "seconde"}
)  # fmt: skip
"""Words of which one stands in every moment, numbers aside."""

_NOBODY = frozenset({"it", "what", "that", "there", "nobody", "who", "everything", "things", "nothing"})
_GIVEN = frozenset(
    {"it", "them", "you", "that", "this", "the", "your", "these", "those", "him", "her", "half",
     "over", "both", "one"}
)  # fmt: skip
_SUBJECTS = frozenset({"i", "we", "you", "it", "she", "he", "they", "that", "there"})
_OPENED = frozenset(
    {"", ".", ",", "!", "?", ";", ":", "reckon", "say", "about", "me", "us", "allow", "ok", "okay", "right", "need",
     "roughly", "another", "noch", "encore", "max", "maximum", "–", "-", "think", "yes", "yeah", "sure", "around", "just"}
)  # fmt: skip


def awaited_at(r: Reader, i: int) -> Parsed:
    """ "an hour and we'll be back up", "give me ten minutes and you'll have it": counted from now."""
    if r.low(i - 1) not in _OPENED:
        return None
    amount = amount_at(r, i)
    if amount is None:
        return None
    end = amount[0]
    if _merely_so_long(r, i, end):
        when = moved(r, None, amount[1], amount[2])
        return (end, when) if when is not None else None
    if r.low(end) not in {"and", ","} or r.low(end + 1) not in _SUBJECTS | (
        {"the", "your", "everything"} if r.low(i + 1) == "more" else set()
    ):
        return None
    ours = r.low(end + 2) in {"will", "should", "can"} or r.lows(end + 2, 2) == ("'", "ll")
    more = r.low(i + 1) == "more" and any(
        r.low(k) in {"is", "are", "will", "should"} for k in range(end + 1, end + 6)
    )
    if not (ours or more):
        return None
    when = moved(r, None, amount[1], amount[2])
    return (end, when) if when is not None else None


def _merely_so_long(r: Reader, i: int, end: int) -> bool:
    """ "One more week, that's all", "another week and we're through", "ten days max", "noch zwei Tage, dann ..."."""
    if r.low(i - 1) in {"noch", "encore"}:
        return r.low(end) in {"und", "et"} or r.lows(end, 2) == (",", "dann")
    more = r.low(i + 1) == "more" or r.low(i - 1) == "another"
    if more and (
        r.lows(end, 4) == (",", "that", "'", "s") or r.low(end) == "and" and r.lows(end + 2, 2) in _BEING_DONE
    ):
        return True
    opened = r.low(i - 1) in {"", ".", ",", "!", "max", "maximum"}
    alone = (
        r.low(end) in _ENDS
        if r.low(i - 1) in {"max", "maximum"}
        else r.low(end) in {"max", "tops"} and r.low(end + 1) in _ENDS
    )
    return opened and alone


_BEING_DONE = frozenset({("'", "re"), ("'", "s"), ("'", "m"), ("are", "done")})


def moment_in(r: Reader) -> tuple[int, int, When] | None:
    """The first words that say "at once" of what somebody does: begin, end and today, or the minute."""
    for i, word in enumerate(r.words):
        if word == "in" or word == "dans":
            found = _in_a_while(r, i)
        elif word == "now":
            found = _now(r, i)
        elif word in {"gleich", "jetzt"}:
            found = _german(r, i)
        elif word == "maintenant" and r.low(i + 1) in _ENDS and _done_by_us(r, i):
            found = i, i + 1, on_day(r.today)
        else:
            continue
        if found is not None:
            return found
    return None


def _clause(r: Reader, i: int) -> list[str]:
    words: list[str] = []
    k = i - 1
    while k >= 0 and r.low(k) not in _SENTENCE_ENDS and r.low(k) != ",":
        words.append(r.low(k))
        k -= 1
    return words[::-1]


def _done_by_us(r: Reader, i: int) -> bool:
    """Whether the clause before `i` says what somebody does or will do."""
    words = _clause(r, i)
    if any(word in _NOT for word in words) or any(is_past(r, k) for k in range(i - len(words), i)):
        return False
    if r.low(next((k for k in range(i, len(r.words)) if r.low(k) in {"?", "."}), -1)) == "?":
        return False
    if any(word in _WILL for word in words):
        return True
    if r.language in {"de", "fr"}:
        return any(word in _WE for word in words)
    doing = [k for k, word in enumerate(words) if word.endswith("ing") and len(word) > 4]
    ours = not any(word in _NOBODY for word in words)
    return any(k <= 1 or words[k - 1] in _BE and ours for k in doing) and "working" not in words


def _now(r: Reader, i: int) -> tuple[int, int, When] | None:
    if r.low(i - 1) in {"day", "minute", "moment", "time"}:
        # "Any minute now" is no minute.
        return None
    begin = i - 1 if r.low(i - 1) in {"right", "just"} else i
    if r.low(i + 1) not in _ENDS or r.low(i - 1) in {
        "by",
        "until",
        "till",
        "from",
        "for",
        "up",
        "than",
        "to",
        "of",
    }:
        return None
    if not any(word in _GIVEN for word in _clause(r, begin)):
        # "We're hiring right now" tells how things are; "I'm sending it now" what is being done.
        return None
    return (begin, i + 1, on_day(r.today)) if _done_by_us(r, begin) else None


def _in_a_while(r: Reader, i: int) -> tuple[int, int, When] | None:
    article = r.low(i + 1)
    if article in {"a", "one", "un", "une"} and r.low(i + 2) in _WHOLE and r.low(i + 3) in _ENDS:
        return (i, i + 3, on_day(r.today)) if _done_by_us(r, i) else None
    if article in {"einer", "einem"} and r.low(i + 2) in _GERMAN_WHILES:
        return (i, i + 3, on_day(r.today)) if _done_by_us(r, i) else None
    number = r.num(i + 1)
    if (
        number in _SHORT_MINUTES
        and r.low(i + 2) in _SENTENCE_ENDS | {","}
        and not r.glued(i + 2 if r.num(i + 3) else -1)
    ):
        words = _clause(r, i)
        told = any(is_past(r, k) for k in range(i - len(words), i)) or any(word in _NOT for word in words)
        short = 0 < len(words) <= 5 and words[-1] not in {"page", "chapter", "1", "one", "out"}
        doing = (
            any(word in _WILL for word in words)
            or short
            and not any(word in {"is", "are", "was"} for word in words)
        )
        if doing and not told:
            when = moved(r, None, float(number or 0), "minute")
            return (i, i + 2, when) if when is not None else None
    return None


def _german(r: Reader, i: int) -> tuple[int, int, When] | None:
    end = i + 1
    while r.low(end) in {"gleich", "jetzt", "mal", "eben"}:
        end += 1
    if r.language != "de" or not (r.low(end) in _ENDS or r.low(end) in _PARTICLES):
        return None
    words = _clause(r, i)
    if not any(word in _WE for word in words + [r.low(k) for k in range(end, end + 3)]):
        return None
    if any(word in _NOT | {"ab", "bis", "von", "haben", "habe"} for word in words):
        return None
    return i, end, on_day(r.today)
