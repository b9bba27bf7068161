"""Which people a question names: colleagues and correspondents, by full name, one name or address."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from records.correspondents import Correspondent
from records.models import Person
from retrieval.fulltext import STOP_WORDS
from retrieval.question_topic import QUESTION_WORDS, THIN

_TOKEN = re.compile(r"[^\W_]+(?:['’.@_+-][^\W_]+)*")
_MOST_WORDS = 4
_EVERYDAY_TEXT = """
will mark may grace bill frank rich art sue rob pat hope joy guy max miles dale drew chase jack june april
august summer rose lily ivy iris ray cliff penny faith dawn eve robin basil olive ruby crystal sterling price
page young long short sharp small best cook baker mason king bishop rice wood woods stone bush field fields
banks bank church hill lane street park ford bell ball cross day weeks winter frost snow love moon star case
cash chance christian clay dean duke earl gene grant harmony heath jean jean-marc ken lance lee major means
merit norm olga otto pierce reed sandy skip stew tab trace tripp van wade ward west white black brown green
gray grey gold silver stark strong swift noble moody savage frei klein gross lang kurz weiss schwarz braun
koch schneider richter vogel fuchs wolf winkler sommer kaiser graf neu petit grand blanc noir roi marchand
leblanc marin contact sales info team support office admin service hello
"""
_EVERYDAY = frozenset(_EVERYDAY_TEXT.split())
"""Names that are words as well: without a capital they count only where a name must stand."""
_NAME_SLOT = re.compile(
    r"(?<!\w)(?:did|does|has|have|do|from|to|for|by|with|of|owe|owes|promised|promise|told|tell|and|hat|von|für|mit|an|"
    r"de|par|pour|avec|à|herr|frau|mr|mrs|ms|dr|monsieur|madame|m|mme)\.?\s+$"
)
_ASKED_OF = re.compile(r"(?<!\w)(?:did|does|has|what|which|hat|things?|promises)\s+$")
_GIVES = re.compile(
    r"(?:'s)?\s+(?:still |ever |also |already )?(?:promis|owe|commit|agree|offer|sa(?:y|id)|tell|told|sen[dt]|versproch|uns |has |hat )"
)
_TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "dr", "herr", "frau", "hr", "fr", "monsieur", "madame", "mme", "prof"]
)


@dataclass(frozen=True)
class Named:
    """`text[start:end]` names somebody; several addresses where the name fits several people."""

    emails: tuple[str, ...]
    label: str
    ours: bool
    start: int
    end: int
    accounts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Known:
    email: str
    label: str
    ours: bool
    accounts: frozenset[str]


def folded(word: str) -> str:
    """Lower case without accents and dots, "ü" as "u"."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss").replace("ł", "l").replace("ø", "o"))
    return "".join(c for c in plain if c.isalnum() or c in "@'-+_")


def _spoken(local: str) -> list[str]:
    """The names in "anna.b.kowalska"."""
    return [part for part in re.split(r"[._+-]+|\d+", local.lower()) if len(part) > 1]


