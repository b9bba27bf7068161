"""Finds what has a form of its own: mail addresses, phones, IBANs, cards, tax and national ids."""

import re
from collections.abc import Iterator

Found = tuple[int, int, str, float]
"""Start, end, type, score."""

_CONTEXT = 60
"""Characters before a number in which a word may say what it is."""

_MAIL = re.compile(
    r"(?<![\w.+%&'*/=?^`{|}~@-])[\w+%&'*/=?^`{|}~-][\w.+%&'*/=?^`{|}~-]{0,63}@"
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_](?:[\w-]{0,60}[^\W_])(?![\w@])"
)
_SPELLED_MAIL = re.compile(
    r"(?<![\w.])[\w+-]{1,40}(?:\.[\w+-]{1,40}){0,4}\s?[\[(]\s?at\s?[\])]\s?[\w-]{1,60}"
    r"(?:(?:\.|\s?[\[(]\s?dot\s?[\])]\s?)[\w-]{1,60}){1,4}",
    re.IGNORECASE,
)
_SAID_MAIL = re.compile(
    r"(?<![\w.])[\w+-]{1,40}(?:(?:\.|\sdot\s)[\w+-]{1,40}){0,4}\sat\s[\w-]{1,60}(?:\sdot\s[\w-]{1,30}){0,3}\sdot\s[a-z]{2,8}\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\w.,+])(?:\d{4}(?:\.\d{4}){3}|(?:\d[ \u00a0-]?){11,18}\d)(?![\w])(?![.,]\d)")
_CARD_WORDS = re.compile(
    r"\b(?:card|cards|visa|mastercard|amex|credit|debit|cc|maestro|karte|carte|tarjeta)\b", re.I
)
_CARD_START = re.compile(r"4|5[0-8]|6|2[2-7]|3[0456789]|1800|2131|9792")
_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]{1,4}){3,8}(?![^\W_])", re.IGNORECASE)
_IBAN_SIZE = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
    "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
    "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29,
    "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26,
    "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip

