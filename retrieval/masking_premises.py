"""What stands around a street in an address, and what only looks like an address: goods and where they stand."""

import re

from retrieval.masking_firms import word_list

_PREMISES = (
    r"(?:R[ée]s(?:idence|\.)|B[âa]t(?:iment|\.)?|Imm(?:euble|\.)|Lotissement|Lot\.|App(?:artement|t\.?)|Esc(?:alier|alera|\.)|Z\.?[IA]\.?C?\.?|Zone[ ][Ii]ndustrielle|Zone[ ]d['’]activités?|Lieu-dit|Hameau"
    r"|Industriegebiet|Industriepark|Gewerbegebiet|Gewerbepark|Technologiepark|Businesspark|Halle|Hinterhaus|Haus|Gebäude|Geb\.|Aufgang|Stiege|Urbanización|Urb\.|Polígono(?:[ ]Industrial)?|Pol\.[ ]?[Ii]nd\."
    r"|Edificio|Edif\.|Nave|Bloque|Portal|Colonia|Col\.|Fracc(?:ionamiento|\.)|Barrio|Località|Loc\.|Frazione|Fraz\.|Palazzina|Scala|Zona[ ][Ii]ndustriale|Cascina|Bedrijventerrein|Bedrijvenpark|Osiedle|os\."
    r"|Unit|Flat|Suite|Apartment|Apt\.?|Floor|Level|Block|Tower|Wing|Building|Bldg\.?|Villa|Shop|Office|House[ ]No\.?|H\.?[ ]?No\.?|Door[ ]No\.?|Plot(?:[ ]No\.?)?|Survey[ ]No\.?)"
)
_PREMISES_BEFORE = re.compile(
    rf"(?<![\w.])(?i:{_PREMISES})(?:[ ](?:[\w.'’/-]+)){{0,4}},?(?:[ ]|[ ]?\n[ \t>]*)$|(?<![\w.])\d{{1,2}}(?:st|nd|rd|th)[ ]Floor,?[ ]$"
)
"""What stands in front of a street: "Résidence Les Lilas, bât. C, 12 rue ..."."""
_PREMISES_AFTER = re.compile(
    rf",?[ ](?:(?i:{_PREMISES})[ ]?[\w°º./-]{{1,6}}\b|\d{{1,2}}[.º°ª]{{1,2}}[ ]?(?:OG|UG|Stock|Etage|[Pp]iso|[Pp]lanta|izq\.?|izda\.?|dcha\.?|der\.?|[A-F]\b)(?:[ ](?:izq|dcha|der)\.?)?|\d{{1,2}}(?:er|e|ème|ere)[ ]étage"
    r"|EG\b|DG\b|Hinterhaus|Vorderhaus|(?:m|lok|bus|bte|boîte|pta|int|sc|top|kl|lgh|dør|leil)\.?[ ]?\d{1,4}[A-Za-z]?\b|Cedex(?:[ ]\d{1,2})?\b|a\.[ ]?(?:d\.[ ]?)?[A-Z][a-zäöü]+|\([A-Z]{2}\)|[bB]ajo\b)"
)
_CEDEX = re.compile(
    r"[ -](?:(?:en|sur|sous|lès|les|la|le|de|du|am|im|an[ ]der|upon|on)[ -])?[\w'’-]+[ ](?i:cedex)(?:[ ]\d{1,2})?\b|[ ](?i:cedex)(?:[ ]\d{1,2})?\b"
)
_DISTRICT = re.compile(r"[ ]\d{1,2}\b")
_WARES = re.compile(
    r"[ ](?:units?|editions?|boxes|pieces|pcs|pallets?|cases|shafts?|sets?|kits?|bags?|bottles?|cartons?|tables?|chairs?|bikes?|printers?|beds?|seats?|tickets?|copies|licen[cs]es|users?|packs?|crates?|tins?|bars?"
    r"|handbags?|lamps?|sofas?|tiles?|Stück|Stk|Paletten|Kartons|stuks|dozen|pièces|cajas|unidades|pezzi|sztuk)\b"
)
_WARES_LAST = re.compile(_WARES.pattern + r"\W*$")
_WORD = re.compile(r"[^\W\d_]+")


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """With the house, hall or floor in front and the flat or floor behind."""
    while start < end - 1 and text[start] in " ,;\n":
        start += 1
    for _ in range(3):
        premises = _PREMISES_BEFORE.search(text, max(0, start - 48), start)
        if not premises:
            break
        start = premises.start()
    for _ in range(2):
        rest = _PREMISES_AFTER.match(text, end)
        end = rest.end() if rest else end
    return start, end


def ended(text: str, end: int) -> int:
    """With what follows a town: "Cedex 3", "a. Inn", "(NA)"."""
    town = _DISTRICT if text[max(0, end - 5) : end].lower() == "cedex" else _CEDEX
    rest = town.match(text, end) or _PREMISES_AFTER.match(text, end)
    return rest.end() if rest else end


def are_wares(text: str, end: int, said: str) -> bool:
    """Whether it only counts goods, or names the place where they stand: "40 Park Lane editions", "Dock 4, Bay 12"."""
    words = _WORD.findall(said)
    places = word_list("place of goods")
    return bool(
        _WARES.match(text, end)
        or _WARES_LAST.search(said)
        or (words and all(w.lower() in places for w in words))
    )
