"""Cuts what was said into sentences and clauses, each with its exact character offsets."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from records.models import Span
from retrieval.promise_words import words

LONGEST = 1200
"""Longer runs without an end are cut, so that no pattern ever works on an endless line."""

_LOOKALIKES = str.maketrans(
    {
        "\u2019": "'",
        "\u2018": "'",
        "\u02bc": "'",
        "\u00b4": "'",
        "`": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "\t": " ",
        "\n": " ",
        "\r": " ",
        "\u2013": "-",
        "\u2014": "-",
        "\u2011": "-",
        "*": " ",
        "_": " ",
    }
)


def plain(text: str) -> str:
    """Lower case with simple quotes, dashes and blanks, character for character as long as `text`."""
    swapped = text.translate(_LOOKALIKES)
    lowered = swapped.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in swapped)


@dataclass(frozen=True)
class Sentence:
    """`text[start:end]`; `listed` when it is an item of a list; `heading` is the list's title."""

    start: int
    end: int
    listed: bool = False
    heading: str = ""


_LINE = re.compile(r"[^\n]*\n?")
_BULLET = re.compile(
    r"[ \t>]*(?:[-*\u2022\u25cf\u25e6\u2013\u2014+\u00b7]|\[[ xX]?\]|\(?\d{1,2}[.)](?=\s)|"
    r"\(?[a-hA-H][)])[ \t]*(?:\[[ xX]?\][ \t]*)?"
)
_ITEM = re.compile(
    r"[ \t]*@?[A-Z][\w'-]+(?:[ \t]+[A-Z][\w'.-]+)?(?:[ \t]*\([^)\n]{1,40}\))?[ \t]*(?::|to [a-z]|will "
    r"[a-z]|[-\u2013] )"
)
_GREETING = re.compile(
    r"[ \t]*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|liebe[rs]?|sehr geehrte[rsn]?|"
    r"guten (?:tag|morgen)|bonjour|ch[eè]re?s?|salut|servus|moin|hola)\b[^\n.!?]{0,60}?[,!:-]?[ \t]*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\b(?:the|a|an|to|and|or|of|for|by|with|your|our|my|their|his|her|we|i|you|will|shall|can|on|in|at|"
    r"from|this|next|that|is|are|as|be|not|und|der|die|das|den|dem|zu|bis|mit|von|zum|zur|vom|am|im|until|before|wir|ich|le|la|les|de|des|"
    r"et|nous|je|vous)[ \t]*$",
    re.IGNORECASE,
)
_END = re.compile(r"(?:[.!?\u2026]+[\"'\u201d\u2019)\]]*)(?=\s|$)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|mr|mrs|ms|dr|prof|approx|vs|inc|ltd|corp|st|no|nr|ca|bzw|z\.b|d\.h|u\.a|usw|inkl|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|okt|dez|mon|tue|wed|thu|fri|a\.m|p\.m|art|fig|tel|incl|"
    r"excl|max|min)"
    r"|(?<![\w.])[a-z])\.$",
    re.IGNORECASE,
)
_MAY_END = re.compile(
    r"(?:m|etc|inc|ltd|corp|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|okt|dez|mon|tue|wed|thu|fri|usw|"
    r"max|min)\.$",
    re.IGNORECASE,
)
_GERMAN_DAY = re.compile(r"(?<![\w.])\d{1,2}\.$")
_MONTH_NEXT = re.compile(
    r"\s+(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[zc]|\d)", re.IGNORECASE
)


_DAY_FIRST = re.compile(r"[ \t]*\d{1,2}\.[ \t]+[^\W\d_]")
_BEFORE_DAY = re.compile(
    r"\b(?:zum|vom|am|bis|dem|den|der|ab|until|by|on|the|to|and|und)[ \t]*$", re.IGNORECASE
)
"""A line that breaks inside "bis zum 11. September" begins no list."""


def split(text: str, spans: Iterable[Span]) -> list[Sentence]:
    """Sentences of the given spans in order; each lies inside one span and has no outer blanks."""
    found: list[Sentence] = []
    for start, end in spans:
        found.extend(_split_span(text, max(0, start), min(end, len(text))))
    return found


def _split_span(text: str, start: int, end: int) -> Iterator[Sentence]:
    heading = ""
    width = max((len(line) for line in text[start:end].split("\n")), default=0)
    for a, b, listed, gap in _paragraphs(text, start, end, width):
        if gap and not listed:
            heading = ""
        body = text[a:b].rstrip()
        if body.endswith(":") and len(body) < 60:
            heading = plain(body)
        for i, j in _ends(text, a, b):
            yield Sentence(i, j, listed, heading)


