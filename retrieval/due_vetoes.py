"""What takes a date out of a sentence's promise: conditions, habits, absences, opening hours, refusals."""

from __future__ import annotations

from retrieval.due_reader import Reader
from retrieval.due_tense import has_future, looks_ahead, wills
from retrieval.due_words import DAY_UNITS, NUMBERS, STOPS, WEEKDAYS

_STARTS = frozenset(
    {"receipt", "subject", "réception", "eingang", "erhalt", "payable", "zahlbar", "lorsque", "once",
     "after", "when", "whenever", "sobald", "nachdem", "upon", "if", "wenn", "falls", "si"}
)  # fmt: skip
_STARTS_BEHIND = frozenset(
    {"once", "after", "of", "from", "upon", "when", "sobald", "nach", "ab", "après", "following"}
)
_AWAY = frozenset(
    {"out", "away", "back", "off", "holiday", "holidays", "vacation", "leave", "pto", "travelling", "traveling",
     "urlaub", "elternzeit", "büro", "wieder", "abwesend", "zurück", "congé", "congés", "revient", "absent", "absente", "vacances", "ooo", "sick", "returns"}
)  # fmt: skip
_ATTENDED = frozenset({"available", "answered", "staffed", "manned", "served", "closed", "accepted"})
_OPEN = frozenset(
    {"open", "opens", "hours", "geöffnet", "besetzt", "erreichbar", "ouvert", "ouverte", "ouverts", "weekdays",
     "montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags", "sonntags", "öffnungszeiten",
     "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"}
)  # fmt: skip
_UNKEPT_HOURS = frozenset({"after", "early", "small", "of", "out", "few"}) | frozenset(NUMBERS)
_REFRAINED = frozenset(
    {"cash", "charged", "billed", "raised", "invoiced", "contacted", "closed", "cancelled", "sell", "raise", "increase", "charge", "bill", "invoice", "change", "touch", "cancel", "terminate", "close", "delete",
     "remove", "enforce", "apply", "contact", "chase", "disturb", "renew", "move", "shut", "drop"}
)  # fmt: skip
_US = frozenset({"i", "we", "ich", "wir", "je", "nous", "m", "am", "bin", "sind", "suis", "sommes", "re"})
_TO_US = _US | {"sie", "ihnen", "ihr", "euch", "dir", "du", "werden", "wird"}
_ASKED = frozenset(
    {"would", "shall", "does", "do", "did", "is", "are", "was", "were", "can", "could", "may", "will", "when", "what",
     "which", "who", "why", "haben", "hat", "passt", "können", "könnten", "ist", "sind", "wann", "wer", "est", "quand",
     "quel", "quelle", "pouvez", "pourriez", "êtes", "avez", "es", "seid", "habt", "hätten", "wären", "könntest",
     "kannst", "könnt", "peux", "pourrais", "serait", "seriez"}
)  # fmt: skip
_REQUESTS = frozenset(
    {"can", "could", "would", "kannst", "können", "könnten", "könnt", "könntest", "pouvez", "pourriez",
     "peux", "pourrais"}
)  # fmt: skip
_REQUESTED = frozenset({"you", "sie", "ihr", "du", "vous", "tu", "somebody", "someone"})
_HABITUAL = frozenset(
    {"usually", "jeweils", "jährlich", "monatlich", "annually", "yearly", "monthly", "weekly", "daily", "nightly", "hourly", "normally", "täglich", "wöchentlich",
     "stündlich", "nächtlich", "immer", "toujours", "quotidien", "quotidienne", "quotidiennement", "generally", "typically", "always", "average", "most", "normalerweise", "meistens",
     "üblicherweise", "général", "moyenne", "habituellement"}
)  # fmt: skip


def starts_later(r: Reader, begin: int, end: int) -> bool:
    """Whether time is counted from an event to come: "once you sign, within a week", "10 days from receipt"."""
    if r.low(end) in _STARTS_BEHIND and not (r.low(end) == "of" and r.low(end + 1) == "today"):
        return r.low(end) not in {"of", "from", "ab", "nach"} or r.low(end + 1).isalpha()
    for k in range(begin - 1, max(begin - 40, -1), -1):
        low = r.low(k)
        if low in {".", "!", "?", ";"} and not r.glued(k + 1):
            return False
        if low in _STARTS and r.low(k - 1) not in {"day", "week", "the"}:
            return True
        if low == "case" and r.low(k - 1) == "in":
            return True
        if low == "soon" and r.low(k + 1) == "as" or low in {"dès", "fois"} and r.low(k + 1) in {"que", "qu"}:
            return True
    return False


def _back_to_work(r: Reader, start: int) -> bool:
    """ "Our accountant is back on Monday and will then issue the note": something is done that day."""
    if any(r.low(k) == "und" and "dann" in r.lows(k, 6) for k in range(start, start + 6)):
        return True
    return any(
        r.low(k) in {"and", "so", "who"} and r.low(k + 1) in {"will", "can", "then", "shall"}
        for k in range(start, start + 6)
    )


