"""Days, months and stretches of time as they are typed in a hurry, written out."""

# ruff: noqa: E501 (a pattern is easier to read on one line)

import re

_DAYS_TEXT = """
mon monday, tue tuesday, tues tuesday, wed wednesday, weds wednesday, thu thursday, thur thursday, thurs thursday, fri friday, sat saturday, sun sunday
"""
_MONTHS_TEXT = """
jan january, feb february, mar march, apr april, jun june, jul july, aug august, sep september, sept september, oct october, nov november, dec december
"""


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split() for pair in text.strip().split(", "))


_SHORT = _pairs(_DAYS_TEXT) | _pairs(_MONTHS_TEXT)
_NAMES = frozenset(["jan", "mar", "sun", "sat", "jun"])
"""Those that are somebody's name or another word as well: they need a word of time before them."""
_ANY = "|".join(sorted(_SHORT, key=len, reverse=True))
_LEAD = r"(?:on|in|by|due|until|till|since|before|after|last|this|next|early|late|mid|end of|start of|beginning of|begin of|during|through|coming|every)"
_AND = rf"(?:(?:{_ANY}|{'|'.join(_SHORT.values())})\W{{1,2}}(?:and|or|to|-)?\s*|(?:and|or|what about|how about|only|just|from|for|of|to)\s+)"
_LED = re.compile(rf"(?<!\w)(?P<lead>{_LEAD}\s+(?:the\s+)?)(?P<short>{_ANY})(?![\w'’-]|\.\w)", re.IGNORECASE)
_JOINED = re.compile(rf"(?<!\w)(?P<lead>{_AND})(?P<short>{_ANY})(?=\W*$)", re.IGNORECASE)
_ALONE = re.compile(rf"^(?P<lead>\W*)(?P<short>{_ANY})(?=\W*$)", re.IGNORECASE)
_MONTHS: tuple[tuple[str, str], ...] = (
    ("in", "january|february|march|april|may|june|july|august|september|october|november|december"),
    ("im", "januar|februar|märz|mai|juni|juli|oktober|dezember"),
    ("en", "janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"),
)
_ONLY_MONTH = tuple(
    (
        re.compile(
            rf"^(\W*(?:(?:and|or|und|oder|et|ou|ok|what about|how about|only|just|nur|seulement)\s+)?)({names})(?=\W*$)",
            re.IGNORECASE,
        ),
        before,
    )
    for before, names in _MONTHS
)
"""A question that is a month and nothing else asks for what happened in it."""
_STRETCHES: tuple[tuple["re.Pattern[str]", str], ...] = tuple(
    (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), words)
    for pattern, words in (
        (r"by (?:eod|cob|close of business|end of (?:the )?day)", "by today"),
        (r"by (?:eow|end of (?:the )?week)", "by friday"),
        (r"(?:due )?(?:eod|cob)", "today"),
        (r"(?:over |in )?the (?:last|past) fortnight", "last two weeks"),
        (r"(?:over |in )?the next fortnight", "next two weeks"),
        (r"between \w+day and \w+day next week", "next week"),
        (r"between \w+day and \w+day this week", "this week"),
        (r"(?:seit langem|schon lange|for (?:ages|a long time|a while)|depuis longtemps)", ""),
        (r"before the holidays", "before christmas"),
        (r"vor den feiertagen", "vor weihnachten"),
        (r"avant les fêtes", "avant noël"),
    )
)


_BARE_MONTH = tuple(
    (
        re.compile(
            rf"(?<![\w.@/-])(?<!\d )(?<!\d\. )({names.replace('|may|', '|').replace('|march|', '|')})(?=\s+\d{{4}}(?!\d)|\W*$|\s*:|\s+(?:promises|commitments|deadlines|stuff|things|zusagen|fristen|promesses|engagements|for|from|to|at|by|für|von|bei|an|pour|chez|à)(?!\w))",
            re.IGNORECASE,
        ),
        before,
    )
    for before, names in (*_MONTHS, ("in", "feb|apr|jul|aug|sept|sep|oct|nov|dec"))
)
_TIED = re.compile(
    r"(?:^|\s)(?:in|on|of|by|until|till|since|before|after|last|this|next|early|late|mid|the|our|their|und|and|or|to|for|from|with|owes?|owed|promised?|did|does|has|tell|told|through|during|im|bis|seit|vor|nach|letzte\w*|ende|anfang|mitte|en|depuis|avant|après|fin|début|de|d['’]ici|mois)\s*$",
    re.IGNORECASE,
)
_WITH_SLASH = re.compile(
    r"(?<!\w)(?P<lead>(?:due|on|by|before|after|until|till|since|from|for)\s+)(?P<one>\d{1,2})/(?P<two>\d{1,2})(?![\d/])"
)
_DAYS_OF_MONTH = re.compile(
    rf"(?<![\d/.-])(\d{{1,2}})\s?[-–]\s?(\d{{1,2}})\.?\s+({_ANY}|{'|'.join(n for _, n in _MONTHS)})(?!\w)",
    re.IGNORECASE,
)
_MONTH_NAMES = _MONTHS[0][1].split("|")


def _dated(match: "re.Match[str]") -> str:
    """ "Due 11/23": a day only where one of the numbers can't be a month."""
    one, two = int(match["one"]), int(match["two"])
    if one <= 12 < two <= 31:
        return f"{match['lead']}{two} {_MONTH_NAMES[one - 1]}"
    return match.group()


def _in_month(text: str) -> str:
    """ "June promises", "promises to Globex June": said or due in it; the "October invoice" is a thing."""
    for pattern, before in _BARE_MONTH:
        match = pattern.search(text)
        if match and not _TIED.search(text[: match.start()]):
            text = f"{text[: match.start()]}{before} {text[match.start() :]}"
    return text


def in_full(text: str) -> str:
    """ "Due mon?", "and aug", "by eod" with the day, the month or the stretch in full."""

    def long(match: "re.Match[str]") -> str:
        return match["lead"] + _SHORT[match["short"].lower()]

    def long_unless_name(match: "re.Match[str]") -> str:
        return match.group() if match["short"].lower() in _NAMES else long(match)

    for pattern, words in _STRETCHES:
        text = pattern.sub(words, text)
    text = _WITH_SLASH.sub(_dated, _DAYS_OF_MONTH.sub(r"between \1 and \2 \3", text))
    text = _LED.sub(long, text)
    text = _JOINED.sub(long_unless_name, text)
    text = _ALONE.sub(long_unless_name, text)
    for pattern, before in _ONLY_MONTH:
        text = pattern.sub(rf"\1{before} \2", text)
    return _in_month(text)
