"""Dates of what happens anyway: fairs, feasts, birthdays, journeys, licences that run out, years that begin."""

from __future__ import annotations

from retrieval.due_courtesies import clause_start
from retrieval.due_reader import Reader
from retrieval.due_words import MONTHS, NUMBERS, ORDINALS, WEEKDAYS

_OCCASIONS = frozenset(
    {"fair", "conference", "congress", "expo", "exhibition", "festival", "concert", "match", "wedding", "marathon",
     "election", "elections", "tradeshow", "gala", "carnival", "parade", "tournament", "championship", "ceremony",
     "graduation", "reunion", "funeral", "auction", "clocks", "olympics", "derby", "barbecue", "exam", "exams", "referendum", "eclipse", "cup", "regatta",
     "messe", "kongress", "konzert", "fest", "hochzeit", "feier", "wahl", "flohmarkt", "sommerfest", "stadtfest",
     "foire", "congrès", "mariage", "élections", "vernissage", "marché"}
)  # fmt: skip
# "show" and "game" are also what one does for a customer.
_SHOWS = frozenset(
    {"trade", "road", "car", "air", "boat", "fashion", "motor", "home", "flower", "football", "cup", "ball"}
)
_HAPPENING = frozenset(
    {"takes", "take", "is", "are", "opens", "open", "runs", "run", "starts", "start", "begins", "begin", "ends", "falls",
     "happens", "go", "goes", "kicks", "returns", "findet", "beginnt", "endet", "ist", "se", "a", "ouvre", "commence", "held"}
)  # fmt: skip
_JOURNEYS = frozenset({"train", "flight", "plane", "ferry", "bus", "zug", "flug", "flieger", "vol", "avion"})
_MOVING = frozenset(
    {"gets", "lands", "leaves", "departs", "arrives", "takes", "is", "goes", "boards", "geht", "landet", "fährt",
     "kommt", "part", "arrive", "atterrit"}
)  # fmt: skip
_RUNNING_OUT = frozenset(
    {"licence", "license", "licences", "licenses", "lease", "passport", "visa", "insurance", "certificate", "patent",
     "mandate", "permit", "contract", "contracts", "subscription", "membership", "tenancy", "agreement", "warranty",
     "cert", "domain", "policy", "vertrag", "pass", "lizenz", "bail", "contrat"}
)  # fmt: skip
_OVER = frozenset(
    {"expires", "expire", "runs", "run", "lapses", "lapse", "ends", "end", "terminates", "renews", "endet", "finit", "began", "begins", "started"}
)  # fmt: skip
_YEARS = frozenset({"fiscal", "financial", "tax", "business", "school", "academic", "accounting", "budget"})
_ABOUT_US = frozenset(
    {"i", "we", "you", "your", "will", "ll", "shall", "ich", "wir", "ihnen", "ihre", "ihr", "je", "nous", "vous", "votre",
     "vos", "wird", "werden", "must", "should", "please", "let"}
)  # fmt: skip
_FEASTS = frozenset(
    {"wedding", "birthday", "anniversary", "jubilee", "centenary", "graduation", "retirement"}
)
_EQUALS = frozenset({"is", "falls", "ist", "est", "are"})


def is_event(r: Reader, start: int, begin: int, end: int, lead: tuple[str, ...]) -> bool:
    """Whether the date at tokens begin..end says when something takes place that nobody does for a customer.

    What is to be done by such a day ("by", "before") keeps it.
    """
    if equates(r, start, begin, end):
        return True
    left = clause_start(r, start)
    words = [r.low(k) for k in range(left, start)]
    cause = {"to", "of", "because", "with", "by"} & set(words[:2])
    if (
        not cause
        and any(word in _WORLD for word in words[:3])
        and not any(word in _ABOUT_US - {"will", "should", "must", "ll"} for word in words)
    ):
        return True
    held = r.lows(end, 2) in {("there", "is"), ("there", "are")}
    if held and any(r.low(k) in _OCCASIONS for k in range(end + 2, end + 7)) or _travels(r, left, start, end):
        return True
    if lead[:1] != ("by",) and _at_home(r, start):
        return True
    if lead[:1] in {("by",), ("before",), ("latest",), ("no",), ("bis",), ("avant",), ("within",)}:
        return False
    if any(word in _ABOUT_US for word in words):
        return _turns(r, left, start) or _inverted(r, begin, end)
    return (
        _occasion(r, left, start)
        or _busy_with(words)
        or _journey(words)
        or _runs_out(words)
        or _turns(r, left, start)
        or _year_turns(words)
        or _inverted(r, begin, end)
    )


_WORLD = frozenset(
    {"law", "weather", "sun", "moon", "inflation", "schools", "parliament", "government", "forecast", "tide", "daylight",
     "legislation", "regulation", "snow", "rain", "storm"}
)  # fmt: skip
_FAMILY = frozenset(
    {"mum", "mom", "dad", "daughter", "son", "wife", "husband", "kids", "parents", "sister", "brother", "nan", "grandma",
     "grandpa", "granddad", "niece", "nephew", "cousin", "neighbour", "neighbours", "neighbor", "neighbors", "girlfriend", "boyfriend"}
)  # fmt: skip
_MOVED_HOUSE = frozenset(
    {
        ("getting", "married"),
        ("moving", "offices"),
        ("moving", "house"),
        ("moving", "home"),
        ("gets", "married"),
    }
)


_ENGAGEMENTS = frozenset(
    {"call", "meeting", "appointment", "interview", "lesson", "class", "dentist", "doctor", "train", "flight", "funeral",
     "wedding", "viewing", "webinar", "rehearsal"}
)  # fmt: skip