_VAT = re.compile(
    r"(?<![^\W_])(?:ATU[ ]?\d{8}|BE[ ]?[01]?\d{3}[. ]?\d{3}[. ]?\d{3}|BG[ ]?\d{9,10}|CY[ ]?\d{8}[A-Z]|CZ[ ]?\d{8,10}"
    r"|DE[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}|DK[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}|EE[ ]?\d{9}|EL[ ]?\d{9}|ES[ ]?[A-Z]\d{7}[A-Z0-9]"
    r"|ES[ ]?\d{8}[A-Z]|FI[ ]?\d{8}|FR[ ]?[A-Z0-9]{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}|GB[ ]?\d{3}[ ]?\d{4}[ ]?\d{2}(?:[ ]?\d{3})?"
    r"|XI[ ]?\d{9}|HR[ ]?\d{11}|HU[ ]?\d{8}|IE[ ]?\d[A-Z0-9]\d{5}[A-Z]{1,2}|IT[ ]?\d{11}|LT[ ]?\d{9}(?:\d{3})?|LU[ ]?\d{8}"
    r"|LV[ ]?\d{11}|MT[ ]?\d{8}|NL[ ]?\d{9}B\d{2}|PL[ ]?\d{10}|PL[ ]?\d{3}-\d{3}-\d{2}-\d{2}|PT[ ]?\d{9}|RO[ ]?\d{6,10}"
    r"|SE[ ]?\d{10}01|SI[ ]?\d{8}|SK[ ]?\d{10}|CHE-?\d{3}\.?\d{3}\.?\d{3}(?:[ ]?(?:MWST|TVA|IVA))?|NO[ ]?\d{9}[ ]?MVA)(?![^\W_])"
)
_OTHER_NUMBER = re.compile(
    r"\b(?:po|p\.o|order|invoice|ticket|case|ref|reference|quote|contract|item|part|serial|tracking|policy|booking|bestellung|auftrag"
    r"|rechnung|faktura|facture|fattura|factura|pedido|commande|zam[oó]wienie)\b\W{0,3}(?:(?:no|nr|number|id)\b\W{0,3})?$",
    re.IGNORECASE,
)
_TAX_WORDS = re.compile(
    r"\b(?:vat|tax|tin|ein|fein|ust|ustid\w*|steuer\w*|mwst|tva|siret|siren|iva|nif|cif|partita|btw|moms|abn|gst\w*|cnpj"
    r"|employer identification|nip|regon|rfc|cvr|uid|e\.i\.n)\b",
    re.IGNORECASE,
)
_ID_WORDS = re.compile(
    r"\b(?:ssn|s\.s\.n|social\s+security|sozialversicherung\w*|national\s+(?:id\w*|insurance)|nino|ni\s+(?:no|number)"
    r"|passport|passeport|reisepass\w*|personalausweis\w*|ausweis\w*|driver\W{0,2}s?\W{0,2}\s*licen[cs]e|driving\s+licen[cs]e"
    r"|licen[cs]e\s+(?:no|number)|dl\s*(?:no|number|#)|identity\s+(?:card|number)|id\s+card|personnummer|cpr|pesel|bsn|dni|nie"
    r"|cpf|curp|sin|aadhaar|aadhar|pan\s+(?:no|number|card)|codice\s+fiscale|nhs\s+(?:no|number)|ahv\w*|avs|nric|hetu"
    r"|medicare|tfn|birth\s+number|rodn\w+|versichertennummer|svnr|sv-nummer|pps\w?|fødselsnummer|rijksregister\w*|burgerservice\w*|kennitala|egn|cnp|oib|bvn|nin|insee|id\s+(?:no|number)|identification\s+number|numéro\s+de\s+sécurité|securite\s+sociale|itin)\b",
    re.IGNORECASE,
)
_AFTER_WORD = re.compile(
    r"(?<![^\W_])(?=[A-Z0-9./ \u00a0-]{0,24}?\d)[A-Z0-9][A-Z0-9]{0,17}(?:[./ \u00a0-]?[A-Z0-9]{2,12}){0,5}(?![^\W_])"
)
_SSN = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\w-])")
_ITIN = re.compile(r"(?<![\w-])9\d\d-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-\d{4}(?![\w-])")
_NINO = re.compile(
    r"(?<![^\W_])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D](?![^\W_])"
)
_CODICE_FISCALE = re.compile(
    r"(?<![^\W_])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![^\W_])", re.IGNORECASE
)
_CURP = re.compile(r"(?<![^\W_])[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d(?![^\W_])")
_DNI = re.compile(r"(?<![\w-])(?:[XYZ]-?\d{7}|\d{8})-?([A-HJ-NP-TV-Z])(?![\w-])")
_NIR = re.compile(
    r"(?<!\d)[12][ ]?\d{2}[ ]?(?:0[1-9]|1[0-2])[ ]?(?:\d{2}|2[AB])[ ]?\d{3}[ ]?\d{3}[ ]?(\d{2})(?!\d)"
)
_CPF = re.compile(r"(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])")
_AHV = re.compile(r"(?<![\w.])756\.\d{4}\.\d{4}\.\d{2}(?![\w])")
_PERSONNUMMER = re.compile(r"(?<![\w-])(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[-+](\d{4})(?![\w-])")
_HETU = re.compile(r"(?<![\w-])(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[-+A]\d{3}[0-9A-FHJ-NPR-Y](?![\w-])")
_NRIC = re.compile(r"(?<![^\W_])[STFGM]\d{7}[A-Z](?![^\W_])")
_CNPJ = re.compile(r"(?<![\w.])\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}(?![\w])")
_EIN = re.compile(r"(?<![\w-])\d{2}-\d{7}(?![\w-])")
_GSTIN = re.compile(r"(?<![^\W_])\d{2}[A-Z]{5}\d{4}[A-Z]\d[Z][A-Z0-9](?![^\W_])")
_PAN = re.compile(r"(?<![^\W_])[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z](?![^\W_])")