def _paragraphs(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int, bool, bool]]:
    """Runs of lines that belong together: wrapped lines are joined, list items stay apart."""
    begin: int | None = None
    listed = gap = False
    previous = ""
    at = start
    while at < end:
        match = _LINE.match(text, at, end)
        stop = match.end() if match else end
        line = text[at:stop].rstrip("\n")
        if not line.strip():
            if begin is not None:
                yield begin, at, listed, gap
            begin, gap, previous = None, True, ""
            at = max(stop, at + 1)
            continue
        bullet = _BULLET.match(line)
        is_item = bool(bullet) and len(line) > (bullet.end() if bullet else 0)
        if is_item and begin is not None and _DAY_FIRST.match(line) and _BEFORE_DAY.search(previous):
            previous, at = line, stop
            continue
        if begin is not None and not is_item and _wraps(previous, line, width):
            previous = line
            at = stop
            continue
        if begin is not None:
            yield begin, at, listed, gap
            gap = False
        begin = at + (bullet.end() if bullet and is_item else 0)
        listed = is_item
        previous = line
        at = stop
    if begin is not None:
        yield begin, end, listed, gap


def _wraps(previous: str, line: str, width: int) -> bool:
    """Whether a line goes on in the next one, as mail programs wrap them at a fixed width."""
    if _GREETING.match(previous) or _ITEM.match(line):
        return False
    if _GOES_ON.search(previous) and not _BULLET.match(line):
        return True
    if _breaks_inside(previous, line):
        return True
    if width < 45 or width > 100:
        return False
    first_word = line.split(maxsplit=1)[0] if line.split() else ""
    if len(previous) + 1 + len(first_word) < width - 12:
        # it would have fitted, so somebody pressed Return on purpose
        return False
    last = previous.rstrip()[-1:]
    first = line.lstrip()[:1]
    if last in ".!?:" and len(previous) < 60:
        return False
    if first.islower():
        return len(previous) >= 25 or last not in ".!?:,"
    return len(previous) >= 50 and last not in ":"


_ANEW = words(
    "i i'll i'm ill im we we'll we're also ps p.s. thanks thank thx cheers best regards kind mit freundliche lg vg gru\u00df "
    "gr\u00fc\u00dfe cordialement merci and but so ok okay yes no yep yeah then please pls let hi hello love bye ciao x xx"
)
"""In lower case these begin a thought of their own as often as they go on with one."""
_DUE_WORDS = re.compile(
    r"[ \t]*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b(?! will\b)|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|EOD|COB|"
    r"KW \d)(?![^\n]{0,25}(?::| - ))"
)
_NARROW, _FULL = 25, 50
"""Characters: a shorter line was broken on purpose; a longer one without a mark at its end hardly was."""


def _breaks_inside(previous: str, line: str) -> bool:
    """Whether a sentence was cut by hand or by another program's width: "by the end of the / next week", "it on / Monday"."""
    before, after = previous.rstrip(), line.lstrip()
    if not before or before[-1] in ".!?:;\u2026,)" or _BULLET.match(line):
        return False
    if len(before) >= _NARROW and _DUE_WORDS.match(line):
        return True
    first = after.split(maxsplit=1)[0].rstrip(",.!") if after else ""
    return len(before) >= _FULL and first[:1].islower() and first not in _ANEW and first.isalpha()


