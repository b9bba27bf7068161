"""Two dates in one sentence: which of them is promised, by what stands before and between them."""

from __future__ import annotations

from retrieval.due_reader import Reader

_BEGINS = frozenset(
    {"begin", "begins", "start", "starts", "starting", "beginning", "commence", "commences", "kick", "kicks", "beginnen",
     "starten", "ship", "ships", "shipping", "leave", "leaves", "leaving", "dispatch", "door", "pick", "picks", "collect", "beginnt", "fangen", "commençons", "commencera", "démarrons", "débutons"}
)  # fmt: skip
_FINISHES = frozenset(
    {"finish", "finishes", "done", "finished", "complete", "completes", "completed", "end", "ends", "through", "wrap",
     "wraps", "arrive", "arrives", "arriving", "reaches", "have", "back", "termine", "finit", "over", "ready", "fertig", "abgeschlossen", "fini", "terminé", "terminer", "terminons", "enden", "hand"}
)  # fmt: skip
_SPEAKERS = frozenset({"i", "we", "you"})
_WILLS = frozenset({"will", "ll", "shall", "can", "gonna"})
_OURS = frozenset(
    {"will", "ll", "shall", "going", "gonna", "can", "could", "should", "would", "must", "let", "please", "we", "i", "you",
     "your", "our", "is", "are", "be", "due", "set", "scheduled", "booked", "planned", "target", "deadline", "eta", "s", "m",
     "delivery", "expect", "to", "by"}
)  # fmt: skip
_ENDS = frozenset({".", "!", "?", ";", ":", ""})


def is_the_end(r: Reader, first: tuple[int, int], later: int) -> bool:
    """ "Work begins on 22 June and finishes on 3 July": the date behind "finishes" is the promised one."""
    before = range(max(0, first[0] - 6), first[0])
    behind = [r.low(k) for k in range(first[1], first[1] + 4)]
    if not any(r.low(k) in _BEGINS for k in before) and not {"los", "beginnt", "beginnen", "starten"} & set(
        behind
    ):
        return False
    return later - first[1] <= 12 and any(
        r.low(k) in _FINISHES or r.lows(k, 2) == ("with", "you")
        for k in range(first[1], later + (7 if r.language == "de" else 0))
    )


def is_what_we_do(r: Reader, first: tuple[int, int], later: int) -> bool:
    """ "The board decides on Thursday and I'll let you know on Friday": the first date is somebody else's."""
    spoken = any(
        r.low(k) in {"i", "we"}
        and r.low(k - 1) in {"then", "so"}
        or r.low(k) in _SPEAKERS
        and (r.low(k + 1) in _WILLS or r.lows(k + 1, 2) == ("'", "ll"))
        for k in range(first[1], later)
    )
    joined = r.low(first[1]) in {",", "and", "so", "then", "but", ";", "–", "—"}
    if not spoken or not joined or later - first[1] > 16:
        return False
    begin = first[0]
    while begin > 0 and r.low(begin - 1) not in _ENDS and first[0] - begin < 20:
        begin -= 1
    return first[0] - begin > 2 and not any(r.low(k) in _OURS for k in range(begin, first[0]))
