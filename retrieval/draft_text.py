"""Text from outside made fit for a CRM field: plain, short, on one line."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_TAG = re.compile(r"<[^<>]{0,200}>")
_MARKS = re.compile(r"[*_`~|\\<>\[\]{}#]+")
_SPACE = re.compile(r"\s+")
_FORMULA = re.compile(r"^[=+@\-\s]+")


def one_line(text: str) -> str:
    """`text` without markup, control and invisible characters, blanks folded; never starts like a formula."""
    shown = _TAG.sub(" ", text)
    shown = "".join(" " if c in "\n\r\t" else c for c in shown)
    shown = "".join(c for c in shown if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    shown = _MARKS.sub(" ", shown)
    shown = _SPACE.sub(" ", shown).strip()
    return _FORMULA.sub("", shown).strip(" .,;:!")


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where possible."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    blank = cut.rfind(" ")
    if blank > limit // 2:
        cut = cut[:blank]
    return cut.rstrip(" ,;:-") + "…"


_BEFORE_ITS_THING = re.compile(
    r"\bthe\s+[^\W\d]+\s+(?!(?:to|for|with|and|at|in|from|via|by|on|so|if|or)\b)[^\W\d]+"
)
"""A month that names a thing: "on the December invoice"."""


def without_due(action: str, due_as_said: str | None) -> str:
    """An action without the words of its due day, which is shown as a date beside it."""
    if not due_as_said or due_as_said not in action:
        return action
    start = action.index(due_as_said)
    the = re.search(r"\bthe\s+[^\W\d]+$", due_as_said)
    if the and _BEFORE_ITS_THING.match(action, start + the.start()):
        return action
    rest = action.replace(due_as_said, " ", 1)
    return re.sub(r"\s+(?:by|on|until|till|before|bis|am|at|in)?\s*$", "", rest) or action


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


_NUMBER = r"\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?![\d])"
_SCALE = r"(?:\s?(?P<scale{n}>k|tsd\.?|thousand|m|mio\.?|million)\b)?"
_CURRENCY = r"(?:€|\$|£|\b(?:eur|euros?|usd|us dollars?|dollars?|gbp|pounds?|chf|francs?)\b)"
MONEY = re.compile(
    rf"(?:(?:€|\$|£|\b(?:eur|usd|gbp|chf))\s?(?P<n1>{_NUMBER}){_SCALE.format(n=1)}"
    rf"|(?<![\w.,])(?P<n2>{_NUMBER}){_SCALE.format(n=2)}\s?{_CURRENCY})",
    re.IGNORECASE,
)
"""A sum of money with its currency, before or after the number."""


def decimal_of(match: re.Match[str]) -> Decimal | None:
    """The sum a `MONEY` match names: "52.000 €" and "$52k" are both 52000."""
    number = match.group("n1") or match.group("n2")
    scale = (match.group("scale1") or match.group("scale2") or "").lower().rstrip(".")
    plain = re.sub(r"['\u2019\u00a0\u202f ]", "", number)
    last = max(plain.rfind("."), plain.rfind(","))
    if last >= 0 and len(plain) - last - 1 in (1, 2):
        whole, part = plain[:last], plain[last + 1 :]
    else:
        whole, part = plain, ""
    digits = re.sub(r"[.,]", "", whole)
    try:
        value = Decimal(f"{digits}.{part or '0'}")
    except InvalidOperation:
        return None
    value *= {"k": 1000, "tsd": 1000, "thousand": 1000, "m": 10**6, "mio": 10**6, "million": 10**6}.get(
        scale, 1
    )
    return value.quantize(Decimal("0.01")) if value < 10**12 else None