def _busy_with(words: list[str]) -> bool:
    """ "I have a call at four", "the strike goes on until Friday": what keeps somebody, or keeps on."""
    pairs = list(zip(words, words[1:], strict=False))
    if {"you", "your", "will", "ll", "our", "we"} & set(words):
        return False
    goes_on = ("goes", "on") in pairs or ("drags", "on") in pairs or "continues" in words or "lasts" in words
    if goes_on and not {"offer", "price", "promo", "promotion", "discount", "sale"} & set(words):
        return True
    has = any(a in {"have", "has", "got"} and b in {"a", "an", "another", "my"} for a, b in pairs)
    return has and bool(_ENGAGEMENTS & set(words[-3:]))


def _travels(r: Reader, left: int, start: int, end: int) -> bool:
    """ "The two of us are flying to Porto on Saturday": a journey, unless it is made for somebody."""
    for k in range(left, start):
        if r.low(k) in {"flying", "travelling", "traveling", "driving", "heading"} and r.low(k + 1) == "to":
            away = r.token(k + 2).raw[:1].isupper()
            return away and not any(
                r.low(m) in {"you", "your", "yours"} for m in range(left, min(end + 10, len(r.words)))
            )
    return False


def _at_home(r: Reader, start: int) -> bool:
    """ "Mum's coming over for the weekend", "she's getting married in August"."""
    left = clause_start(r, start)
    words = [r.low(k) for k in range(left, start)]
    if set(zip(words, words[1:], strict=False)) & _MOVED_HOUSE:
        return True
    said = {"you", "your", "will", "ll"} & set(words) or {"he", "she", "they"} & {
        r.low(k) for k in range(start, start + 9)
    }
    return any(word in _FAMILY for word in words[:3]) and not said


def equates(r: Reader, start: int, begin: int, end: int) -> bool:
    """ "Labor Day is September 1", "Easter falls on 28 March", "Easter is early this year": one day explained by another."""
    due = {"fällig", "zahlbar", "fertig", "da", "bereit", "geplant", "lieferbar"} & set(r.lows(end, 4))
    if r.low(start - 1) in _EQUALS and start - 1 in r.span_ends and r.low(start) != "due" and not due:
        return True
    if (
        r.low(begin) in {"early", "late"}
        and r.low(begin - 1) in _EQUALS
        and r.token(begin - 2).raw[:1].isupper()
    ):
        return r.low(begin - 2) not in {"it", "this", "that"}
    if r.low(end) not in _EQUALS:
        return False
    k = end + 1
    while r.low(k) in {"on", "the", "a", "already", "only", "am", "le", "un", "ein"}:
        k += 1
    named = r.low(k) in WEEKDAYS or r.low(k) in MONTHS or r.num(k) is not None and r.low(k + 1) in MONTHS
    return (
        named
        or r.num(k) is not None
        and r.low(k + 1) in {"th", "st", "nd", "rd"}
        or r.low(k) in ORDINALS
        and (r.low(end + 1) == "the" and r.low(k + 1) in {"", ".", ",", "of", "so"})
    )


def _occasion(r: Reader, left: int, start: int) -> bool:
    for k in range(left, min(start, left + 8)):
        shown = r.low(k) in {"show", "game", "shows"} and r.low(k - 1) in _SHOWS
        if r.low(k) in _OCCASIONS or shown or r.low(k) == "salon" and r.low(k - 1) == "le":
            return any(r.low(m) in _HAPPENING for m in range(k + 1, min(k + 7, start)))
    return False


def _journey(words: list[str]) -> bool:
    return any(
        word in _JOURNEYS and any(after in _MOVING for after in words[k + 1 : k + 3])
        for k, word in enumerate(words[:5])
    )


def _runs_out(words: list[str]) -> bool:
    return any(
        word in _RUNNING_OUT and any(after in _OVER for after in words[k + 1 : k + 4])
        for k, word in enumerate(words[:6])
    )


def _year_turns(words: list[str]) -> bool:
    """ "Our fiscal year starts in February", "the school holidays begin on 24 July"."""
    return any(
        word in _YEARS
        and words[k + 1 : k + 2] in (["year"], ["quarter"], ["holidays"], ["term"])
        or word in {"geschäftsjahr", "wirtschaftsjahr", "schuljahr", "exercice"}
        for k, word in enumerate(words[:5])
    )


def _turns(r: Reader, left: int, start: int) -> bool:
    """ "My daughter turns eighteen", "the kids break up", "we celebrate his birthday", "England play Croatia"."""
    for k in range(left, start):
        low, after = r.low(k), r.low(k + 1)
        if low in {"turns", "turn"} and (after in NUMBERS or r.num(k + 1) is not None):
            return True
        if low in {"feiert", "feiern", "retires", "graduates", "marries", "emigrates"}:
            return True
        if (
            low in {"break", "breaks"}
            and after == "up"
            or low == "opens"
            and r.lows(k + 1, 2) == ("its", "doors")
        ):
            return True
        if low in {"celebrates", "celebrate", "celebrating"} and any(
            r.low(m) in _FEASTS for m in range(k + 1, start)
        ):
            return True
        if low in {"play", "plays"} and r.token(k - 1).raw[:1].isupper() and r.token(k + 1).raw[:1].isupper():
            return True
    return False


def _inverted(r: Reader, begin: int, end: int) -> bool:
    """German: "findet vom 14. bis 17. Oktober statt" of a fair."""
    behind = [r.low(k) for k in range(end, end + 8)]
    return "statt" in behind and any(r.low(k) in _OCCASIONS for k in range(max(0, begin - 8), begin))