_TAX_GROUPS = re.compile(
    r"(?<![\w-])(?:\d{2}[ ]\d{3}[ ]\d{3}[ ]\d{3}|\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}|\d{10,11})(?![\w-])"
)
_RIJKSREGISTER = re.compile(r"(?<![\w.])\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?![\w])")
_ELEVEN = re.compile(r"(?<![\w-])(?:\d{6}[ -]\d{5}|\d{11}|\d{13}|\d{9})(?![\w-])")
_KENNITALA = re.compile(r"(?<![\w-])\d{6}-?\d{4}(?![\w-])")
_PPS = re.compile(r"(?<![^\W_])\d{7}[A-W][A-IW]?(?![^\W_])")


def luhn(text: str) -> bool:
    """Whether the digits pass the check that payment cards carry."""
    digits = [int(c) for c in text if c.isdigit()][::-1]
    return sum(digits[::2] + [sum(divmod(2 * d, 10)) for d in digits[1::2]]) % 10 == 0


def find(text: str) -> Iterator[Found]:
    """Everything structured, overlaps included; the caller settles which one stands."""
    yield from _mails(text)
    yield from _ibans(text)
    yield from _cards(text)
    yield from _tax_ids(text)
    yield from _national_ids(text)


def _mails(text: str) -> Iterator[Found]:
    if "@" in text:
        for match in _MAIL.finditer(text):
            start = match.start() + (1 if match.group()[0] in "'`" else 0)
            yield start, match.end(), "EMAIL", 1.0
    if re.search(r"[\[(]\s?at\s?[\])]", text, re.IGNORECASE):
        for match in _SPELLED_MAIL.finditer(text):
            yield match.start(), match.end(), "EMAIL", 0.9
    if " dot " in text.lower():
        for match in _SAID_MAIL.finditer(text):
            yield match.start(), match.end(), "EMAIL", 0.8


def _ibans(text: str) -> Iterator[Found]:
    for match in _IBAN.finditer(text):
        code = re.sub(r"[^A-Z0-9]", "", match.group().upper())
        size = _IBAN_SIZE.get(code[:2])
        if size is None or len(code) < size:
            if _says(text, match.start(), re.compile(r"\biban\b", re.IGNORECASE)) and len(code) >= 15:
                yield match.start(), match.end(), "IBAN", 0.8
            continue
        end = _end_of(text, match.start(), size)
        tail_is_free = end == match.end() or not text[end].isalnum()
        if tail_is_free and (
            _mod_97(code[:size]) or _says(text, match.start(), re.compile(r"\biban\b", re.IGNORECASE))
        ):
            yield match.start(), end, "IBAN", 1.0


def _end_of(text: str, start: int, size: int) -> int:
    """Where the `size`th letter or digit ends."""
    seen = 0
    for at in range(start, len(text)):
        seen += text[at].isalnum()
        if seen == size:
            return at + 1
    return len(text)


