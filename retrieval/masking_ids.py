"""Finds national and tax ids of many countries by their form and check digits, and the rest by the word in front."""

import re
from collections.abc import Callable, Iterator, Sequence

from retrieval.masking_numbers import Found, luhn


def _weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(d * w for d, w in zip(digits, weights, strict=False))


def _digits(said: str) -> list[int]:
    return [int(c) for c in said if c.isdigit()]


def _birthday(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


def _swedish(said: str) -> bool:
    d = _digits(said)[-10:]
    return _birthday((d[4] * 10 + d[5] - 1) % 60 + 1, d[2] * 10 + d[3]) and luhn("".join(map(str, d)))


def _norwegian(said: str) -> bool:
    d = _digits(said)
    first = _weighted(d, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
    second = _weighted(d, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    return first and second and _birthday(d[0] * 10 + d[1], d[2] * 10 + d[3])


def _finnish(said: str) -> bool:
    number = int("".join(c for c in said[:-1] if c.isdigit()))
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[number % 31] == said[-1].upper()


def _polish_person(said: str) -> bool:
    d = _digits(said)
    month = (d[2] * 10 + d[3]) % 20
    return _weighted(d, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0 and _birthday(d[4] * 10 + d[5], month)


def _polish_firm(said: str) -> bool:
    d = _digits(said)
    return _weighted(d, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == d[9]


def _spanish(said: str) -> bool:
    plain = re.sub(r"[^0-9A-Z]", "", said.upper())
    number = plain[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == plain[-1]


def _singapore(said: str) -> bool:
    said = said.upper()
    total = _weighted(_digits(said), (2, 7, 6, 5, 4, 3, 2)) + {"T": 4, "G": 4, "M": 3}.get(said[0], 0)
    table = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "KLJNPQRTUWX"}.get(said[0], "XWUTRQPNMLK")
    at = total % 11
    return table[10 - at if said[0] == "M" else at] == said[-1]


def _chinese(said: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[_weighted(_digits(said[:17]), weights) % 11] == said[-1].upper()


def _czech(said: str) -> bool:
    d = _digits(said)
    return int("".join(map(str, d))) % 11 == 0 and 1 <= (d[2] * 10 + d[3]) % 50 <= 12


def _swiss(said: str) -> bool:
    return _weighted(_digits(said), (1, 3) * 6 + (1,)) % 10 == 0


def _australian(said: str) -> bool:
    d = _digits(said)
    return _weighted([d[0] - 1, *d[1:]], (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 0


def _argentine(said: str) -> bool:
    d = _digits(said)
    return (11 - _weighted(d, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 11 == d[10]


def _turkish(said: str) -> bool:
    d = _digits(said)
    tenth = (7 * sum(d[0:9:2]) - sum(d[1:8:2])) % 10 == d[9]
    return tenth and sum(d[:10]) % 10 == d[10] and said[0] != "0"


def _south_african(said: str) -> bool:
    d = _digits(said)
    return luhn(said) and _birthday(d[4] * 10 + d[5], d[2] * 10 + d[3]) and d[10] in {0, 1}


def _romanian(said: str) -> bool:
    d = _digits(said)
    last = _weighted(d, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return d[12] == (1 if last == 10 else last) and _birthday(d[5] * 10 + d[6], d[3] * 10 + d[4])


def _any(_: str) -> bool:
    return True


_ALONE: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    (r"(?:19|20)?\d{6}[-+]\d{4}|(?:19|20)\d{10}", _swedish, "NATIONAL_ID"),
    (r"\d{6}[ ]?\d{5}", _norwegian, "NATIONAL_ID"),
    (r"\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]", _finnish, "NATIONAL_ID"),
    (r"\d{11}", _polish_person, "NATIONAL_ID"),
    (r"\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}", _polish_firm, "TAX_ID"),
    (
        r"[XYZ]-?\d{7}-?[A-HJ-NP-TV-Z]|\d{8}[ -]?[A-HJ-NP-TV-Z]|\d{2}\.\d{3}\.\d{3}[ -]?[A-HJ-NP-TV-Z]",
        _spanish,
        "NATIONAL_ID",
    ),
    (r"[STFGM]\d{7}[A-Z]", _singapore, "NATIONAL_ID"),
    (r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dX]", _chinese, "NATIONAL_ID"),
    (r"\d{6}/\d{4}", _czech, "NATIONAL_ID"),
    (r"756[ .]?\d{4}[ .]?\d{4}[ .]?\d{2}", _swiss, "NATIONAL_ID"),
    (r"\d{2}[ ]\d{3}[ ]\d{3}[ ]\d{3}", _australian, "TAX_ID"),
    (r"(?:2[0347]|3[034])-\d{8}-\d", _argentine, "TAX_ID"),
    (r"784-\d{4}-\d{7}-\d", _any, "NATIONAL_ID"),
    (r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[- ](?:0[1-9]|[1-8]\d|9[89])[- ]\d{4}", _any, "NATIONAL_ID"),
    (r"\d{13}", _south_african, "NATIONAL_ID"),
    (r"[1-8]\d{12}", _romanian, "NATIONAL_ID"),
    (
        r"[A-ZÑ&]{4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[A-Z0-9]{2}[A0-9]",
        lambda said: any(c.isalpha() for c in said[10:]),
        "TAX_ID",
    ),
    (r"\d{9}[ ]?R[TCP]\d{4}", _any, "TAX_ID"),
    (r"NL[ ]?\d{4}\.\d{2}\.\d{3}\.B\d{2}", _any, "TAX_ID"),
    (
        r"[A-Z]{3}[ ][A-Z]{3}[ ]\d{2}[A-EHLMPRST]\d{2}[ ][A-Z]\d{3}[A-Z]|[A-Z]{6}[ ]\d{2}[A-EHLMPRST]\d{2}[ ][A-Z]\d{3}[A-Z]",
        _any,
        "NATIONAL_ID",
    ),
    (
        r"\d{2}[ ]?(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[ ]?[A-Z][ ]?\d{3}",
        lambda said: len(said) > 12 or said.isalnum(),
        "NATIONAL_ID",
    ),
    (r"[A-CEGHJ-PR-TW-Z]{2}[ ]\d{2}[ ]\d{2}[ ]\d{2}[ ][A-D]|QQ[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D]", _any, "NATIONAL_ID"),
    (r"[A-Z9]{5}\d(?:[05][1-9]|[16][0-2])(?:0[1-9]|[12]\d|3[01])\d[A-Z9]{2}\d[A-Z]{2}", _any, "NATIONAL_ID"),
)  # fmt: skip
"""Forms so particular, or so well checked, that they need no word in front."""
_SHAPES = tuple(
    (re.compile(rf"(?<![\w./+-])(?:{form})(?![\w/+-]|[.,]\d)"), check, kind) for form, check, kind in _ALONE
)

_NUMBER = r"(?P<id>(?=[A-Z0-9./ ()-]{0,24}?\d)[A-Z0-9][A-Z0-9]{0,17}(?:[./ -]{1,3}(?=[A-Z0-9]*\d|[A-Z]\b)[A-Z0-9]{1,12}){0,5}(?:\(\d\))?)(?![\w])"
_BETWEEN = r"(?:[\s.:#-]|n[°º.]|(?i:no|nr|num|number|nummer|numero|número|numéro|nº|n°|is|ist|est|es|è|jest|är|er|on|id|card|code|the|klienta|firmy|seria|of)\b){0,10}"
_NAMED = tuple(
    (re.compile(rf"(?<![^\W_])(?i:{words}){_BETWEEN}{_NUMBER}"), kind, least)
    for words, kind, least in (
        (
            r"steuer-?(?:nr|nummer|id)|st\.?-?\s?nr|rfc|cuit|cuil|rut|ruc|nit|cif|org\.?\s?-?\s?n(?:umme)?r|organi[sz]ations?n(?:umme)?r"
            r"|organisasjonsn(?:umme)?r|y-tunnus|ičo|ico|dič|dič|ič\s?dph|adószám|cui|afm|αφμ|trn|uen|инн|єдрпоу|edrpou|acn|abn|gst|ird"
            r"|kra\s+pin|moms(?:reg)?\.?\s?n(?:umme)?r|cvr|kbo|bce|ondernemingsnummer|kvk(?:-?n(?:umme)?r)?|nzbn|regon|krs|siret|siren|nipc|contribuinte|partita\s+iva|p\.\s?iva"
            r"|vergi\s+no|tax\s+(?:id|no|number|file\s+number)|utr|vat(?:\s+(?:reg(?:istration)?|id))?",
            "TAX_ID",
            7,
        ),
        (
            r"renten(?:versicherungs)?n(?:umme)?r|sozialversicherungsn(?:umme)?r|sv-?\s?n(?:umme)?r|ahv(?:-?n(?:umme)?r)?|ausweis-?n(?:umme)?r"
            r"|personalausweis\w*|reisepass\w*|passn(?:umme)?r|dni|nie|cédula|cedula|c\.c|rg|dow[oó]d(?:u|em)?(?:\s+osobist\w+)?|paszport\w*"
            r"|legitymacj\w+|personn(?:umme)?r|fødselsn(?:umme)?r|cpr(?:-n(?:umme)?r)?|r\.\s?č|rodné\s+číslo|taj|kimlik|tckn|t\.?c|emirates\s+id"
            r"|hkid|resident\s+id|rrn|mykad|medicare|id\s+(?:number|no|card|document)|identity\s+(?:number|document)|national\s+id|nik"
            r"|my\s+number|snils|снилс|driver\S{0,3}\s+licen[cs]e|driving\s+licen[cs]e|licen[cs]e|dl|nhs|health\s+card|passports?|passeport"
            r"|pasaporte|passaporto|carta\s+d['’]identità|carte\s+d['’]identité|paspoort(?:n(?:umme)?r)?|rijbewijs|führerschein(?:-?n(?:umme)?r)?|prawo\s+jazdy|patente(?:\s+di\s+guida)?|seguridad\s+social|nuss|tessera\s+sanitaria|carta\s+de\s+conducir|permis(?:\s+de\s+conduire)?"
            r"|amka|oib|egn|jmbg|embg|isikukood|asmens\s+kodas|personas\s+kods|bsn|sin|tfn|nino|ni",
            "NATIONAL_ID",
            6,
        ),
    )
)
_DATE = re.compile(r"(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d")


def find(text: str) -> Iterator[Found]:
    """Ids that pass their country's check, and numbers right behind the word that names them."""
    if not any(c.isdigit() for c in text):
        return
    for shape, check, kind in _SHAPES:
        for match in shape.finditer(text):
            if check(match.group()):
                yield match.start(), match.end(), kind, 0.95
    for named, kind, least in _NAMED:
        for match in named.finditer(text):
            said = match.group("id")
            if sum(c.isdigit() for c in said) >= least and not _DATE.fullmatch(said):
                yield match.start("id"), match.end("id"), kind, 0.9