def _ends(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if match.group()[0] == "." and len(match.group()) == 1 and stop < end:
            tail = text[max(at, stop - 12) : stop]
            if _ABBREVIATED.search(tail):
                # "5 Dec. If": some abbreviations also end a sentence when a word with a capital follows
                if not re.match(r"\s+[A-Z][a-z' ]", text[stop : stop + 5]) or not _MAY_END.search(tail):
                    continue
            if _GERMAN_DAY.search(tail) and _MONTH_NEXT.match(text, stop, end):
                continue
        if match.group().startswith(("..", "\u2026")) and re.match(r"\s+[a-z0-9]", text[stop : stop + 4]):
            continue
        yield from _trimmed(text, at, stop)
        at = stop
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        stop = min(end, start + LONGEST)
        if stop < end:
            blank = text.rfind(" ", start + LONGEST // 2, stop)
            stop = blank if blank > 0 else stop
        i, j = start, stop
        while i < j and text[i].isspace():
            i += 1
        while j > i and text[j - 1].isspace():
            j -= 1
        if i < j:
            yield i, j
        start = stop


_SUBJECT = (
    r"(?:i|we|you|he|she|they|it|that|this|there|these|those|ich|wir|sie|er|es|das|je|j'|nous|vous|on|il|"
    r"elle)"
    r"(?:'(?:ll|m|re|ve|d|s))?\b"
)
_FINITE = (
    r"(?:will|'ll|is|are|was|were|has|have|had|can|could|should|shall|would|won't|isn't|doesn't|wird|"
    r"werden|ist|hat|sera|est)\b"
)
_NOUN_SUBJECT = (
    r"(?:the|our|my|your|their|his|her|a|an|someone|somebody|everything|unser[e]?|mein[e]?|der|die|das)(?: "
    r"[\w'&/-]+){0,5}? " + _FINITE
)
_NAME_SUBJECT = r"[\w'-]+(?: [\w'-]+)? (?:will|'ll|is going to)\b"
_BOUNDARY = re.compile(
    r"(?P<hard>\s*;\s+|\s+-{1,3}\s+|\s*\.\.\.+\s*|:\s+|\s*[()\[\]]+\s*|[!?]+\s+|"
    r"\s*[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]+(?:\s+|$))"
    r"|(?P<soft>\s*,?\s+(?:and then|and so|and also|and|but|so|then|plus|or else|und|aber|et|mais|also)\s+)"
    rf"(?={_SUBJECT}|{_NOUN_SUBJECT}|{_NAME_SUBJECT}|(?:then |also |in the meantime )(?:i|we)\b|(?:if|once|"
    rf"when|should|as soon as) \w|(?:will|can|shall|won't) (?!you\b|i\b|we\b|be\b)|(?:hope|expect|plan|aim|"
    rf"intend) to\b)"
    rf"|(?P<comma>,\s+)(?={_SUBJECT}|{_NOUN_SUBJECT}|let me\b|will \w|gonna \w|no \w)"
    r"|(?P<why>,?\s+(?:because|since we|since i|since the|although|though|whereas|which is why|weil|da wir|"
    r"parce que|car nous)\s)"
    r"|(?P<thing>,\s+(?:which|who)\s)"
)


@dataclass(frozen=True)
class Clause:
    """`plain[start:end]` of one sentence; `opener` is what separates it from the one before."""

    start: int
    end: int
    opener: str


_THOUGHT = sorted(
    words(
        "if that what think hope when once guess say know then says said maybe and suppose things thing way"
    )
)
_SPOKEN_BOUNDARY = re.compile(
    _BOUNDARY.pattern
    + r"|(?P<said>"
    + "".join(rf"(?<!\b{word})" for word in _THOUGHT)
    + r"\s+(?:(?:um+|uh+|er|erm|\u00e4hm?|euh|yeah|okay|ok|well|right|look|so|no|ja|gut|bon|oui) )*"
    r"(?=(?:i|we|you|he|she|they)'ll\b|(?:i|we) (?:will|can|shall)\b|(?:i'm|we're) (?:gonna|going to|not)\b|let me\b|"
    r"(?:ich|wir) \w+e?n?\b|je (?:vous|te|le|la)\b|j'))"
)
"""In speech without punctuation a new subject begins a new clause."""


_VERB_BEFORE = re.compile(
    r"\b(?:\w+en|hab|h\u00e4tt|werd|w\u00fcrd|k\u00f6nn\w*|kann|muss|m\u00fcss\w*|soll\w*|mach|schick|ruf|meld|bring|frag|schau|geb|nehm|hol|komm|"
    r"kl\u00e4r|pr\u00fcf|schreib|leg|stell|heb|steh|schieb|reservier|buch|besorg|such|zahl|lass|hinterleg|sag|sprech|rechn|setz|"
    r"trag|halt|fahr|\u00fcberweis|bestell|tausch|l\u00f6s|bau|back|druck|mail|fax|tipp|kopier|sperr|dreh|pack|lad|zieh|"
    r"ier)$"
)
"""German turns subject and verb round after anything else: "dann schicken wir", "das mach ich"."""
_NO_VERB = re.compile(
    r"\b(?:wegen|morgen|neben|gegen|zwischen|eben|oben|unten|hinten|dagegen|deswegen|ihnen|denen|einen|keinen|"
    r"meinen|ihren|unseren|den|wen|wenigen|\w+hen)$"
)


def _is_turned_round(sentence: str, at: int, to: int) -> bool:
    """Whether "ich" or "wir" at `to` follows its own verb, so that no clause begins there."""
    if not sentence.startswith(("ich ", "wir "), to) or to - at > 1:
        return False
    return _VERB_BEFORE.search(sentence, max(0, at - 20), at) is not None and not _NO_VERB.search(
        sentence, max(0, at - 20), at
    )


def clauses(sentence: str, spoken: bool = False) -> list[Clause]:
    """Clauses of one sentence given in `plain` form, without the conjunctions between them."""
    found: list[Clause] = []
    at, opener = 0, ""
    for match in (_SPOKEN_BOUNDARY if spoken else _BOUNDARY).finditer(sentence):
        kind = match.lastgroup or "hard"
        if kind == "said" and _is_turned_round(sentence, match.start(), match.end()):
            continue
        if match.start() > at:
            found.append(Clause(at, match.start(), opener))
        at, opener = match.end(), kind
        if kind in ("why", "thing"):
            at = match.start() + len(match.group()) - len(match.group().lstrip(", "))
    if at < len(sentence):
        found.append(Clause(at, len(sentence), opener))
    return found