def somebody_away(r: Reader, start: int, lead: tuple[str, ...]) -> bool:
    """Whether the date says how long somebody else is out: "Sarah is out until Monday"."""
    if (
        lead[:1] in {("by",), ("before",), ("latest",)}
        or lead[:1] in {("on",), ("am",)}
        and _back_to_work(r, start)
    ):
        return False
    for k in range(start - 1, max(start - 8, -1), -1):
        low = r.low(k)
        if low in STOPS or looks_ahead(r, k) and low not in {"get"}:
            return False
        if low in _AWAY and r.low(k - 1) in {
            "is",
            "are",
            "s",
            "on",
            "im",
            "in",
            "ist",
            "est",
            "en",
            "currently",
        } | {"be"}:
            subject = [r.low(m) for m in range(max(0, k - 6), k)]
            if low in {"out", "away"} and lead[:1] in {("until",), ("till",)}:
                return True
            return not any(word in _US or word in {"will", "ll", "be", "when"} for word in subject)
        if low in {"returns", "revient"} and r.low(k - 1) not in {"on", "je"}:
            return True
    # German says it behind: "ist bis Freitag im Urlaub".
    near = [k for k in range(start - 1, max(start - 4, -1), -1) if r.low(k) in {"ist", "sind", "est"}]
    if near and r.low(near[0] - 1) not in _US:
        return any(r.low(k) in _AWAY for k in range(start + 1, start + 7))
    return False


def is_business_hours(r: Reader, begin: int) -> bool:
    """Whether the sentence says when somebody is there: "open Monday to Friday from 8 to 6"."""
    if _reached_then(r, begin):
        return True
    for k in range(begin - 1, max(begin - 18, -1), -1):
        low = r.low(k)
        ahead = looks_ahead(r, k) and low not in {"call", "follow"}
        if low in {".", "!", "?", ";"} or low in {"keep", "have"} or ahead:
            return False
        if low in _ATTENDED and (
            r.low(begin) in WEEKDAYS and r.low(begin + 1) in {"to", "-", "–", "through"}
        ):
            return True
        if low == "hours" and (r.num(k - 1) is not None or r.low(k - 1) in _UNKEPT_HOURS):
            # "after hours on Friday", "in the early hours of Friday", "two hours on Friday"
            continue
        if low in _OPEN:
            before = r.low(k - 1)
            return low not in {"open", "opens"} or before in {
                "is",
                "are",
                "re",
                "s",
                "shop",
                "office",
                "store",
                "m",
            }
    return any(
        r.low(k) in {"öffnungszeiten", "besetzt", "geöffnet", "erreichbar"}
        for k in range(begin + 1, begin + 9)
    )


def _reached_then(r: Reader, begin: int) -> bool:
    """ "You can reach our desk Monday through Thursday, 7:30 to 18:00": days and hours, both from one to the other."""
    ranged = r.low(begin) in WEEKDAYS and r.low(begin + 1) in {
        "to",
        "-",
        "–",
        "through",
        "thru",
        "bis",
        "until",
    }
    if not ranged or r.low(begin + 2) not in WEEKDAYS:
        return False
    hours = sum(r.num(k) is not None for k in range(begin + 3, begin + 11))
    return hours > 1 and any(r.low(k) in _REACHED for k in range(max(0, begin - 12), begin))


_REACHED = frozenset(
    {"reach", "reachable", "visit", "visitors", "desk", "helpdesk", "hotline", "phones", "lines", "switchboard", "reception",
     "staffed", "ring", "shop", "store", "showroom", "counter"}
)  # fmt: skip


def never_promised(r: Reader, start: int, end: int, strong: bool = False) -> bool:
    """Whether the sentence asks or denies: "Would Thursday suit you?", "there's no way we can do it by Friday".

    What somebody is asked to do by a day (`strong`) has that day: "Can you send it by Friday?".
    """
    first = start
    while first > 0 and start - first < 40 and r.low(first - 1) not in {".", "!", "?", ";", ":"}:
        first -= 1
    words = [r.low(k) for k in range(first, start)]
    pairs = set(zip(words, words[1:], strict=False))
    if pairs & {("no", "way"), ("never", "said"), ("never", "promised"), ("a", "position"), ("en", "mesure")}:
        return bool({"no", "not", "never", "pas"} & set(words))
    if r.low(first) not in _ASKED | {"any", "wie"} or r.low(first + 1) in {"about", "if", "wäre", "wär"}:
        return False
    if strong and r.low(first) in _REQUESTS and _REQUESTED & set(r.lows(first + 1, 3)):
        return False
    closing = next(
        (r.low(k) for k in range(end, min(end + 30, len(r.tokens))) if r.low(k) in {".", "!", "?"}), ""
    )
    return closing == "?"