class PeopleNames:
    """Everybody whose name the reader may know, ready for looking up."""

    def __init__(self, people: Sequence[Person], others: Iterable[Correspondent]) -> None:
        self._by_name: dict[tuple[str, ...], list[_Known]] = {}
        colleagues = {p.email for p in people}
        domains = {p.email.rpartition("@")[2] for p in people}
        self._names: set[str] = set()
        for p in people:
            self._learn(_Known(p.email, p.name or p.email, True, frozenset()), p.name)
        for other in others:
            if other.email not in colleagues:
                ours = other.email.rpartition("@")[2] in domains
                self._learn(_Known(other.email, other.name or other.email, ours, other.accounts), other.name)

    def _learn(self, who: _Known, name: str | None) -> None:
        words = [folded(w) for w in re.findall(r"[^\s,()\"]+", name or "")] or _spoken(
            who.email.split("@")[0]
        )
        words = [w for w in words if w and w not in _TITLES]
        # A newsletter's "Status Team" is nobody; people of no account go by their whole name.
        alone = who.ours or bool(who.accounts)
        keys: set[tuple[str, ...]] = {(w,) for w in words if len(w) > 1 and alone and w not in THIN}
        keys |= {(folded(who.email),)}
        keys |= {
            tuple(words[i:j]) for i in range(len(words)) for j in range(i + 2, min(len(words), i + 4) + 1)
        }
        if len(words) > 2:
            keys.add((words[0], words[-1]))
        for key in keys:
            known = self._by_name.setdefault(key, [])
            if who not in known:
                known.append(who)
        self._names |= {w for w in words if len(w) >= 5 and (w,) in keys}

    def find(self, text: str, taken: Sequence[tuple[int, int]], accounts: Sequence[str] = ()) -> list[Named]:
        """Every mention outside `taken`, in order; `accounts` decides between people of one name."""
        tokens = []
        for match in _TOKEN.finditer(text):
            word = re.sub(r"['’]s?$", "", match.group())
            i, j = match.start(), match.start() + len(word)
            if not any(i < b and a < j for a, b in taken):
                tokens.append((folded(word), i, j))
        found: list[Named] = []
        at = 0
        while at < len(tokens):
            for size in range(min(_MOST_WORDS, len(tokens) - at), 0, -1):
                part = tokens[at : at + size]
                key = tuple(word for word, _, _ in part)
                bare = (*key[:-1], key[-1][:-1]) if key[-1].endswith("s") and len(key[-1]) > 3 else key
                known = self._by_name.get(key) or self._by_name.get(bare)
                near = all(not text[a[2] : b[1]].strip(" .") for a, b in zip(part, part[1:], strict=False))
                if known and near and (size > 1 or self._meant(text, part[0])):
                    start = self._title(text, part[0][1])
                    found.append(_named(known, accounts, text[part[0][1] : part[-1][2]], start, part[-1][2]))
                    at += size
                    break
            else:
                at += 1
        return found

    def like(self, word: str) -> str | None:
        """The one name of somebody that differs by a typo."""
        from rapidfuzz.distance import OSA

        plain = folded(word).replace("ph", "f")
        if len(plain) < 5:
            return None
        near = [n for n in self._names if n[0] == plain[0] and OSA.distance(n, plain, score_cutoff=1) <= 1]
        return near[0] if len(near) == 1 else None

    @staticmethod
    def _meant(text: str, token: tuple[str, int, int]) -> bool:
        word, start, _ = token
        if "@" in word:
            return True
        asked_of = _ASKED_OF.search(text[:start].lower()) and _GIVES.match(text[token[2] :].lower())
        if word in STOP_WORDS:
            return bool(asked_of) or (text[start].isupper() and start > 0 and not text.isupper())
        if word in _EVERYDAY or word in QUESTION_WORDS or len(word) < 3:
            return bool(asked_of) or text[start].isupper() or bool(_NAME_SLOT.search(text[:start].lower()))
        return True

    @staticmethod
    def _title(text: str, start: int) -> int:
        """Where the name begins with its title: "Herr Brückner"."""
        before = re.search(r"(\w+)\.?\s+$", text[:start])
        return before.start() if before and before.group(1).lower() in _TITLES else start


def _named(known: Sequence[_Known], accounts: Sequence[str], words: str, start: int, end: int) -> Named:
    best = [k for k in known if k.accounts & set(accounts)] if accounts else []
    if not best or any(k.ours for k in known):
        # Somebody of ours is meant before somebody outside, unless the account tells them apart.
        best = [k for k in known if k.ours] or best or list(known)
    label = best[0].label if len(best) == 1 else words
    met = frozenset().union(*(k.accounts for k in best))
    return Named(tuple(sorted(k.email for k in best)), label, best[0].ours, start, end, met)
