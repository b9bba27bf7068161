"""The vocabulary of due dates in English, German and French, and the tokens a sentence is cut into."""

import re
from dataclasses import dataclass

from retrieval.due_spelling import MISSPELT

WEEKDAYS: dict[str, int] = {
    word: day
    for day, words in enumerate(
        (
            "monday mon montag lundi",
            "tuesday tue tues dienstag mardi",
            "wednesday wed weds wednesdey mittwoch mercredi",
            "thursday thu thur thurs donnerstag jeudi",
            "friday fri freitag vendredi",
            "saturday sat samstag sonnabend samedi",
            "sunday sun sonntag dimanche",
        )
    )
    for word in words.split()
}
# "Donnerstagnacht", "Montagmorgen"
WEEKDAYS |= {
    f"{day}{part}": WEEKDAYS[day]
    for day in ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
    for part in ("morgen", "früh", "vormittag", "mittag", "nachmittag", "abend", "nacht")
}
# Short forms that are also words or names: a capital letter or a cue in front is needed.
RISKY_WEEKDAYS = frozenset({"mon", "wed", "sat", "sun"})

MONTHS: dict[str, int] = {
    word: month
    for month, words in enumerate(
        (
            "january jan januar jänner janvier janv",
            "february feb februar février fevrier févr",
            "march mar märz maerz mrz mars",
            "april apr avril avr",
            "may mai",
            "june jun juni juin",
            "july jul juli juillet juil",
            "august aug août aout",
            "september sep sept septembre",
            "october oct oktober okt octobre",
            "november nov novembre",
            "december dec dezember dez décembre decembre déc",
        ),
        start=1,
    )
    for word in words.split()
}
# Months that are also people, verbs or planets.
NAME_MONTHS = frozenset({"april", "may", "june", "jan", "august", "jun", "jul", "mar", "march", "mars"})

NUMBERS: dict[str, int] = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90,
    "couple": 2, "few": 3,
    "ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "eines": 1, "zwei": 2, "drei": 3, "vier": 4,
    "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12,
    "vierzehn": 14, "fünfzehn": 15, "zwanzig": 20, "dreißig": 30, "paar": 3,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9,
    "quarante": 40, "cinquante": 50, "soixante": 60, "seventy": 70, "eighty": 80,
    "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quelques": 3,
}  # fmt: skip

NUMBERS |= {
    f"{unit}und{tens}": low + high
    for low, unit in enumerate(
        ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"], start=1
    )
    for high, tens in ((20, "zwanzig"), (30, "dreißig"), (40, "vierzig"), (50, "fünfzig"))
} | {"vierzig": 40, "fünfzig": 50, "sechzig": 60, "dreizehn": 13, "sechzehn": 16, "siebzehn": 17}

ORDINALS: dict[str, int] = {
    word: place
    for place, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"],
        start=1,
    )
} | {
    "thirtieth": 30, "erste": 1, "ersten": 1, "erster": 1, "zweite": 2, "zweiten": 2, "dritte": 3,
    "dritten": 3, "vierte": 4, "vierten": 4, "premier": 1, "première": 1, "deuxième": 2,
    "troisième": 3, "quatrième": 4, "erstes": 1, "zweites": 2, "drittes": 3, "viertes": 4,
    "fünfte": 5, "fünften": 5, "sechsten": 6, "siebten": 7, "achten": 8, "neunten": 9, "zehnten": 10,
    "elften": 11, "zwölften": 12, "fünfzehnten": 15, "zwanzigsten": 20, "dreißigsten": 30,
}  # fmt: skip
ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th", "er", "ème", "te", "ten", "ter"})

DAY_UNITS: dict[str, str] = {
    word: unit
    for unit, words in {
        "second": "seconds secs sekunden secondes",
        "minute": "minute minutes min mins minuten",
        "hour": "hour hours hr hrs h stunde stunden heure heures",
        "day": "day days tag tage tagen tages jour jours jrs",
        "business": "weekdays weekday workdays workday werktag werktage werktagen arbeitstag arbeitstage arbeitstagen bd bds",
        "week": "week weeks workweek wk wks woche wochen semaine semaines",
        "fortnight": "fortnight fortnights",
        "month": "month months mo mos mth mths monat monate monaten monats mois",
        "quarter": "quarter quarters qtr qtrs quartal quartale quartals trimestre trimestres",
        "year": "year years yr yrs jahr jahre jahren jahres an ans année annee années",
    }.items()
    for word in words.split()
}
PERIOD_UNITS = frozenset({"week", "month", "quarter", "year"})
WORKING = frozenset({"business", "working", "work", "bank", "ouvrés", "ouvres", "ouvrables", "ouvré"})