def _mod_97(code: str) -> bool:
    turned = code[4:] + code[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def _cards(text: str) -> Iterator[Found]:
    for match in _DIGITS.finditer(text):
        said = _says(text, match.start(), _CARD_WORDS)
        for written in _shorter(match.group()):
            digits = re.sub(r"\D", "", written)
            if len(digits) < 12 or len(set(digits)) == 1 or not luhn(digits):
                continue
            if said or (_CARD_START.match(digits) and _grouped(written)):
                yield match.start(), match.start() + len(written), "CARD", 1.0
                break


def _shorter(written: str) -> Iterator[str]:
    """The number, and the number without its last groups: "4111 1111 1111 1111 09" has a date behind it."""
    yield written
    for match in reversed(list(re.finditer(r"\D", written))):
        yield written[: match.start()]


def _grouped(written: str) -> bool:
    """Cards are written in one go or in groups of four or more; "12 34 56" is something else."""
    groups = re.split(r"\D+", written)
    return len(groups) == 1 or all(len(group) >= 4 for group in groups[:-1])


def _tax_ids(text: str) -> Iterator[Found]:
    for match in _VAT.finditer(text):
        yield match.start(), match.end(), "TAX_ID", 0.95
    for shape in (_CNPJ, _GSTIN, _PAN):
        for match in shape.finditer(text):
            yield match.start(), match.end(), "TAX_ID", 0.95
    for match in _EIN.finditer(text):
        if _says(text, match.start(), _TAX_WORDS):
            yield match.start(), match.end(), "TAX_ID", 0.95
    for match in _TAX_GROUPS.finditer(text):
        if _says(text, match.start(), _TAX_WORDS):
            yield match.start(), match.end(), "TAX_ID", 0.9
    yield from _after_words(text, _TAX_WORDS, "TAX_ID", least=8)


def _national_ids(text: str) -> Iterator[Found]:
    for shape in (_SSN, _ITIN, _NINO, _CODICE_FISCALE, _CURP, _CPF, _AHV, _RIJKSREGISTER):
        for match in shape.finditer(text):
            yield match.start(), match.end(), "NATIONAL_ID", 0.95
    for match in _DNI.finditer(text):
        number = int(re.sub(r"\D", "", match.group().upper().translate(str.maketrans("XYZ", "012"))))
        if "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == match.group(1):
            yield match.start(), match.end(), "NATIONAL_ID", 0.95
    for match in _NIR.finditer(text):
        digits = match.group().replace(" ", "").replace("2A", "19").replace("2B", "18")
        if 97 - int(digits[:13]) % 97 == int(match.group(1)):
            yield match.start(), match.end(), "NATIONAL_ID", 0.95
    for match in _PERSONNUMMER.finditer(text):
        if luhn(re.sub(r"\D", "", match.group())[-10:]):
            yield match.start(), match.end(), "NATIONAL_ID", 0.95
    for shape in (_HETU, _NRIC, _ELEVEN, _KENNITALA, _PPS):
        for match in shape.finditer(text):
            if _says(text, match.start(), _ID_WORDS):
                yield match.start(), match.end(), "NATIONAL_ID", 0.95
    yield from _after_words(text, _ID_WORDS, "NATIONAL_ID", least=6)


def _after_words(text: str, words: re.Pattern[str], kind: str, least: int) -> Iterator[Found]:
    """A number right after a word that says what it is: "passport no. C01X00T47"."""
    for word in words.finditer(text):
        stretch = text[word.end() : word.end() + 48]
        stretch = re.split(
            r"[\n\r]{2}|[;!?]|\.\s", stretch.replace("no. ", "no  ").replace("nr. ", "nr  "), maxsplit=1
        )[0]
        for match in _AFTER_WORD.finditer(stretch):
            start, end = word.end() + match.start(), word.end() + match.end()
            shown = text[start:end]
            end -= len(shown) - len(_without_tail(shown))
            count = sum(c.isdigit() for c in text[start:end])
            if (
                count >= least
                and not _OTHER_NUMBER.search(text, max(0, start - 24), start)
                and not _looks_like_date_or_price(text, start, end)
            ):
                yield start, end, kind, 0.85
                break


def _without_tail(shown: str) -> str:
    """Cuts capital words without a digit that only follow the number."""
    parts = re.split(r"([ \u00a0])", shown)
    while len(parts) > 1 and not any(c.isdigit() for c in parts[-1]):
        parts = parts[:-2]
    return "".join(parts)


_DATE = re.compile(r"(?:19|20)\d\d[-./ ](?:0?\d|1[0-2])[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d")


def _looks_like_date_or_price(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 4) : start]
    return bool(_DATE.fullmatch(text[start:end])) or any(c in before for c in "$€£")


def _says(text: str, start: int, words: re.Pattern[str]) -> bool:
    """Whether a word before the number says what it is, and none right before it says something else."""
    if _OTHER_NUMBER.search(text, max(0, start - 24), start):
        return False
    return bool(words.search(text, max(0, start - _CONTEXT), start))
