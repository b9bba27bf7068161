"""Which accounts a question names: by name, short name, alias or domain, with a small typo allowed."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from records.models import Account
from retrieval.ports import Ledger

_WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*\.?", re.UNICODE)
_SHOUTED = re.compile(r"\b[A-Z]+\d*\b")
_LEGAL_TEXT = """
inc incorporated corp corporation co company llc llp ltd limited plc gmbh ag kg ohg se sa sas sarl srl spa
bv nv ab as oy pty pvt group holding holdings the
"""
_LEGAL = frozenset(_LEGAL_TEXT.split())
_COMMON_TEXT = """
will may march open box target apple square shell next gap visa post data cloud global general national
first best one two new old it we us me
"""
_COMMON = frozenset(_COMMON_TEXT.split())
"""Names that are also everyday words count only when written with a capital."""
_JOINING = frozenset(["and", "und", "et", "i", "y"])
_LONGEST_NAME = 6
_MOST_KNOWN = 8


@dataclass(frozen=True)
class Mention:
    """`text[start:end]` names these accounts (several where the name is not enough to tell them apart)."""

    ids: tuple[str, ...]
    name: str
    start: int
    end: int
    guessed: bool = False


def _folded(word: str) -> str:
    """Lower case, no accents, no dots: "I.B.M." is "ibm"."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss"))
    plain = plain.removesuffix("'s").removesuffix("’s")
    return "".join(c for c in plain if c.isalnum() or c == "&")


def _words(text: str) -> list[tuple[str, int, int]]:
    found = []
    for match in _WORD.finditer(text):
        start = match.start()
        # "Müller-Lüdenscheidt" is two words of a name, "I.B.M." is one, "acme.com" stays together.
        for part in re.finditer(r"[^-]+", match.group()):
            word = _folded(part.group())
            if word:
                own = part.end() - 2 * part.group().endswith(("'s", "’s"))
                found.append((word, start + part.start(), start + own))
    return found


