"""Dates of where somebody is: whereabouts and absences are no deadlines, nor are days that are only spoken of."""

from __future__ import annotations

from retrieval.due_courtesies import (
    AHEAD,
    BEING,
    BUSY,
    CLAUSE_ENDS,
    clause_start,
    greets,
    is_itself,
    is_occasion,
    refused,
    says_farewell,
)
from retrieval.due_reader import Reader

# Where somebody is, as the first word behind "is".
_PLACED = frozenset(
    {"in", "at", "up", "down", "over", "above", "across", "out", "off", "away", "abroad", "overseas", "remote",
     "travelling", "traveling", "visiting", "attending", "holidaying", "camping", "skiing", "hiking", "fishing",
     "im", "an", "auf", "am", "beim", "bei", "unterwegs", "verreist", "krank", "abwesend", "verhindert", "weg",
     "à", "en", "au", "aux", "absent", "absente", "malade", "parti", "partie", "sick", "ill", "poorly", "home"}
)  # fmt: skip
# "on" is as often what is being done: "we're on the pole that day".
_ON_WHAT = frozenset(
    {"tour", "leave", "holiday", "holidays", "vacation", "pto", "training", "course", "courses", "business", "road",
     "plane", "planes", "train", "trains", "flight", "flights", "shift", "jury", "secondment", "honeymoon", "travel",
     "break", "trip", "sabbatical", "standby"}
)  # fmt: skip
_SHUT = frozenset(
    {"shut", "closed", "geschlossen", "zu", "fermé", "fermée", "fermés", "fermées", "raining",
     "snowing", "freezing"}
)  # fmt: skip
_DELIVERED = frozenset(
    {"you", "your", "yours", "ihnen", "ihrem", "ihrer", "ihren", "dir", "euch", "deinem", "deiner", "eurem", "vous",
     "votre", "vos", "toi", "there", "site", "track", "schedule", "way", "post", "mail", "inbox", "production",
     "stock", "order", "place", "hand", "hands", "transit", "hold", "it", "route", "ligne", "charge", "call",
     "shipping", "delivering", "sending", "time", "budget", "lager", "touch", "contact", "offer", "sale", "us", "me"}
)  # fmt: skip
_PEOPLE = frozenset(
    {"i", "we", "he", "she", "they", "ich", "wir", "er", "je", "nous", "on", "il", "elle", "ils", "elles", "everyone",
     "everybody", "crew", "team", "boss", "colleague", "colleagues", "manager", "foreman", "guys", "lads", "sir",
     "madam", "director", "partner", "wife", "husband", "kids", "staff", "engineer", "engineers", "rep", "driver",
     "technician", "man", "woman", "guy", "kollege", "kollegin", "kollegen", "chef", "chefin", "mannschaft", "techniker", "fahrer",
     "monteur", "collègue", "collègues", "équipe", "directeur", "directrice", "technicien", "patron", "lot", "folks",
     "most", "half", "all", "both"}
)  # fmt: skip
_AWAY_LEADS = frozenset({"by", "before", "no", "not", "latest", "spätestens", "avant", "vor", "within"})

# Phrases that open a clause without a verb and say where somebody is.
_VERBLESS = (
    ("out", "of", "office"), ("out", "of", "the", "office"), ("ooo",), ("on", "leave"), ("on", "annual", "leave"),
    ("on", "parental", "leave"), ("on", "holiday"), ("on", "vacation"), ("on", "pto"), ("away", "on"), ("in", "meetings"),
    ("in", "a", "meeting"), ("travelling",), ("traveling",), ("working", "from"), ("wfh",), ("off", "sick"),
    ("im", "urlaub"), ("auf", "dienstreise"), ("außer", "haus"), ("nicht", "im", "büro"), ("en", "congé"),
    ("en", "congés"), ("en", "déplacement"), ("absent",), ("absente",),
)  # fmt: skip

_UP_TO = frozenset({"until", "till", "til", "through", "thru", "bis", "jusqu", "au", "à", "en"})


def merely_is(r: Reader, start: int, begin: int, end: int, lead: tuple[str, ...]) -> bool:
    """Whether the date at tokens begin..end, its lead from `start`, belongs to a state and to nothing to do.

    "by" and its like are always a deadline; "until" may tell how long somebody is away.
    """
    if lead and lead[0] in _AWAY_LEADS:
        return lead[0] == "vor" and "nichts" in r.lows(end, 5)
    left = clause_start(r, start)
    if says_farewell(r, end, left):
        return True
    strong = bool(lead) and lead[-1] in _UP_TO
    if _is_somewhere(r, start, begin, end, left):
        return True
    if strong and lead[-1] != "bis":
        return refused(r, begin, end, left)
    if r.low(start - 1) == "à" and r.low(start - 2) in CLAUSE_ENDS and r.low(end) in CLAUSE_ENDS:
        # "À lundi !"
        return True
    if greets(r, start, left) or is_itself(r, begin, end, left):
        return True
    return is_occasion(r, begin, end, left) or refused(r, begin, end, left)


