"""Dates of what will not be or was not: "won't be ready on Monday", "should have been done by Tuesday", "out of the question"."""

from __future__ import annotations

from retrieval.due_courtesies import clause_start
from retrieval.due_reader import Reader
from retrieval.due_tense import is_past
from retrieval.due_words import DAY_UNITS, LAST, WEEKDAYS

_PARTICIPLES = frozenset(
    {"been", "gone", "come", "had", "got", "gotten", "made", "sent", "left", "done", "given", "taken", "seen", "known",
     "told", "said", "met", "kept", "paid", "built", "bought", "begun", "shown", "written", "brought", "reached", "landed",
     "held", "found", "heard", "lost", "won", "cost", "put", "cut", "set", "become", "run"}
)  # fmt: skip
_HOPED = frozenset(
    {"asked", "told", "planned", "hoped", "wanted", "meant", "intended", "expected", "thought", "wished"}
)
_ADVERBS = frozenset(
    {"not", "also", "really", "already", "probably", "then", "of", "course", "long", "just", "all"}
)
_UNTIL = frozenset({"until", "till", "til", "before", "than", "latest", "through", "avant", "vor", "bis"})
_KEPT_FROM = frozenset(
    {"charge", "charged", "bill", "billed", "invoice", "invoiced", "raise", "cancel", "terminate", "delete", "change",
     "touch", "contact", "chase", "sell", "disturb", "enforce", "forget", "miss", "hesitate", "fail", "slip", "disappoint"}
)  # fmt: skip
_UNSURE = frozenset(
    {"say", "know", "tell", "sure", "clear", "unclear", "unsure", "wonder", "wondering", "ask", "asked", "asking",
     "certain", "decided", "see", "check", "depends", "question", "doubt"}
)  # fmt: skip
_RULED_OUT = (
    ("already", "taken"), ("taken",), ("already", "booked"), ("already", "gone"), ("already", "full"), ("fully", "booked"),
    ("out", "of", "the", "question"), ("not", "going", "to"), ("not", "possible"), ("not", "an", "option"),
    ("not", "on", "the", "cards"), ("not", "realistic"), ("not", "feasible"), ("not", "doable"), ("ruled", "out"),
    ("off", "the", "table"), ("impossible",), ("unrealistic",), ("a", "no", "-", "go"), ("no", "option"), ("unlikely",),
    ("out", "of", "reach"), ("ausgeschlossen",), ("nicht", "möglich"), ("nicht", "drin"), ("exclu",), ("pas", "possible"),
    ("impossible",),
)  # fmt: skip
_PARTIES = frozenset(
    {"buyer", "party", "parties", "customer", "customers", "tenant", "seller", "landlord", "licensee", "consumer", "client",
     "clients", "user", "users", "either", "shareholder", "employee", "contractor", "supplier", "guest", "guests", "member"}
)  # fmt: skip
_PROCESSES = frozenset(
    {"sets", "set", "dries", "dry", "cures", "cure", "hardens", "boils", "cools", "lasts", "expires", "wears", "melts",
     "brews", "ferments", "charges", "takes", "bakes", "heals", "decays", "rises", "trocknet", "härtet", "sèche"}
)  # fmt: skip


def is_denied(
    r: Reader, start: int, begin: int, end: int, lead: tuple[str, ...], counted: bool, far: bool
) -> bool:
    """Whether what stands around the date says that it will not be kept, was not, or that nobody knows."""
    left = clause_start(r, start)
    return (
        _counterfactual(r, left, start, end, lead)
        or _refused(r, left, start, lead)
        or _ruled_out(r, end)
        or _unknown(r, left, start)
        or _supposed(r, left, start)
        or _no_french_promise(r, left, start)
        or _was_told(r, start, end, lead, far)
        or _may_if_they_like(r, left, start)
        or counted
        and (_allowed(r, left, start) or _by_nature(r, left, start))
    )


def _counterfactual(r: Reader, left: int, start: int, end: int, lead: tuple[str, ...]) -> bool:
    """ "It should have been done", "they were supposed to call", "we had planned to ship", "hätte fertig sein sollen"."""
    for k in range(left, start):
        low = r.low(k)
        if low in {"should", "could", "would", "might", "must"} or low == "ought" and r.low(k + 1) == "to":
            if _had_to_be(r, k, start):
                return True
        elif (
            low in {"was", "were"}
            and r.low(k + 1) in {"supposed", "meant", "due", "going"}
            and r.low(k + 2) == "to"
            or low in {"had", "d"}
            and (r.low(k + 1) in _HOPED or r.low(k + 2) in _HOPED and r.low(k + 1) in _ADVERBS)
            or low in {"hätte", "hätten"}
            and any(r.low(m) in {"sollen", "müssen", "können"} for m in range(end, end + 8))
        ):
            return True
    if any(r.low(k) in {"was", "were"} and r.low(k + 1) == "due" for k in range(left, start + 1)):
        return True
    return lead[:1] != ("by",) and _once_planned(r, left, start)