class AccountNames:
    """All names that the reader may know, ready for looking up; build once, use for many questions."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._by_name: dict[tuple[str, ...], dict[str, str]] = {}
        self._names: dict[str, str] = {}
        for account in accounts:
            self._names[account.id] = account.name
            for name in (account.name, *account.aliases):
                words = tuple(word for word, _, _ in _words(name))
                self._learn(words, account)
                short = list(words)
                while len(short) > 1 and short[-1] in _LEGAL:
                    short.pop()
                if len(short) > 1 and short[0] == "the":
                    short = short[1:]
                self._learn(tuple(short), account)
            for domain in account.domains:
                self._learn((_folded(domain),), account)
                stem = _folded(domain.split(".")[0])
                if len(stem) >= 4:
                    self._learn((stem,), account)
        self._parts: dict[str, set[str]] = {}
        for account_id, name in self._names.items():
            for word, _, _ in _words(name):
                if len(word) >= 3 and word not in _LEGAL | _COMMON:
                    self._parts.setdefault(word, set()).add(account_id)
        # "Tri-State", and "tristate" in one word, where no account is called exactly that.
        starts: dict[tuple[str, ...], set[str]] = {}
        for account_id, name in self._names.items():
            words = tuple(word for word, _, _ in _words(name))
            for size in range(2, min(len(words), _LONGEST_NAME) + 1):
                if words[size - 1] not in _JOINING and any(w not in _LEGAL | _COMMON for w in words[:size]):
                    starts.setdefault(words[:size], set()).add(account_id)
                    starts.setdefault(("".join(words[:size]),), set()).add(account_id)
        for key, ids in starts.items():
            if key not in self._by_name:
                self._by_name[key] = dict.fromkeys(ids, "name")
        # "Acme" names every Acme, but only as long as nobody is called just that.
        for account_id, name in self._names.items():
            words = tuple(word for word, _, _ in _words(name))
            if len(words) > 1 and len(words[0]) >= 4 and words[0] not in _LEGAL | _COMMON:
                known = self._by_name.setdefault(words[:1], {})
                if not known or set(known.values()) == {"first word"}:
                    known[account_id] = "first word"

    @classmethod
    def of(cls, ledger: Ledger, reader: str) -> "AccountNames":
        """Built anew only when the accounts have changed."""
        accounts = ledger.accounts(reader)
        key = tuple((a.id, a.name, a.aliases, a.domains) for a in accounts)
        names = _KNOWN.get(key)
        if names is None:
            if len(_KNOWN) >= _MOST_KNOWN:
                _KNOWN.clear()
            names = _KNOWN[key] = cls(accounts)
        return names

    def _learn(self, words: tuple[str, ...], account: Account) -> None:
        if words and any(len(word) > 1 for word in words):
            self._by_name.setdefault(words, {})[account.id] = "name"

    def name(self, account_id: str) -> str:
        return self._names.get(account_id, account_id)

    def find(self, text: str) -> list[Mention]:
        """Every mention, in order, without overlap."""
        words = _words(text)
        found: list[Mention] = []
        at = 0
        while at < len(words):
            size = min(_LONGEST_NAME, len(words) - at)
            while size:
                part = words[at : at + size]
                key = tuple(word for word, _, _ in part)
                # "Acmes offene Zusagen", and English without its apostrophe.
                bare = (*key[:-1], key[-1][:-1]) if key[-1].endswith("s") and len(key[-1]) > 4 else key
                ids = self._by_name.get(key) or self._by_name.get(bare, {})
                ids, more = self._longer(ids, words[at + size :]) if ids else ({}, 0)
                if ids and (more or self._meant(text, part, ids)):
                    size += more
                    found.append(self._mention(ids, text, part[0][1], words[at + size - 1][2]))
                    at += size
                    break
                size -= 1
            else:
                at += 1
        return found

    def by_part(self, name: str) -> Mention | None:
        """The one account that bears this word somewhere in its name, for a word in a name's place."""
        words = [word for word, _, _ in _words(name)]
        ids = self._parts.get(words[0], set()) if len(words) == 1 else set()
        if len(ids) != 1:
            return None
        return Mention(tuple(ids), self.name(next(iter(ids))), 0, len(name))

    def guess(self, name: str) -> Mention | None:
        """The one account whose name differs by a typo; None where there is none, or two."""
        from rapidfuzz.distance import OSA

        folded = "".join(word for word, _, _ in _words(name))
        if len(folded) < 5:
            return None
        allowed = 1 if len(folded) < 9 else 2
        near: dict[str, str] = {}
        for words, ids in self._by_name.items():
            joined = "".join(words)
            alike = joined[:1] == folded[:1] and len(joined) >= 4
            if alike and OSA.distance(joined, folded, score_cutoff=allowed) <= allowed:
                near.update(ids)
        if len(near) != 1:
            return None
        return Mention(tuple(near), self.name(next(iter(near))), 0, len(name), guessed=True)

    def similar(self, name: str, most: int = 3) -> list[str]:
        """Names that somebody may have meant, best first."""
        from rapidfuzz import fuzz

        folded = "".join(word for word, _, _ in _words(name))
        scores: dict[str, float] = {}
        for words, ids in self._by_name.items():
            score = fuzz.ratio("".join(words), folded) + (10 if words[0][:3] == folded[:3] else 0)
            for account_id in ids:
                scores[account_id] = max(scores.get(account_id, 0.0), score)
        near = sorted((-score, self.name(i)) for i, score in scores.items() if score >= 60)
        return list(dict.fromkeys(found for _, found in near))[:most]

    def _longer(self, ids: dict[str, str], after: list[tuple[str, int, int]]) -> tuple[dict[str, str], int]:
        """ "Brightmoor Power" is one of two Brightmoors, "Loxley Council" a Loxley District Council."""
        taken = 0
        own = {i: {w for w, _, _ in _words(self._names[i])} for i in ids}
        while taken < len(after):
            word = after[taken][0]
            if word in _JOINING and taken + 1 < len(after):
                word, step = after[taken + 1][0], 2
            else:
                step = 1
            having = {i: kind for i, kind in ids.items() if word in own[i]}
            if not having or (word in _LEGAL and step == 2):
                break
            ids, taken = having, taken + step
        return ids, taken

    def _mention(self, ids: dict[str, str], text: str, start: int, end: int) -> Mention:
        # As the asker writes it, where it looks like a name: the CRM's "ACME CORP LTD" is no pleasure.
        written = text[start:end]
        name = written if len(ids) > 1 or written[:1].isupper() else self.name(next(iter(ids)))
        return Mention(tuple(sorted(ids)), name, start, end)

    @staticmethod
    def _meant(text: str, part: list[tuple[str, int, int]], ids: dict[str, str]) -> bool:
        """Everyday words, and first words of longer names, are meant only with a capital."""
        word, start, _ = part[0]
        if len(part) > 1 or text[start].isupper():
            return True
        if word in _COMMON:
            return False
        # "I" and "SSO" do not make a sentence one that takes care of its capitals.
        return "name" in ids.values() or _SHOUTED.sub("", text).islower()


_KNOWN: dict[tuple[object, ...], AccountNames] = {}
