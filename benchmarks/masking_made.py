"""Makes labelled texts from sentences and names of our own: people, and the same words as anything else."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from benchmarks.masking_data import OWN, Text
from benchmarks.masking_numbers import phone
from benchmarks.masking_places import address, road, town
from retrieval.masking_names import PARTICLES

_NEAR = {"en": ("en", "en", "en", "indian", "african", "arabic", "eastasian"), "de": ("de", "de", "turkish", "slavic"),
         "fr": ("fr", "fr", "african", "arabic"), "es": ("es",), "it": ("it", "it", "african"), "nl": ("nl", "nl", "turkish"),
         "pl": ("pl", "pl", "slavic"), "sv": ("nordic", "nordic", "arabic"), "pt": ("es", "it")}  # fmt: skip
"""Where people who write a language often come from; a third come from anywhere."""
_LANGUAGES = (
    ("en",) * 10 + ("de",) * 3 + ("fr",) * 3 + ("es",) * 2 + ("it",) * 2 + ("nl",) * 2 + ("pl", "sv", "pt")
)
_SMALL = PARTICLES | {"'t", "dell'", "d'", "bar", "abu"}
_FIRMS = {
    "en": "{x} Ltd|{x} Inc.|{x} & {y}|{x} Group|{x} Logistics|{x} Foods|{x} Brothers|{x} and Sons|{g} {x} Ltd|{x} Systems|{x} Mutual"
    "|{g}'s Bakery|{x} Plumbing|{x}, {y} & Co|{x} Partners|{x}-{y} plc|{g} {x} Interiors|Dr. {x} Labs|Casa {g}|{x} Freight|{x} Marine",
    "de": "{x} GmbH|{x} & Söhne|{x} AG|{g} {x} KG|Spedition {x}|Bäckerei {x}|Autohaus {x} & {y}|{x} Maschinenbau|{g} {x} Spedition|Gebr. {x}",
    "fr": "{x} SARL|Maison {x}|Établissements {x}|{x} et Fils|{g} {x} SA|Transports {x}|Garage {x}|{x} Frères",
    "es": "{x} S.L.|Hermanos {x}|{x} e Hijos|Talleres {x}|{x} y {y} S.A.|Bodegas {x}",
    "it": "{x} S.r.l.|Fratelli {x}|ditta {x} e {y}|{x} & Figli|Officina {x}|{g} {x} S.p.A.",
    "nl": "{x} B.V.|Bakkerij {x}|{x} en Zonen|Gebroeders {x}|{x} Transport",
    "pl": "{x} Sp. z o.o.|Zakład {x}|{x} i Synowie|Piekarnia {x}",
    "sv": "{x} AB|{g} {x} Elektro AB|{x} Bygg|Bröderna {x}",
    "pt": "{x} Lda|Padaria {x}|Irmãos {x}|{x} e Filhos",
}
_LAWS = {
    "en": "{x} & {y} LLP|{x}, {y} & {z}|{x}, {y} and {z} LLP|{x} {y} PLLC|{x} & {y}|{x} {y} Solicitors|the law offices of {g} {x}|{x} LLP|{x} Legal",
    "de": "{x} & {y}|{x} {y} Rechtsanwälte|{x}, {y} & Partner|{x} und Kollegen|{x} {y} {z} PartG",
    "fr": "{x} & Associés|{x} {y} Avocats|{x}, {y} et {z}|{x} et {y}",
    "es": "{x} y {y}|{x}, {y} y Asociados|{x} Abogados|{x} & {y}",
    "it": "{x} {y} Associati|{x} e {y}|studio {x}|{x}, {y} & Partners",
    "nl": "{x} & {y}|{x} en {y}|{x} {y} Advocaten",
    "pl": "{x} i Wspólnicy|{x} {y} Radcowie|{x} & {y}",
    "sv": "{x} & {y}|{x} Advokater|{x} och {y}",
    "pt": "{x} & {y}|{x} e Associados|{x} Advogados",
}
_BRANDS = ("Nor Vel Tess Hal Quil Brack Spin Zen Lum Cor Ax Bryn Kest Fen Ard Glo Ini Ac Hoo Con Fab Tyr Um Tri Sol Ver Pan Opt Kor Dra",
           "dara mark arine ergate voort ix ico ara eon worth tek sys ly io ena wick bex tech me li toso rikam rell brella ton vanta dex on")  # fmt: skip
"""Beginnings and ends of invented companies."""
_AMOUNTS = (
    "$18,400",
    "EUR 2.480",
    "£120",
    "611.40 EUR",
    "60k",
    "499 zł",
    "USD 61.17",
    "7.900 euro",
    "12 000 kr",
    "AED 5,000",
    "1,5 Mio. €",
)
_DATES = (
    "12 March",
    "03.05.2025",
    "2025-10-09",
    "Friday",
    "Q3",
    "14 mai",
    "15/09/2025",
    "next week",
    "the 19th",
)


@lru_cache(maxsize=1)
def _people() -> tuple[dict[str, list[str]], dict[str, list[str]], list[str], list[str]]:
    row = json.loads((OWN / "people.json").read_text(encoding="utf-8"))
    given = {country: names.split() for country, names in row["given"].items()}
    family = {country: _joined(names.split()) for country, names in row["family"].items()}
    return given, family, row["everyday"].split(), row["nick"].split()


def _joined(words: list[str]) -> list[str]:
    """ "de la Fuente" is one name, although blanks part the names."""
    found, begun = [], ""
    for word in words:
        begun = f"{begun} {word}".strip()
        if word.lower() not in _SMALL:
            found.append(begun)
            begun = ""
    return found


@lru_cache(maxsize=1)
def _sentences() -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    name = ""
    for line in (OWN / "sentences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line[1:-1]
        elif line and not line.startswith("#"):
            if name in {"open", "close"}:
                language, row = line.split(" ", 1)
                parts[f"{name} {language}"] = [part.replace("\\n", "\n") for part in row.split("|")]
            else:
                parts.setdefault(name, []).append(line)
    return parts


@lru_cache(maxsize=1)
def _listed() -> tuple[list[str], list[str]]:
    from benchmarks.masking_data import listed

    return listed("given"), [name for name in listed("family") if len(name) > 2]


@dataclass
class _Maker:
    """One text being made: who is in it, and what was written so far."""

    chance: random.Random
    language: str
    text: str = ""
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    used: dict[str, list[str]] = field(default_factory=lambda: {"g": [], "f": [], "xg": [], "xf": []})

    def add(self, line: str) -> None:
        for piece in re.split(r"(\{\w+\})", line):
            if not piece.startswith("{"):
                self.text += piece
                continue
            said, spans = self.said(piece[1:-1])
            self.spans += [(len(self.text) + a, len(self.text) + b, kind) for a, b, kind in spans]
            self.text += said

    def said(self, slot: str) -> tuple[str, list[tuple[int, int, str]]]:
        if slot in {"g", "f", "w", "full", "init", "upper"}:
            said = self._person(slot)
            # "the Hendersons": the s is no part of the name, and the label goes to its end all the same.
            return said, [(0, len(said), "PERSON")]
        if slot == "addr":
            said = address(self.chance, self.language)
            return said, [(0, len(said), "ADDRESS")]
        return self._other(slot), []

    def _person(self, slot: str) -> str:
        chance = self.chance
        if slot == "w":
            return self._kept("g", chance.choice(_people()[2]))
        if slot == "f":
            return self._kept("f", self._family())
        if slot == "g":
            if chance.random() < 0.12:
                return f"{self._kept('g', self._given())} {self._family()}"
            return self._kept("g", self._given())
        given, family = self._given(), self._kept("f", self._family())
        if slot == "init":
            initials = [f"{chance.choice('ABCDEFGHJKLMNPRSTW')}." for _ in range(chance.choice([1, 1, 2]))]
            return chance.choice([" ", " ", ""]).join(initials) + f" {family}"
        if slot == "upper":
            return f"{family.upper()}{chance.choice(['/', ' ', ', '])}{given.upper()}"
        self._kept("g", given)
        draw = chance.random()
        if draw < 0.06:
            return f"{given} {chance.choice('ABCEGHJKLMNPRST')}. {family}"
        if draw < 0.1:
            return f"{given} {self._given()} {family}"
        if draw < 0.13:
            return f"{given} {family}-{self._family().split()[-1]}"
        if draw < 0.15:
            return f"{family}, {given}"
        return f"{given} {family}"

    def _kept(self, kind: str, name: str) -> str:
        """Somebody whose name was said as a thing, or somebody new."""
        things = self.used[f"x{kind}"]
        if things and self.chance.random() < 0.3:
            name = self.chance.choice(things)
        self.used[kind].append(name)
        return name

    def _country(self) -> str:
        near = _NEAR[self.language]
        return self.chance.choice(near if self.chance.random() < 0.67 else sorted(_people()[0]))

    def _given(self) -> str:
        given, _, everyday, nick = _people()
        draw = self.chance.random()
        if draw < 0.12:
            return self.chance.choice(everyday)
        if draw < 0.2:
            said = self.chance.choice(nick)
            return said if self.chance.random() < 0.3 else said.capitalize()
        if draw < 0.5:
            return self.chance.choice(_listed()[0])
        return self.chance.choice(given[self._country()])

    def _family(self) -> str:
        _, family, everyday, _ = _people()
        draw = self.chance.random()
        if draw < 0.05:
            return self.chance.choice(everyday)
        if draw < 0.45:
            return self.chance.choice(_listed()[1])
        return self.chance.choice(family[self._country()])

    def _thing(self, kind: str) -> str:
        people = self.used[kind]
        if people and self.chance.random() < 0.25:
            name = self.chance.choice(people)
        else:
            name = self._given() if kind == "g" else self._family()
            name = name[:1].upper() + name[1:]
        self.used[f"x{kind}"].append(name)
        return name

    def _other(self, slot: str) -> str:
        chance = self.chance
        if slot in {"xg", "xf"}:
            return self._thing(slot[1])
        if slot == "xw":
            said = chance.choice(_people()[2])
            self.used["xg"].append(said)
            return said if chance.random() < 0.6 else said.lower()
        if slot in {"firm", "law"}:
            form = chance.choice((_FIRMS if slot == "firm" else _LAWS)[self.language].split("|"))
            return re.sub(r"\{(\w)\}", lambda m: self._thing("g" if m[1] == "g" else "f"), form)
        if slot == "mail":
            name = (self.used["g"] or [self._given()])[-1].lower().replace(" ", ".")
            return f"{name}@{chance.choice(['acmewidgets', 'webpost', 'harborlight', 'skrzynka'])}.example"
        return {
            "brand": lambda: "".join(chance.choice(part.split()) for part in _BRANDS),
            "place": lambda: town(chance),
            "road": lambda: road(chance),
            "phone": lambda: phone(chance),
            "order": lambda: chance.choice(["HP-{}", "4500{}", "F-2025-{}", "INC-{}", "#{}"]).format(
                chance.randint(100, 99999)
            ),
            "num": lambda: str(chance.randint(10_000, 9_999_999)),
            "amt": lambda: chance.choice(_AMOUNTS),
            "date": lambda: chance.choice(_DATES),
        }[slot]()


def made(count: int, seed: int) -> Iterator[Text]:
    """`count` texts in nine languages; the same seed gives the same ones."""
    chance = random.Random(seed)
    parts = _sentences()
    for _ in range(count):
        maker = _Maker(chance, chance.choice(_LANGUAGES))
        plain, chat = parts[maker.language], parts.get(f"{maker.language} chat", parts["en chat"])
        draw = chance.random()
        if draw < 0.3:
            _note(maker, plain, chance)
        elif draw < 0.6:
            _mail(maker, plain + chat[: len(chat) // 3], chance)
        elif draw < 0.8:
            _chat(maker, chat, chance)
        elif draw < 0.92:
            maker.add(chance.choice(chat))
        else:
            _transcript(maker, chat, chance)
        text, spans = maker.text, tuple(maker.spans)
        low = 0.75 if draw >= 0.6 else 0.06
        if chance.random() < low and len(text.lower()) == len(text):
            text = text.lower()
        yield Text(text, spans, (), f"made {maker.language}")


def _note(maker: _Maker, plain: list[str], chance: random.Random) -> None:
    maker.add(" ".join(chance.sample(plain, chance.randint(1, 4))))


def _mail(maker: _Maker, plain: list[str], chance: random.Random) -> None:
    gap = chance.choice(["\n", "\n\n", "\n\n", " "])
    opened, closed = (_sentences()[f"{part} {maker.language}"] for part in ("open", "close"))
    maker.add(chance.choice(opened) + gap)
    maker.add(" ".join(chance.sample(plain, chance.randint(1, 4))) + gap)
    maker.add(chance.choice(closed))


def _chat(maker: _Maker, chat: list[str], chance: random.Random) -> None:
    size = chance.randint(2, 4)
    form = chance.choice(["{g}: ", "[10:1{n}] {g}: ", "", "> ", "{full}  10:2{n}\n"])
    for n in range(size):
        maker.add(form.replace("{n}", str(n)) + chance.choice(chat) + ("\n" if n < size - 1 else ""))


def _transcript(maker: _Maker, chat: list[str], chance: random.Random) -> None:
    lines = [
        "agent: can i take your full name please",
        "caller: it's {full}",
        "agent: thank you mister {f}",
        "caller: sure",
    ]
    begin = chance.randint(0, 1)
    for n, line in enumerate([*lines[begin : begin + 3], "caller: " + chance.choice(chat)]):
        maker.add(f"00:{41 + 3 * n} {line}\n")