def _once_planned(r: Reader, left: int, start: int) -> bool:
    """ "The handover that was planned for Monday will be on Wednesday", "originally scheduled for 12 May"."""
    words = [r.low(k) for k in range(left, start)]
    was = {"was", "were", "had", "been"} & set(words)
    if was and {"originally", "initially", "previously"} & set(words):
        return True
    relative = any(
        word in {"that", "which"} and words[k + 1 : k + 2] and words[k + 1] in was
        for k, word in enumerate(words)
    )
    return relative and r.low(start - 1) in _SET_THEN


_SET_THEN = frozenset({"planned", "scheduled", "set", "booked", "due", "arranged", "fixed", "slated"})


def _had_to_be(r: Reader, k: int, start: int) -> bool:
    m = k + 1
    while r.low(m) in _ADVERBS | {"to", "'", "t", "n"}:
        m += 1
    if r.low(m) not in {"have", "ve"}:
        return False
    m += 1
    while r.low(m) in _ADVERBS:
        m += 1
    done = r.low(m) in _PARTICIPLES or r.low(m).endswith("ed") and len(r.low(m)) > 4
    if not done or m >= start:
        return False
    # "We should have finished by Friday" still lies ahead; "it should have been done by Friday" does not.
    ahead = r.low(k) == "should" and r.low(k - 1) in {"i", "we", "you", "they"} and r.low(m) != "been"
    return not ahead


def _refused(r: Reader, left: int, start: int, lead: tuple[str, ...]) -> bool:
    """ "It won't be ready on Monday", "we are not going to make the 15th"; "won't start until Monday" does then."""
    if any(word in _UNTIL for word in lead):
        return False
    if r.low(start - 1) in {"not", "nicht", "pas"} and r.low(start - 2) != "why":
        # "nicht am Montag, sondern am Dienstag"
        return True
    if r.lows(left, 2) == ("no", "one"):
        return not any(r.low(k) in {"but", "and", "so"} for k in range(left, start))
    if r.low(left) in {"no", "kein", "keine"} and r.low(left + 1) not in _NO_WHAT and 1 < start - left <= 4:
        return not any(r.low(k) in {"will", "ll", "we", "i"} for k in range(left, start))
    for k in range(left, start):
        wont = r.lows(k, 3) == ("won", "'", "t") or r.lows(k, 2) in {("will", "not"), ("shall", "not")}
        wont = wont or r.low(k) == "wont" or r.lows(k, 3) == ("not", "going", "to")
        idle = r.low(k) in {"don", "doesn"} and r.lows(k + 1, 2) == ("'", "t") and r.low(k + 3) not in _DONT
        failed = (
            idle
            or r.low(k) in {"couldn", "didn", "wasn", "weren", "hadn", "hasn"}
            and r.lows(k + 1, 2)
            == (
                "'",
                "t",
            )
        )
        doubted = (
            failed or r.low(k) in {"doubt", "unlikely"} or r.low(k) in {"t", "not"} and r.low(k + 1) in _THINK
        )
        if doubted or r.lows(k, 2) == ("not", "able") or r.low(k) == "not" and _is_done(r, k + 1):
            return not any(r.low(m) in {"but", "and", "so", "because"} for m in range(k, start))
        if wont:
            behind = [r.low(m) for m in range(k + 2, start)]
            return not any(word in _KEPT_FROM for word in behind) and not any(
                r.low(m) in {"but", "and", "so", "because"} for m in range(k, start)
            )
    return False


_DONT = frozenset(
    {"worry", "forget", "panic", "fret", "stress", "hesitate", "miss", "be", "think", "have", "need", "mind", "want", "know"}
) | _KEPT_FROM  # fmt: skip
_NO_WHAT = frozenset(
    {"worries", "problem", "problems", "prob", "later", "rush", "need", "doubt", "stress", "dramas", "less", "more", "bother",
     "one", "fuss", "hurry", "trouble", "sooner"}
)  # fmt: skip
_THINK = frozenset(
    {"think", "believe", "reckon", "suppose", "imagine", "foresee", "look", "count", "bank", "rely"}
)


def _is_done(r: Reader, k: int) -> bool:
    """ "It's not happening this month"; what one refrains from doing is still kept to."""
    low = r.low(k)
    return (
        low.endswith("ing")
        and len(low) > 5
        and low[:-3] not in _KEPT_FROM
        and low[:-3] + "e" not in _KEPT_FROM
        and low != "going"
    )


def _ruled_out(r: Reader, end: int) -> bool:
    stop = end + 2 if r.low(end + 1) == "mehr" else end + 1
    if r.low(end) == "nicht" and r.low(stop) in {"", ".", ",", "!", ";"}:
        # "Leider klappt es am Freitag nicht."
        return True
    for k in range(end, end + 4):
        if r.low(k) in {"is", "are", "s", "looks", "seems", "ist", "est", "would"}:
            m = (
                k
                + 1
                + (
                    r.low(k + 1)
                    in {"simply", "just", "sadly", "really", "clearly", "be", "leider", "absolutely"}
                )
            )
            return any(r.lows(m, len(words)) == words for words in _RULED_OUT)
        if not r.low(k).isalpha():
            return False
    return False