TODAY = frozenset({"today", "tonight", "tonite", "heute", "heut", "heutigen"})
TOMORROW = frozenset(
    {"tomorrow", "tmrw", "tmr", "tmw", "tmrrw", "tomorow", "tommorow", "tommorrow", "morgen",
     "morgigen", "demain", "mañana"}
)  # fmt: skip
DAY_PARTS = frozenset(
    {
        "morning", "afternoon", "evening", "night", "lunch", "lunchtime", "früh", "vormittag",
        "nachmittag", "abend", "nacht", "morgen", "matin", "soir", "midday", "arvo",
    }
)  # fmt: skip

NEXT = frozenset(
    {
        "next", "nächste", "nächsten", "nächster", "nächstes", "nächstem", "naechste", "naechsten",
        "naechster", "prochain", "prochaine", "prochains", "prochaines",
    }
)  # fmt: skip
COMING = frozenset(
    {
        "coming", "upcoming", "following", "forthcoming", "kommende", "kommenden", "kommender",
        "kommendes", "kommendem", "folgenden", "suivant", "suivante",
    }
)  # fmt: skip
THIS = frozenset(
    {
        "this", "current", "diese", "dieser", "diesen", "dieses", "diesem", "laufenden", "ce", "cet",
        "cette", "courant",
    }
)  # fmt: skip
LAST = frozenset(
    {
        "last", "past", "previous", "prior", "letzte", "letzten", "letzter", "letztes", "vorige", "vorigen",
        "vergangene", "vergangenen", "dernier", "dernière", "passé", "passée",
    }
)  # fmt: skip
AFTER_NEXT = frozenset({"übernächste", "übernächsten", "übernächster", "übernächstes", "uebernächste"})

ENDS = frozenset({"end", "rest", "remainder", "remaining", "balance", "ende", "fin", "close", "ends"})
EARLY = frozenset({"early", "beginning", "start", "anfang", "beginn", "début", "debut"})
LATE = frozenset({"late", "later", "latter", "spät"})
MIDDLE = frozenset({"mid", "middle", "mitte", "milieu", "mi"})

# Words between the parts of a phrase: "the end OF THE next week", "Ende DER Woche", "fin DE LA semaine".
LINKS = frozenset({"of", "the", "in", "der", "des", "dem", "den", "de", "la", "le", "du", "l", "'", "part"})
ARTICLES = frozenset({"the", "der", "die", "das", "dem", "den", "le", "la", "l"})

DEADLINE_CUES = frozenset(
    {
        "by", "until", "till", "til", "through", "thru", "jusqu", "before", "due", "deadline", "eta", "within", "bis", "spätestens",
        "vor",
        "ici", "avant", "sous", "than", "binnen", "innerhalb", "latest", "fällig", "tard",
    }
)  # fmt: skip
PLACE_CUES = frozenset(
    {
        "on", "in", "at", "for", "during", "around", "about", "approximately", "to", "through", "thru",
        "from",
        "between", "and", "or", "starting", "beginning", "sometime", "into", "come", "throughout", "of",
        "am", "im", "zum", "zur", "um", "ab", "gegen", "ende", "per", "lors", "vers", "courant", "vom", "den", "und", "oder", "mitte", "anfang",
        "en", "le", "au", "dès", "pour", "et", "ou", "à",
        "this", "next", "late", "early", "mid", "-", "–", "—", "/", "(", "~", ":", "@",
    }
)  # fmt: skip
CUES = DEADLINE_CUES | PLACE_CUES

RANGE_WORDS = frozenset(
    {"to", "-", "–", "—", "~", "through", "thru", "till", "until", "til", "bis", "or", "oder", "ou",
     "au", "à"}
)  # fmt: skip

