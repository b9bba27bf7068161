"""Days that are only spoken of: courtesies, farewells, holidays, proverbs, refusals; nothing is to be done by them."""

from __future__ import annotations

from retrieval.due_reader import Reader

CLAUSE_ENDS = frozenset({".", ",", "!", "?", ";", ":", "—", "–", "\n", ""})
BEING = frozenset(
    {"am", "m", "is", "s", "are", "re", "bin", "ist", "sind", "seid", "est", "suis", "sommes", "sont"}
)
AHEAD = frozenset(
    {"will", "ll", "shall", "gonna", "must", "should", "can", "could", "would", "let", "wird", "werde", "werden",
     "werdet", "kann", "können", "vais", "allons", "va", "vont", "to", "zu", "um"}
)  # fmt: skip

BUSY = frozenset(
    {"swamped", "slammed", "packed", "tied", "busy", "snowed", "rammed", "maxed", "overloaded", "hectic", "crazy",
     "buried", "stretched", "flat", "full", "ausgelastet", "voll", "dicht", "ausgebucht", "débordé", "débordée",
     "débordés", "overbooked", "manic", "mental", "booked", "stuck", "up"}
)  # fmt: skip
_WISHES = frozenset(
    {"happy", "merry", "good", "great", "nice", "lovely", "wonderful", "fantastic", "frohe", "frohes", "schöne",
     "schönes", "schönen", "joyeux", "joyeuses", "bon", "bonne", "fröhliche"}
)  # fmt: skip
_OPENERS = _WISHES | {
    "thanks", "thank", "thx", "cheers", "sorry", "apologies", "congrats", "congratulations", "welcome", "enjoy",
    "glad", "pleased", "danke", "dank", "merci", "pardon", "désolé", "désolée", "entschuldigung", "gratulation",
    "félicitations", "bravo", "what",
}  # fmt: skip
_HOPED = frozenset({"you", "your", "everyone", "all", "the", "this", "that", "it", "sie", "ihr", "vous"})

_OCCASIONS = frozenset(
    {"birthday", "anniversary", "wedding", "holiday", "holidays", "feiertag", "geburtstag", "hochzeitstag",
     "anniversaire", "férié", "fériés", "weather", "wetter", "hot", "cold", "sunny", "rainy", "payday"}
)  # fmt: skip

# Manners of speaking whose days mean none, each as the words that stand in it.
_SAYINGS = frozenset(
    {
        ("another", "day"), ("here", "today"), ("gone", "tomorrow"), ("off", "till", "tomorrow"),
        ("off", "until", "tomorrow"), ("can", "do", "today"), ("like", "there", "'", "s", "no", "tomorrow"), ("no", "tomorrow"),
        ("tomorrow", "never"), ("month", "of", "sundays"), ("day", "and", "age"), ("hell", "freezes"),
        ("monday", "morning", "quarterback"), ("built", "in", "a", "day"), ("day", "in", ",", "day", "out"),
        ("rainy", "day"), ("sooner", "or", "later"), ("heute", "hü"), ("morgen", "hott"), ("heute", "oder", "morgen"),
        ("von", "heute", "auf", "morgen"), ("aller", "tage", "abend"), ("alle", "tage"), ("noch", "ein", "tag"),
        ("auch", "ein", "tag"), ("schnee", "von", "gestern"), ("demain", "la", "veille"), ("tous", "les", "jours"),
        ("pâques", "ou", "à", "la"), ("jour", "au", "lendemain"), ("un", "autre", "jour"), ("aujourd", "'", "hui", "peintre"),
        ("monday", "blues"), ("friday", "feeling"), ("friday", "vibes"), ("sunday", "best"), ("sunday", "driver"),
        ("zusammen",), ("like", "christmas"), ("like", "groundhog"), ("wie", "weihnachten"), ("comme", "noël"),
        ("morgenstund",), ("was", "du", "heute"), ("save", "up", "to"), ("day", "job"), ("tomorrow", "'", "s", "problem"),
    }
)  # fmt: skip
_SAYING_STARTS = frozenset(saying[0] for saying in _SAYINGS)

_HOPELESS = frozenset(
    {("no", "chance"), ("no", "promises"), ("no", "promise"), ("no", "guarantee"), ("no", "guarantees"),
     ("t", "expect"), ("not", "expect"), ("t", "say"), ("t", "count"), ("not", "sure"), ("depends", "on"),
     ("t", "know"), ("hängt", "von"), ("dépend", "de"), ("dépend", "du"), ("no", "hope"), ("keine", "chance"),
     ("kein", "versprechen"), ("aucune", "chance"), ("can", "wait"), ("rather", "not"), ("t", "wait"), ("t", "make"), ("not", "make")}
)  # fmt: skip