def _is_somewhere(r: Reader, start: int, begin: int, end: int, left: int) -> bool:
    if any(r.lows(left, len(words)) == words for words in _VERBLESS):
        return not any(r.low(k) in AHEAD - {"to"} for k in range(left, start))
    if r.low(left) == "in" and r.token(left).raw == "In" and r.token(left + 1).raw[:1].isupper():
        # "In Madrid all week."
        return (
            start - left <= 4 and r.low(left + 1) not in {"q", "january", "april"} and not _acts(r, left, end)
        )
    french = any(
        r.low(k) in {"serai", "sera", "serons", "seront"} and r.low(k + 1) in _AWAY_IN_FRENCH
        for k in range(left, start)
    )
    if french or _will_be_away(r, start, left) or _shut_then(r, end) or _german_whereabouts(r, begin, end):
        return True
    for k in range(start - 1, max(left, start - 11) - 1, -1):
        low = r.low(k)
        if low in AHEAD and low not in {"zu", "um"}:
            return False
        if low not in BEING or low in {"m", "s", "re"} and r.low(k - 1) != "'":
            continue
        if low == "am" and r.low(k - 1) != "i":
            continue
        at = k + 1
        while r.low(at) in _SOFTENERS:
            at += 1
        adjacent = at >= start
        if adjacent and r.language not in {"de", "fr"}:
            return False
        where = end if adjacent else at
        while r.low(where) in _SOFTENERS:
            where += 1
        closed = next((m for m in range(where, end + 6) if r.low(m) in CLAUSE_ENDS), end + 6)
        until = min(closed, len(r.tokens)) if adjacent else start
        if any(r.low(m) in _DELIVERED for m in range(where, until)):
            return False
        if r.low(where) in _SHUT:
            return True
        until_then = r.low(begin - 1) in {"until", "till"} and r.low(where) in {"booked", "full"}
        if (until_then or r.low(where) in BUSY - {"up", "full", "booked"}) and not any(
            r.low(m) in {"getting", "with", "making"} for m in range(where, until)
        ):
            return True
        from_home = r.lows(where, 2) == ("working", "from") or r.low(where) == "working" and adjacent
        placed = r.low(where) in _PLACED or from_home
        if r.low(where) == "on":
            placed = any(r.low(m) in _ON_WHAT for m in range(where + 1, where + 5))
        return placed and _by_people(r, k, left)
    return False


_SOFTENERS = frozenset(
    {"currently", "only", "also", "both", "all", "just", "still", "again", "now", "then", "mostly", "actually",
     "already", "fully", "completely", "totally", "pretty", "not", "nicht", "pas", "leider", "gerade", "noch", "nur", "auch", "actuellement", "toujours", "aussi", "a"}
)  # fmt: skip


_AWAY_IN_FRENCH = frozenset(
    {"absent", "absente", "absents", "fermé", "fermée", "fermés", "indisponible", "indisponibles"}
)


def _will_be_away(r: Reader, start: int, left: int) -> bool:
    """ "I'll be in Rome from Tuesday to Thursday", "I shall be on annual leave from the 6th"; not "in touch", "at your office"."""
    for k in range(left, start):
        if r.low(k) != "be" or r.low(k - 1) not in {"will", "ll", "shall"}:
            continue
        if any(r.low(m) in _DELIVERED for m in range(k + 1, min(start + 6, len(r.tokens)))):
            return False
        at = k + 1
        while r.low(at) in _SOFTENERS:
            at += 1
        away = r.low(at) in {
            "away",
            "off",
            "abroad",
            "travelling",
            "traveling",
            "unavailable",
            "unreachable",
            "overseas",
        }
        away = (
            away
            or r.lows(at, 3) == ("out", "of", "office")
            or r.lows(at, 4) == ("out", "of", "the", "office")
        )
        if r.low(at) == "on":
            away = any(r.low(m) in _ON_WHAT - {"course", "shift"} for m in range(at + 1, at + 4))
        placed = r.low(at) == "in" and r.token(at + 1).raw[:1].isupper() and r.token(at + 1).num is None
        person = r.low(k - 2 - (r.low(k - 2) == "'")) in _PEOPLE
        return away or placed and person and start > at + 1
    return False


def _shut_then(r: Reader, end: int) -> bool:
    """ "Between Christmas and New Year the office will be closed"."""
    if (
        r.language == "de"
        and {"ruhetag", "betriebsferien", "inventur"} & set(r.lows(end, 4))
        or r.low(end) == "geschlossen"
    ):
        return True
    for k in range(end, end + 7):
        if r.low(k) in {"closed", "shut", "geschlossen", "fermé", "fermée", "fermés"}:
            return any(
                r.low(m) in BEING | {"be", "stays", "remains", "bleibt", "reste", "haben"}
                for m in range(end, k)
            )
        if not r.low(k).isalpha() and r.low(k) != "'":
            return False
    return False


def _german_whereabouts(r: Reader, begin: int, end: int) -> bool:
    """ "Am Dienstag bin ich in Köln, am Mittwoch in Bonn": nothing is done there."""
    if r.language != "de" or r.low(end) not in {"bin", "sind", "ist"}:
        return False
    k = (
        end + 1
        if r.low(end + 1) in {"ich", "wir", "er"}
        else end + 3
        if r.low(end + 1) in {"herr", "frau"}
        else -1
    )
    if r.low(k) not in {"in", "im", "auf", "unterwegs", "verreist", "krank"}:
        return False
    rest = [r.low(m) for m in range(k, k + 6)]
    return not any(word in _DELIVERED | {"um", "und", "zu"} for word in rest)


def _by_people(r: Reader, be: int, left: int) -> bool:
    """Whether the subject of "is" at `be` is somebody: a pronoun, a name, "the crew"; no thing."""
    k = be - 1 if r.low(be - 1) != "'" else be - 2
    words = [r.low(m) for m in range(left, k + 1)]
    if k < left:
        # German leaves "I" out: "Bin bis Freitag auf Dienstreise".
        return r.low(be) in {"bin", "sind"}
    if any(word in _PEOPLE for word in words[-5:]):
        return True
    return r.token(k).raw[:1].isupper() and r.low(k - 1) not in {
        "the",
        "our",
        "your",
        "a",
        "die",
        "der",
        "das",
    }


def _acts(r: Reader, left: int, end: int) -> bool:
    return any(r.low(k) in AHEAD | {"i", "we", "ich", "wir", "je", "nous"} for k in range(left, end + 8))