_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+|\S")
_APOSTROPHES = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a run of digits or one sign; `glued` means no space before it."""

    start: int
    end: int
    raw: str
    low: str
    num: int | None
    glued: bool


def tokens_of(text: str) -> list[Token]:
    """The tokens of `text`, with their character spans."""
    found: list[Token] = []
    before = -1
    for match in _TOKEN.finditer(text):
        raw = match.group()
        start, end = match.span()
        # Longer digit runs are account or order numbers and no part of a date.
        num = int(raw) if end - start <= 4 and raw.isascii() and raw.isdigit() else None
        low = _APOSTROPHES.get(raw) or raw.lower()
        low = MISSPELT.get(low, low)
        found.append(Token(start, end, raw, low, num, start == before))
        before = end
    return found


# A sentence with none of these words and no digit holds no due date.
TRIGGERS = frozenset(
    set(WEEKDAYS)
    | {f"{word}s" for word in WEEKDAYS if word.endswith("day")}
    | set(MONTHS)
    | set(ORDINALS)
    | {word for word, value in NUMBERS.items() if value > 1}
    | set(DAY_UNITS)
    | TODAY
    | TOMORROW
    | DAY_PARTS
    | {
        "übermorgen", "uebermorgen", "overmorrow", "weekend", "wochenende", "eod", "eob", "cob", "eom", "eow",
        "eoq", "eoy", "noon", "midnight", "mittag", "mitternacht", "midi", "minuit", "business", "play",
        "christmas", "xmas", "thanksgiving", "easter", "halloween", "weihnachten", "heiligabend", "ostern",
        "silvester", "pfingsten", "noël", "noel", "pâques", "hui", "monatsende", "jahresende", "quartalsende",
        "feierabend", "juneteenth", "journée", "midweek", "tagesende", "ultimo", "thousand", "mañana", "halb",
        "nineteen", "twenty", "weekends", "uhr", "heures", "jour", "jahreswechsel", "laufe", "aft", "arvo", "saturdays", "vortag", "folgetag", "veille", "half", "lendemain", "weekenden",
    }
)  # fmt: skip

# Words a date phrase can begin with, its cue aside; every other word is passed over.
STARTERS = (
    frozenset(WEEKDAYS)
    | frozenset(MONTHS)
    | frozenset(NUMBERS)
    | frozenset(ORDINALS)
    | frozenset(DAY_UNITS)
    | TODAY
    | TOMORROW
    | NEXT
    | COMING
    | THIS
    | LAST
    | AFTER_NEXT
    | ENDS
    | EARLY
    | LATE
    | MIDDLE
    | ARTICLES
    | WORKING
    | frozenset(
        [
            "übermorgen",
            "uebermorgen",
            "overmorrow",
            "yesterday",
            "gestern",
            "vorgestern",
            "après",
            "apres",
            "aujourd",
            "earlier",
            "later",
            "between",
            "weekend",
            "wochenende",
            "midweek",
            "eom",
            "eow",
            "eoq",
            "eoy",
            "eod",
            "eob",
            "cob",
            "monatsende",
            "ultimo",
            "jahresende",
            "quartalsende",
            "feierabend",
            "tagesende",
            "kw",
            "cw",
            "kalenderwoche",
            "calendar",
            "w",
            "q",
            "t",
            "s",
            "h",
            "very",
            "in",
            "within",
            "inside",
            "binnen",
            "innerhalb",
            "dans",
            "sous",
            "ici",
            "over",
            "for",
            "about",
            "around",
            "roughly",
            "half",
            "my",
            "your",
            "noon",
            "midnight",
            "midday",
            "mittag",
            "mittags",
            "mitternacht",
            "midi",
            "minuit",
            "just",
            "quarter",
            "three",
            "entre",
            "zwischen",
            "courant",
            "turn",
            "laufe",
            "course",
            "jahreswechsel",
            "final",
            "penultimate",
            "fy",
            "fiscal",
            "journée",
            "semaine",
            "halb",
            "viertel",
            "wc",
            "fr",
            "mo",
            "do",
            "mi",
            "di",
        ]
    )
)

STOPS = frozenset(
    {",", ";", ".", "!", "?", ":", "—", "–", "(", ")", "\n", "but", "so", "then", "aber", "mais"}
)


MODALS = frozenset(
    {"will", "ll", "shall", "going", "gonna", "can", "could", "should", "would", "must", "wird", "werde", "werden",
     "wirst", "werdet", "let", "to"}
)  # fmt: skip