_FAREWELLS = frozenset(
    {("see", "you"), ("all", "the", "best"), ("see", "u"), ("see", "ya"), ("talk", "to", "you"), ("talk", "tomorrow"), ("catch", "you"),
     ("looking", "forward"), ("look", "forward"), ("i", "look", "forward"), ("roll", "on"), ("safe", "travels"),
     ("safe", "trip"), ("good", "luck"), ("best", "of", "luck"), ("wir", "sehen", "uns"), ("viel", "erfolg"),
     ("viel", "spaß"), ("viel", "glück"), ("bonne", "chance"), ("on", "se", "voit"), ("we", "look", "forward"),
     ("chat", "tomorrow"), ("bring", "on"), ("further", "to")}
)  # fmt: skip

_DAY_OWNERS = frozenset({"my", "our", "the", "his", "her", "their", "and", "but"})
_BUSY_DAYS = frozenset({"chargé", "chargée", "plein", "pleine", "complet", "complète", "knapp", "eng"})
_SUITS = frozenset(
    {"when", "good", "fine", "ok", "okay", "doable", "possible", "realistic", "likely", "best", "perfect", "feasible",
     "safe", "great", "better", "set", "on", "it", "go", "launch", "deadline", "delivery", "plan", "target", "confirmed",
     "still", "looking", "where", "what", "how", "d", "fixed", "firm"}
)  # fmt: skip
_PROMISING = AHEAD - {"to", "zu", "um"} | {"we", "i", "wir", "ich"}
_WELL = frozenset({("goes", "well"), ("go", "well"), ("is", "fun"), ("goes", "smoothly"), ("went", "well")})
_HOPE = frozenset({"hope", "hoping", "trust", "hoffe", "espère"})


# Refusals with a verb, whichever way round: "Das wird vor Mai nichts".
_DOES_NOT = frozenset(
    {("doesn", "'", "t"), ("don", "'", "t"), ("won", "'", "t"), ("isn", "'", "t"), ("does", "not", "work"),
     ("will", "not", "work"), ("can", "'", "t")}
)  # fmt: skip
_IS_NOT = frozenset({("is", "not"), ("is", "out"), ("is", "impossible"), ("does", "not"), ("no", "good")})


def is_saying(r: Reader, begin: int, end: int) -> bool:
    """Whether the date is part of a proverb or a manner of speaking: "here today, gone tomorrow"."""
    for k in range(max(0, begin - 6), end + 4):
        if r.low(k) in _SAYING_STARTS:
            for size in range(1, 6):
                if r.lows(k, size) in _SAYINGS and (size > 1 or k >= end):
                    return size > 1 or _likened(r, begin)
    return False


def _likened(r: Reader, begin: int) -> bool:
    """ "wie Weihnachten und Ostern zusammen": what is likened to a feast."""
    return any(r.low(k) in {"wie", "like", "comme"} for k in range(max(0, begin - 4), begin))


def clause_start(r: Reader, start: int) -> int:
    """Where the clause begins that the date stands in."""
    k = start
    while k > 0 and (r.low(k - 1) not in CLAUSE_ENDS or _in_a_number(r, k - 1)):
        k -= 1
    return k


def _in_a_number(r: Reader, k: int) -> bool:
    """Whether the sign at `k` stands within "9:40", "4.8" or "3:1"."""
    return (
        r.low(k) in {":", "."}
        and r.glued(k)
        and r.glued(k + 1)
        and r.num(k - 1) is not None
        and r.num(k + 1) is not None
    )


def greets(r: Reader, start: int, left: int) -> bool:
    """Whether the clause is a courtesy: "Thanks for the call this morning", "Happy Friday"."""
    last = r.low(start - 1)
    if last in {"happy", "merry", "frohe", "joyeux", "joyeuses"}:
        return True
    words = [r.low(k) for k in range(left, start)]
    if r.lows(left, 2) == ("have", "a") and start - left == 3:
        return True
    if r.lows(left, 2) == ("have", "a") and r.low(left + 2) in _WISHES | {
        "safe",
        "pleasant",
        "fun",
        "relaxing",
    }:
        return True
    if r.low(left) in {"hope", "hoping"} or r.lows(left, 2) in {("i", "hope"), ("we", "hope")}:
        behind = [r.low(k) for k in range(start, start + 9)]
        if any(pair in _WELL for pair in zip(behind, behind[1:], strict=False)):
            return True
    if r.low(left) in {"hope", "hoping", "trust", "hoffe", "espère"} or r.lows(left, 2) in {
        ("i", "hope"), ("we", "hope"), ("ich", "hoffe"), ("j", "'"),
    }:  # fmt: skip
        opener = next((k for k in range(left, left + 4) if r.low(k) in _HOPE), None)
        # "I hope you have a good weekend" wishes, "I hope to send it on Friday" and "hope it ships Friday" do not.
        return opener is not None and r.low(opener + 1) in _HOPED - {"it", "this", "that", "the"}
    if r.low(left) in {"vielen", "herzlichen", "many", "so", "very"} and r.low(left + 1) in _OPENERS:
        left += 1
        words = words[1:]
    if r.low(left) not in _OPENERS or left >= start:
        return False
    if r.low(left) == "what" and r.low(left + 1) not in {"a", "an", "lovely", "great"}:
        return False
    if r.low(left + 1) == "to" and r.low(left + 2) not in {"see", "meet", "hear", "speak", "talk", "chat"}:
        return False
    if r.low(left) in _WISHES and r.low(left + 1) in {"news", "and", "but", ":"}:
        return False
    return not any(word in _PROMISING for word in words[1:])


