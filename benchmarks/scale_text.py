"""Invented business text of any size: words by Zipf's law, names of people and companies, numbers and codes."""

import random
from itertools import accumulate

from records.models import Account

_EVERYDAY = """the to and of a in for we is you i that on it be with have this are will our your not as can at by if
from or an was but they all us about so please also there more thanks when which has would what do just one up time any
new get know their out no send need like see been now how next after who some them other could only let week than make
over day offer price team contract project call meeting order delivery month plan date question support data system
quote start account service work customer invoice number point review start document version change test year end"""
_STARTS = (
    "ba",
    "ce",
    "di",
    "fo",
    "gra",
    "hel",
    "in",
    "ju",
    "kar",
    "lo",
    "mer",
    "no",
    "or",
    "pla",
    "qui",
    "re",
    "sta",
)
_MIDDLES = (
    "ba",
    "di",
    "lo",
    "ri",
    "ten",
    "mo",
    "ver",
    "sa",
    "nu",
    "cal",
    "ga",
    "pi",
    "ros",
    "tem",
    "lin",
    "",
)
_ENDS = (
    "tion",
    "ment",
    "er",
    "al",
    "ing",
    "ive",
    "or",
    "ure",
    "ant",
    "ity",
    "ble",
    "ic",
    "ness",
    "ware",
    "line",
)
_FIRST = (
    "Ada",
    "Ben",
    "Carla",
    "Dmitri",
    "Eva",
    "Farid",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Kim",
    "Lars",
    "Mira",
)
_LAST = (
    "Lund",
    "Okoro",
    "Fink",
    "Weiss",
    "Moreau",
    "Khan",
    "Holm",
    "Novak",
    "Costa",
    "Berg",
    "Sato",
    "Rossi",
)
_ONE = (
    "Alder",
    "Birch",
    "Coral",
    "Drift",
    "Ember",
    "Falcon",
    "Garnet",
    "Harbour",
    "Iris",
    "Juniper",
    "Kestrel",
)
_TWO = (
    "Bakery",
    "Castings",
    "Freight",
    "Optics",
    "Paper",
    "Pumps",
    "Robotics",
    "Seeds",
    "Textiles",
    "Waterworks",
)
_THREE = ("Works", "Partners", "Trading", "Systems")
WORDS = 30_000
NUMBERED = 0.4
"""Share of paragraphs with a number or a code."""


class Texts:
    """The same vocabulary for the same seed, so that questions ask in the words of the mails."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        words = dict.fromkeys(_EVERYDAY.split())
        while len(words) < WORDS:
            words[rng.choice(_STARTS) + rng.choice(_MIDDLES) + rng.choice(_MIDDLES) + rng.choice(_ENDS)] = (
                None
            )
            if len(words) > 12_000:
                words[
                    f"{rng.choice(_STARTS)}{rng.choice(_MIDDLES)}{rng.choice(_STARTS)}{rng.choice(_ENDS)}"
                ] = None
        self._words = list(words)
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))

    def accounts(self, count: int) -> list[Account]:
        names = [f"{a} {b} {c}" for c in _THREE for b in _TWO for a in _ONE][:count]
        return [
            Account(id=f"acc_{n}", name=name, crm="sqlcrm", crm_id=str(n), domains=(f"customer{n}.example",))
            for n, name in enumerate(names)
        ]

    def person(self, rng: random.Random) -> str:
        return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"

    def paragraph(self, rng: random.Random, company: str) -> str:
        words = rng.choices(self._words, cum_weights=self._weights, k=rng.randint(20, 40))
        if rng.random() < NUMBERED:
            words[rng.randrange(len(words))] = self._code(rng)
        if rng.random() < 0.3:
            words[rng.randrange(len(words))] = company
        return " ".join(words).capitalize() + "."

    def subject(self, rng: random.Random) -> str:
        return " ".join(rng.choices(self._words, cum_weights=self._weights, k=4)).capitalize()

    def _code(self, rng: random.Random) -> str:
        return rng.choice(
            (f"{rng.randint(2, 900) * 100} EUR", f"PO-{rng.randint(1000, 9999)}", f"{rng.randint(1, 40)}%")
        )

    def queries(self, count: int, seed: int) -> dict[str, list[str]]:
        """`count` of each class, and a few others to warm up with."""
        rng = random.Random(seed)

        def some(low: int, high: int, most: int = 3) -> list[str]:
            return [self._words[rng.randrange(low, high)] for _ in range(rng.randint(1, most))]

        names = [a.name for a in self.accounts(300)]
        made = {
            "warm": [" ".join(some(100, 5_000)) for _ in range(8)],
            "common words": [" ".join(some(60, 160)) for _ in range(count)],
            "rare words": [" ".join(some(5_000, 25_000)) for _ in range(count)],
            "names": [f"{self.person(rng)} {rng.choice(names)}" for _ in range(count)],
            "numbers": [f"{self._code(rng)} {' '.join(some(80, 2_000, 1))}" for _ in range(count)],
            "questions": [],
        }
        for _ in range(count):
            what = " ".join(some(60, 8_000, 4))
            frame = rng.choice(
                (
                    "what did we promise {name} about the {what}?",
                    "when will the {what} be sent to us?",
                    "who asked for the {what} last month and what did we answer?",
                    "did {name} ever mention {what}",
                )
            )
            made["questions"].append(frame.format(name=rng.choice(names), what=what))
        return made