def _unknown(r: Reader, left: int, start: int) -> bool:
    """ "We cannot say yet whether it will be here by Wednesday", "no idea when, maybe in July"."""
    near = [r.low(k) for k in range(max(0, start - 8), start)]
    if ("no", "idea") in zip(near, near[1:], strict=False):
        return True
    for k in range(left, start):
        if r.low(k) in {"whether", "ob"} and any(r.low(m) in _UNSURE for m in range(max(left, k - 7), k)):
            return True
    return False


_PREFACES = frozenset(
    {("with", "reference"), ("in", "reference"), ("with", "regard"), ("in", "response"), ("in", "reply"), ("in", "answer"),
     ("referring", "to"), ("mit", "bezug"), ("bezugnehmend", "auf"), ("suite", "à"), ("in", "relation")}
)  # fmt: skip


def _supposed(r: Reader, left: int, start: int) -> bool:
    """ "Should you not pay by the 20th, ...", "in case you want to join us on Friday"."""
    words = [r.low(k) for k in range(left, start)]
    if {"kündigungsfrist", "kündbar", "frist", "préavis"} & set(words) and {
        "beträgt",
        "ist",
        "sind",
        "est",
        "läuft",
    } & set(words):
        return True
    if {("which", "day"), ("what", "day"), ("which", "date"), ("what", "time")} & set(
        zip(words, words[1:], strict=False)
    ):
        return True
    if tuple(words[:2]) in _PREFACES:
        return True
    if {"will", "ll"} & set(words):
        return False
    if {("subject", "to"), ("depending", "on"), ("abhängig", "von")} & set(
        zip(words, words[1:], strict=False)
    ):
        return True
    if r.low(left) == "should" and r.low(left + 1) in {
        "you",
        "they",
        "he",
        "she",
        "it",
        "anything",
        "the",
        "this",
        "that",
        "we",
    }:
        closing = next((r.low(k) for k in range(start, len(r.tokens)) if r.low(k) in {".", "!", "?"}), "")
        return closing != "?"
    if r.low(left) == "if" and any(r.low(k) in {"had", "d"} for k in range(left + 1, left + 5)):
        return True
    if r.low(left) == "whoever":
        return True
    if r.language == "de" and r.low(left) in {"da", "weil", "obwohl"}:
        return True
    if r.lows(left, 2) == ("in", "case") and r.low(left + 2) not in {"of"}:
        return True
    return (
        r.language == "de"
        and r.low(left) == "bei"
        and r.low(left + 1) in {"zahlung", "bestellung", "eingang", "abnahme"}
    )


def _no_french_promise(r: Reader, left: int, start: int) -> bool:
    """ "Je ne peux rien vous promettre pour vendredi"."""
    words = [r.low(k) for k in range(left, start)]
    return {"promettre", "garantir", "assurer"} & set(words) != set() and {
        "rien",
        "pas",
        "aucun",
        "aucune",
    } & set(words) != set()


def _was_told(r: Reader, start: int, end: int, lead: tuple[str, ...], far: bool) -> bool:
    """ "moved from Tuesday to Thursday last week", "By Friday everyone had left", "were told it would be here on Monday"."""
    if r.low(end) in LAST and (r.low(end + 1) in DAY_UNITS or r.low(end + 1) in WEEKDAYS):
        return True
    opens = start == 0 or r.low(start - 1) in {".", "!", "?", ";", ","}
    if (
        lead[:1] in {("before",), ("until",), ("till",)}
        and opens
        and r.low(end) in {"i", "we", "you", "he", "she", "they"}
    ):
        return is_past(r, end + 1)
    if lead[:1] == ("by",) and opens:
        return any(r.low(k) == "had" and is_past(r, k + 1) for k in range(end, end + 5))
    if far and any(r.low(k) in {"promised", "said", "assured"} for k in range(max(0, start - 14), start)):
        # "You promised it by the end of April", said in June.
        return True
    for k in range(max(0, start - 14), start):
        told = r.low(k) in {"were", "was"} and r.low(k + 1) in {
            "told",
            "promised",
            "assured",
            "informed",
            "led",
        }
        if told and any(r.low(m) in {"would", "was", "were"} for m in range(k + 2, start)):
            return True
    return False


def _may_if_they_like(r: Reader, left: int, start: int) -> bool:
    """ "Each party may end the contract to the quarter's end"."""
    return any(
        r.low(k) == "may" and any(r.low(m) in _PARTIES for m in range(left, k))
        for k in range(left + 1, start)
    )


def _allowed(r: Reader, left: int, start: int) -> bool:
    """ "The buyer may withdraw within fourteen days": a right, no promise."""
    return any(
        r.low(k) in {"may", "shall", "must"} and any(r.low(m) in _PARTIES for m in range(left, k))
        for k in range(left, start)
    )


def _by_nature(r: Reader, left: int, start: int) -> bool:
    """ "The resin sets in four hours": what a thing does of itself."""
    words = [r.low(k) for k in range(left, start)]
    if any(word in {"will", "ll", "we", "i", "going", "you"} for word in words):
        return False
    return any(word in _PROCESSES for word in words[1:])
