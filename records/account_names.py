"""Whether two names, domains or mail addresses mean one company, and which account a name means."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from records.account_words import FREE_MAIL
from records.company_match import bare_labels, compare, generic
from records.company_name import Reading, label_of, read, umlauts_spelled_out
from records.models import Account, Match, PairMatch

_LONG_ENOUGH = 6
"""Letters that two names written without spaces must share."""
THRESHOLD = 0.7
"""From this score on two names are one company."""
_TIE = 0.02
_MOST_CANDIDATES = 24


def normalise_name(name: str) -> str:
    """Lower case, no accents, punctuation or legal form: "I.B.M. Corp" is "ibm"; a domain stays one."""
    reading = read(name)
    return reading.domain or " ".join(reading.words)


def pair(a: str, b: str) -> PairMatch:
    """Whether two names, domains or mail addresses are one company, with a score in 0..1 and the reason."""
    return _pair(*sorted((a, b)))


@lru_cache(maxsize=16_384)
def _pair(a: str, b: str) -> PairMatch:
    return compare(read(a), read(b))


@dataclass(frozen=True)
class _Named:
    """One name, alias or domain of an account."""

    account: Account
    reading: Reading
    is_domain: bool


class _Names:
    """All names of many accounts, ready for looking up."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.accounts = tuple(accounts)
        self.entries: list[_Named] = []
        self.by_key: dict[str, list[int]] = {}
        self.by_domain: dict[str, list[int]] = {}
        self.by_first: dict[str, list[int]] = {}
        for account in self.accounts:
            for name in (account.name, *account.aliases):
                self._learn(account, read(name), is_domain=False)
            for domain in account.domains:
                self._learn(account, read("@" + domain.lstrip("@")), is_domain=True)
        self.compacts = [entry.reading.compact for entry in self.entries]

    def _learn(self, account: Account, reading: Reading, is_domain: bool) -> None:
        for one in (reading, *reading.others):
            if one.empty:
                continue
            at = len(self.entries)
            self.entries.append(_Named(account, one, is_domain))
            keys = {one.compact, umlauts_spelled_out(one.compact), "".join(one.words), *one.initials}
            for key in keys:
                self.by_key.setdefault(key, []).append(at)
            if one.domain and is_domain:
                self.by_domain.setdefault(one.domain, []).append(at)
            if one.core and not is_domain:
                self.by_first.setdefault(one.core[0], []).append(at)

    def candidates(self, said: Reading) -> list[_Named]:
        """The few names worth comparing closely."""
        keys = {said.compact, umlauts_spelled_out(said.compact), "".join(said.words), *said.initials}
        if said.domain:
            keys.update(bare_labels(said.compact))
        found: dict[int, None] = {}
        for key in keys:
            found.update(dict.fromkeys(self.by_key.get(key, ())[:_MOST_CANDIDATES]))
        if said.core:
            alike = self.by_first.get(said.core[0], [])
            if len(alike) > _MOST_CANDIDATES:
                wanted = process.extract(
                    said.compact,
                    {n: self.compacts[n] for n in alike},
                    scorer=fuzz.ratio,
                    limit=_MOST_CANDIDATES,
                )
                alike = [n for _, _, n in wanted]
            found.update(dict.fromkeys(alike))
            for core in said.core[1:4]:
                found.update(dict.fromkeys(self.by_first.get(core, ())[:10]))
        near = process.extract(said.compact, self.compacts, scorer=fuzz.ratio, score_cutoff=70, limit=12)
        found.update(dict.fromkeys(n for _, _, n in near))
        return [self.entries[n] for n in found]


_BY_IDENTITY: dict[tuple[int, ...], tuple[tuple[Account, ...], _Names]] = {}
"""Holds the accounts themselves too: an id is only theirs for as long as they live."""
_BY_VALUE: dict[tuple[object, ...], _Names] = {}
_MOST_INDEXES = 8


def _names_of(accounts: Sequence[Account]) -> _Names:
    """Built anew only when the accounts have changed."""
    accounts = tuple(accounts)
    identity = tuple(map(id, accounts))
    if identity in _BY_IDENTITY:
        return _BY_IDENTITY[identity][1]
    value = tuple((a.id, a.name, a.aliases, a.domains) for a in accounts)
    names = _BY_VALUE.get(value)
    if names is None or names.accounts != accounts:
        names = _Names(accounts)
    for cache in (_BY_IDENTITY, _BY_VALUE):
        if len(cache) >= _MOST_INDEXES:
            cache.clear()
    _BY_IDENTITY[identity] = (accounts, names)
    _BY_VALUE[value] = names
    return names