def is_occasion(r: Reader, begin: int, end: int, left: int) -> bool:
    """ "Friday is a public holiday", "it's my birthday on Saturday", "lovely weather this week"."""
    left = max([left, *(k for k in r.span_ends if k <= begin)])
    if left in r.span_ends and r.low(left) in BEING:
        # "Thursday is a holiday, so Friday": said of the day before.
        left = begin
    if r.lows(end, 4) == (",", "c", "'", "est") and r.low(end + 4) in _OCCASIONS:
        return True
    near = [r.low(k) for k in range(left, begin)]
    behind: list[str] = []
    for k in range(end, end + 8):
        if r.low(k) in CLAUSE_ENDS:
            break
        behind.append(r.low(k))
    if any(word in AHEAD for word in near + behind):
        return False
    be = behind[:1] in (["is"], ["ist"], ["est"], ["'"]) or any(word in BEING for word in near)
    if be and (
        "still" in behind
        or behind[:1] == ["already"]
        or any(word in _OCCASIONS for word in near[-5:] + behind)
    ):
        return True
    if near[:1] and not be and any(word in {"weather", "wetter", "temps"} for word in near) and len(near) < 6:
        return True
    if near[:1] == ["freezing"] or near[:1] == ["boiling"]:
        return True
    # "It's only Tuesday", "Monday is Labor Day"
    if (
        near[-1:] in (["only"], ["already"], ["finally"], ["erst"], ["schon"])
        and near[-2:-1]
        and near[-2] in BEING
    ):
        return True
    return behind[:1] == ["is"] and end - begin == 1 and "day" in behind[1:4] and "the" not in behind[1:2]


def is_itself(r: Reader, begin: int, end: int, left: int) -> bool:
    """Whether the day is what is spoken of: "next week looks busy", "my Thursday is packed", "Dienstag ist voll"."""
    if begin - left > 1 or begin > left and r.low(left) not in _DAY_OWNERS:
        return False
    k = end + 1 if r.low(end) == "'" and r.low(end + 1) == "s" else end
    if r.low(k) not in {"is", "s", "looks", "seems", "feels", "ist", "est", "sieht"}:
        return False
    words = [r.low(m) for m in range(k + 1, k + 5)]
    if r.low(begin) == "q" and words[0] in {"looking", "going"}:
        return True
    if any(word in BUSY | _BUSY_DAYS or word == "name" for word in words):
        return True
    if r.low(k) in {"ist", "est", "sieht"} or any(word in _SUITS for word in words):
        return False
    return words[0] not in {"the", "your", "our", "my", "his", "their", "an"} and not words[0].endswith("ing")


def says_farewell(r: Reader, end: int, left: int) -> bool:
    """ "See you Friday!": a courtesy that ends with the day."""
    farewell = (
        r.lows(left, 2) in _FAREWELLS or r.lows(left, 3) in _FAREWELLS or r.low(left) in {"tgif", "speak"}
    )
    if (
        r.low(left) in {"until", "till", "bis"}
        and r.low(end) in {"then", "dann"}
        and r.low(end + 1) in CLAUSE_ENDS
    ):
        return True
    return farewell and (r.low(end) in CLAUSE_ENDS or r.low(end) in {"then", "and"})


def refused(r: Reader, begin: int, end: int, left: int) -> bool:
    """ "Friday doesn't work", "no chance on Monday", "don't expect it this week", "passt mir leider nicht"."""
    words = [r.low(k) for k in range(left, begin)]
    if any(pair in _HOPELESS for pair in zip(words, words[1:], strict=False)):
        return True
    if r.lows(end, 3) in _DOES_NOT or r.lows(end, 2) in _IS_NOT:
        return begin - left <= 2
    behind = []
    for k in range(end, end + 7):
        if r.low(k) in CLAUSE_ENDS:
            break
        behind.append(r.low(k))
    if r.language == "de" and "nichts" in behind[:3]:
        return True
    if r.language == "de" and behind[:1] in (["passt"], ["geht"], ["klappt"]):
        return "nicht" in behind
    return r.language == "fr" and behind[:1] == ["ne"] and "pas" in behind
