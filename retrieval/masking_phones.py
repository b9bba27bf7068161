"""Finds phone numbers, and leaves order numbers, prices, dates and versions alone."""

import re
from collections.abc import Iterator

from retrieval.masking_numbers import Found

_NUMBER = re.compile(
    r"(?<![\w@#$€£./-])(?<!\d[ ,])"
    r"(?P<plus>\+|011[ ](?=[1-9])|00[ ]?(?=[1-9]))?[ ]?(?:\(\+?\d{1,5}\)[ \u00a0./-]?)?\d(?:[ \u00a0./-]{0,3}(?:\(\d{1,5}\)[ ]?)?\d){4,17}"
    r"(?P<ext>[ ]?(?:x|ext\.?|extension|dw|durchwahl)[ ]?\.?\d{1,6})?(?![\w@%€$£]|[.,/-]\d)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:[tmpfd]\s?[:.]|(?:phone|fon|telefon\w*|tel|téléphone|telephone|teléfono|mobile?|mobil\w*|handy\w*|cell\w*|call\w*|fax|ring|rufen|text"
    r"|whatsapp|sms|dial|direct|hotline|reach\w*|landline|switchboard|durchwahl|desk|number\s+is|numéro|móvil\w*|movil|portable|joignable"
    r"|appel\w*|cellulare|kom(?:órka|\.)?|zadzwoń|tlf|tfn|puh|gsm|rückruf|erreichbar|bel(?:len)?|llám\w+|chiam\w+|ligue|telemóvel|telefone|recapito)\b)"
    r"[^\n\d]{0,24}[\n\r]{0,2}[^\n\d+(]{0,6}$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?:\b(?:order|invoice|ticket|case|po|ref|reference|quote|contract|sku|item|part|serial|version|v|account|acct|customer"
    r"|tracking|shipment|bestell\w*|rechnung\w*|angebot\w*|auftrag\w*|id|article|build|release|policy|page|room|meeting|code"
    r"|seal|container|reg|registration|batch|charge|seriennummer|pnr|vin|imei|asset|employee|personal|pin|passcode|password|isbn|model|batch|lot|rfc|port|zip|postcode|licen[cs]e|request|group|record|permit|confirmation|booking|reservation|claim|member|student|employee|registration|loan|ssn|iban|bic|card|number\s+of)"
    r"\b[\s:#.]*(?:no|nr|number|nummer|id)?[\s:#.'-]*(?:is|was|ist)?\s*|[#№$€£]\s?)$",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"\b(?!(?:TEL|FAX|MOB|GSM|TLF|CELL|PH|TF|HP|WA|SMS|CALL|DIAL|RING|OR|AND|AT|ON|IS|UND|OU)\b)[A-Z]{2,5}[ -]$"
)
"""Letters that begin a container's, seal's or part's number: "MSCU 4471120"."""
_NEAR = re.compile(
    r"\b(?:phone|tel|telephone|telefon|mobile|cell|call|contact|reach|fax|dial|ring|hotline|whatsapp|my\s+number|number\s+is"
    r"|customer\s+service|office|home|line|answer\w*|messages?|sms|text(?:ed)?)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"[ ,(:-]{0,3}(?:is\s+my\s+|is\s+the\s+|my\s+)?(?:phone|mobile|cell|tel|office|home|work|fax)\b",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"[6-9]\d{4}[ -]\d{5}|91[ -][6-9]\d{4}[ -]?\d{5}|\d{3}[ -]\d{4}|\d{4}[ -]\d{4}|\d{2}(?:[ .-]\d{2}){3,4}|\d{2,4}[ -]\d{3}[ -]\d{2,4}(?:[ -]\d{2,4})?"
)
_MOBILE = re.compile(r"0[1-9]\d{8,9}")
_AMERICAN = re.compile(r"(?:\+?1[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}")
_DATE = re.compile(
    r"(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}(?:[ T]\d{1,2}.*)?|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d(?:[ T]\d{1,2}.*)?"
    r"|(?:19|20)\d\d\s?[-/]\s?(?:19|20)?\d\d"
)
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ \u00a0.]\d{3})+")


def find(text: str) -> Iterator[Found]:
    """Numbers written like phones, or that a word before them calls one."""
    for match in _matches(text):
        start = match.start() + (len(match.group()) - len(match.group().lstrip()))
        score = _score(text, start, match)
        if score:
            yield start, match.end(), "PHONE", score


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Each number by itself where two stand beside a slash."""
    for match in _NUMBER.finditer(text):
        cut = match.group().find(" / ")
        if cut > 0 and sum(c.isdigit() for c in match.group()) > 13:
            middle = match.start() + cut
            parts = (_NUMBER.match(text, match.start(), middle), _NUMBER.match(text, middle + 3))
            yield from (part for part in parts if part)
        else:
            yield match


def _score(text: str, start: int, match: re.Match[str]) -> float:
    written = match.group().strip()
    digits = re.sub(r"\D", "", written)
    bare = written[: len(written) - len(match.group("ext") or "")].strip()
    before = text[max(0, start - 48) : start]
    if _DATE.fullmatch(bare) or _IP.fullmatch(bare) or len(set(digits)) == 1:
        return 0.0
    plus = (match.group("plus") or "").strip()
    if plus and 8 <= len(digits) <= 17 and (plus != "00" or (len(digits) > 9 and not _OTHER.search(before))):
        return 0.95
    if match.group("ext") and len(digits) >= 8:
        return 0.9
    if _OTHER.search(before) or _MARKED.search(before):
        return 0.0
    said = bool(_SAID.search(before))
    if said and 6 <= len(digits) <= 15:
        return 0.9
    if _AMERICAN.fullmatch(bare):
        return 0.85
    if 6 <= len(digits) <= 13 and (_NEAR.search(before) or _BEHIND.match(text, match.end())):
        return 0.85
    grouped = bool(re.search(r"[ ()/.-]", bare))
    if _MOBILE.fullmatch(bare):
        return 0.6
    if not grouped or _THOUSANDS.fullmatch(bare):
        return 0.0
    if bare.startswith(("0", "(0")) and 9 <= len(digits) <= 13:
        return 0.85
    if bare.startswith("(") and 8 <= len(digits) <= 12:
        return 0.85
    if _LOCAL.fullmatch(bare):
        return 0.7
    return 0.0