def best(words: str, accounts: Sequence[Account]) -> Match:
    """The account that a name, alias, domain or mail address means.

    `account` is None below `THRESHOLD`, and where two accounts fit equally well; `why` then names both.
    """
    said = read(words)
    if said.empty:
        return Match(account=None, score=0.0, why="nothing to compare")
    if said.domain in FREE_MAIL:
        return Match(account=None, score=0.0, why=f"{said.domain} is a free mail domain and names no company")
    names = _names_of(accounts)
    scores = _scores(said, names)
    if not scores:
        return Match(account=None, score=0.0, why="no account has a name like this")
    ranked = sorted(scores.values(), key=lambda match: -match.score)
    first = ranked[0]
    if first.score < THRESHOLD:
        return (
            _short_for(said, names)
            or _run_together(words, accounts)
            or Match(account=None, score=first.score, why=first.why)
        )
    return _settled(ranked)


def _run_together(words: str, accounts: Sequence[Account]) -> Match | None:
    """ "Blue Lake" or "Blue Lake Water Authority" for bluelakewater.com: domains have no spaces."""
    said = "".join(ch for ch in normalise_name(words) if ch.isalnum())
    if len(said) < _LONG_ENOUGH:
        return None
    labels = ((a, d.partition(".")[0].replace("-", "").casefold()) for a in accounts for d in a.domains)
    found = [
        a
        for a, d in labels
        if len(d) >= _LONG_ENOUGH
        and (d.startswith(said) or (len(d) >= 2 * _LONG_ENOUGH - 2 and said.startswith(d)))
    ]
    if len({a.id for a in found}) != 1:
        return None
    return Match(account=found[0], score=0.75, why=f"its domain {found[0].domains[0]} begins like this")


def _settled(ranked: list[Match]) -> Match:
    first = ranked[0]
    ties = [
        match for match in ranked[1:] if first.score - match.score <= _TIE and match.account != first.account
    ]
    if ties and first.account and ties[0].account:
        names = _told_apart(first.account, ties[0].account)
        more = f" and {len(ties) - 1} more" if len(ties) > 1 else ""
        return Match(account=None, score=first.score, why=f"could be {names}{more}")
    return first


def _scores(said: Reading, names: _Names) -> dict[str, Match]:
    """Per account the best of its names; below the threshold the nearest miss."""
    scores: dict[str, Match] = {}
    for entry in names.candidates(said):
        found = max(
            (compare(one, entry.reading) for one in (said, *said.others)), key=lambda match: match.score
        )
        score = found.score if found.same else min(found.score, THRESHOLD - 0.01)
        if entry.is_domain and said.domain is None:
            score = min(score, 0.9)
        known = scores.get(entry.account.id)
        if known is None or known.score < score:
            scores[entry.account.id] = Match(
                account=entry.account if found.same else None, score=score, why=found.why
            )
    return scores


def _short_for(said: Reading, names: _Names) -> Match | None:
    """ "Delta" means Delta Airlines as long as no other account begins with it."""
    if said.domain or not said.core or len(said.compact) < 3 or generic(said, []):
        return None
    size = len(said.core)
    fits: dict[str, Account] = {}
    for n in names.by_first.get(said.core[0], ()):
        entry = names.entries[n]
        if entry.reading.core[:size] == said.core and entry.reading.digits == said.digits:
            fits[entry.account.id] = entry.account
    if not fits:
        return None
    found = list(fits.values())
    if len(found) == 1:
        return Match(
            account=found[0], score=0.75, why=f"short for {found[0].name}, the only account that begins so"
        )
    more = f" and {len(found) - 2} more" if len(found) > 2 else ""
    return Match(account=None, score=0.65, why=f"could be {_told_apart(found[0], found[1])}{more}")


def _told_apart(a: Account, b: Account) -> str:
    if a.name == b.name:
        return f"{a.name} ({a.id}) or {b.name} ({b.id})"
    return f"{a.name} or {b.name}"


def near(words: str, accounts: Sequence[Account], n: int = 3) -> list[str]:
    """Names of accounts that somebody may have meant, best first, for messages."""
    said = read(words)
    if said.empty:
        return []
    label = label_of(said.domain) if said.domain else " ".join(said.words)
    scores: dict[str, float] = {}
    for entry in _names_of(accounts).entries:
        known = " ".join(entry.reading.words)
        score = fuzz.ratio(label, known)
        if len(label) > 2:
            by_word = max((fuzz.ratio(label, word) for word in entry.reading.words), default=0.0)
            score = max(score, 0.9 * fuzz.token_set_ratio(label, known), 0.9 * by_word)
        score += 10 if known[:3] == label[:3] else 0
        scores[entry.account.name] = max(scores.get(entry.account.name, 0.0), score)
    found = sorted((-score, name) for name, score in scores.items() if score >= 60)
    return [name for _, name in found[:n]]