def habit(r: Reader, begin: int, end: int, strong: bool) -> bool:
    """Whether it happens again and again: "charged on the first of the month", "answers within a day on average"."""
    if any(
        r.low(k) in {"every", "each", "chaque", "jeden", "jedes", "jeder"} and r.low(k + 1) in DAY_UNITS
        for k in range(end, end + 8)
        if not any(r.low(m) in STOPS for m in range(end, k))
    ):
        return True
    if r.lows(begin - 1, 1) != ("",) and _as_a_rule(r, begin):
        return True
    if r.low(end - 1).startswith("monats") and not strong and not any(word in _TO_US for word in r.words):
        # "Rechnungen kommen zum Monatsanfang"
        return True
    opened = next((k for k in range(begin - 1, max(begin - 10, -1), -1) if r.low(k) in _PARTINGS), -1)
    near = range(max(0, begin - 9, opened), end + 4)
    if _so_often(r, begin, end):
        return True
    if any(r.low(k) in _HABITUAL and r.low(k + 1) not in {"likely", "probably"} for k in near) and not wills(
        r, begin
    ):
        return True
    monthly = r.lows(end - 3, 3) in {("of", "the", "month"), ("of", "the", "quarter"), ("of", "the", "week")}
    near = range(max(0, begin - 12), begin)
    told = r.lows(end, 2) in {("there", "is"), ("there", "are")} or any(r.low(k) in _KEEPS_ON for k in near)
    told = told and not any(r.low(k) in _TOLD_TO for k in near)
    always = any(r.low(k) in {"all", "each", "every"} for k in near) and any(r.low(k) == "are" for k in near)
    if monthly and told and always and r.low(begin) != "end":
        return True
    return monthly and told and not strong and r.low(begin) != "end" and not has_future(r, begin)


_TOLD_TO = frozenset(
    {"i", "we", "you", "your", "will", "ll", "shall", "let", "please", "going", "due", "must"}
)


_KEEPS_ON = frozenset(
    {"is", "are", "take", "takes", "run", "runs", "meet", "meets", "happen", "happens", "fall", "falls"}
)


def _as_a_rule(r: Reader, begin: int) -> bool:
    words = [r.low(k) for k in range(max(0, begin - 14), begin)]
    pairs = set(zip(words, words[1:], strict=False))
    shares = any(
        a == "out" and b == "of" and (c.isdigit() or c in NUMBERS)
        for a, b, c in zip(words, words[1:], words[2:], strict=False)
    )
    return (
        shares
        and not wills(r, begin)
        or bool(
            pairs & {("a", "rule"), ("in", "general"), ("der", "regel"), ("used", "to"), ("by", "default")}
        )
        and not wills(r, begin)
    )


def _so_often(r: Reader, begin: int, end: int) -> bool:
    """ "twice a week, on Tuesday and Friday", "every Tuesday and Friday", "7 days in a week"."""
    for k in range(max(0, begin - 9), begin):
        if (
            r.low(k) in _EVERY
            and (r.num(k + 1) is not None or r.low(k + 1) in NUMBERS)
            and r.low(k + 2) in DAY_UNITS
        ):
            return True
        if (
            r.low(k) in DAY_UNITS
            and r.lows(k + 1, 2) in {("a", "week"), ("a", "year"), ("a", "month")}
            and not wills(r, begin)
        ):
            return True
        often = r.low(k) in _TIMES and r.low(k + 1) in {"a", "an", "per", "each", "every", "pro", "par"}
        if often and r.low(k + 2) in DAY_UNITS:
            return True
    k = begin - 1
    while r.low(k) in WEEKDAYS or r.low(k) in {"and", ",", "or", "und", "et", "&"}:
        k -= 1
    if r.low(k) in _EVERY and k < begin - 1:
        return True
    return (
        r.low(begin) == "in"
        and end - begin == 3
        and r.low(begin - 1) in DAY_UNITS
        and r.low(begin + 1) in {"a", "an"}
    )


_TIMES = frozenset({"once", "twice", "thrice", "times", "mal", "einmal", "zweimal", "dreimal", "fois"})
_EVERY = frozenset({"every", "each", "jeden", "jede", "chaque", "alle", "tous"})
_PARTINGS = frozenset({".", "!", "?", ";"})


def refused_behind(r: Reader, end: int) -> bool:
    """German: "Einen Termin im Mai kann ich Ihnen nicht versprechen"."""
    words: list[str] = []
    for k in range(end, end + 9):
        if r.low(k) in STOPS:
            break
        words.append(r.low(k))
    return "nicht" in words and any(
        w in {"kann", "können", "versprechen", "zusagen", "garantieren"} for w in words
    )


def not_before(r: Reader, start: int) -> bool | None:
    """ "won't happen before July" promises no date; "won't raise it before June" holds until then.

    False for the first, True for the second, None where nothing is refused.
    """
    if r.low(start - 1) in {"not", "nicht"}:
        return False
    for k in range(start - 1, max(start - 12, -1), -1):
        if r.low(k) in STOPS:
            return None
        if r.lows(k - 1, 2) == ("'", "t") or r.low(k) in {
            "not",
            "never",
            "cannot",
            "nothing",
            "no",
            "wont",
            "pas",
            "nicht",
            "kein",
        }:
            return any(r.low(m) in _REFRAINED for m in range(k + 1, start))
    return None
