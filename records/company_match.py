"""Compares two names that have been read: the same company or not, how sure, and why."""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from records import account_words as lists
from records.company_name import Reading, fold, stem, umlauts_spelled_out
from records.models import PairMatch

_DEPARTMENTS, _REGIONS, _NEUTRAL, _GROUP = (
    frozenset(map(stem, words))
    for words in (lists.DEPARTMENTS, lists.REGIONS, lists.NEUTRAL, lists.GROUP_WORDS)
)
_COMMON = frozenset(map(stem, lists.LINES | lists.LEGAL | frozenset(lists.ABBREVIATIONS.values()))) | (
    _DEPARTMENTS | _REGIONS | _NEUTRAL | _GROUP
)
"""Words that many companies have in their names, so that they don't tell who it is."""
_LEFT_OUT = _DEPARTMENTS | _REGIONS | _NEUTRAL | _GROUP
_VOWELS = frozenset("aeiouy")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def compare(a: Reading, b: Reading) -> PairMatch:
    """`pair` for names that have been read; a name with several forms counts by its best one."""
    if a.others or b.others:
        found = [_compare(x, y) for x in (a, *a.others) for y in (b, *b.others)]
        return max(found, key=lambda match: match.score)
    return _compare(a, b)


def _compare(a: Reading, b: Reading) -> PairMatch:
    if a.empty or b.empty:
        return _no(0.0, "nothing to compare")
    if a.domain and b.domain:
        return _domains(a, b)
    if a.domain or b.domain:
        return _domain_and_name(a, b) if a.domain else _domain_and_name(b, a)
    return _names(a, b)


def _yes(score: float, why: str) -> PairMatch:
    return PairMatch(same=True, score=score, why=why)


def _no(score: float, why: str) -> PairMatch:
    return PairMatch(same=False, score=score, why=why)


# ── names ──


def _names(a: Reading, b: Reading) -> PairMatch:
    if a.words == b.words or a.core == b.core:
        return _same_words(a, b)
    if a.digits != b.digits:
        return _no(0.3, f"different numbers: {_shown(a.digits)} / {_shown(b.digits)}")
    if a.compact == b.compact and len(a.compact) > 2:
        return _yes(0.96, "same letters, other spacing")
    if umlauts_spelled_out(a.compact) == umlauts_spelled_out(b.compact) and len(a.compact) > 3:
        return _yes(0.95, "umlaut or accent spelled out")
    for short, long in ((a, b), (b, a)):
        if short.acronym and short.acronym in long.initials:
            return _yes(0.9 if len(short.acronym) > 2 else 0.8, f"initials: {short.acronym.upper()}")
    return _word_by_word(a, b)


def _same_words(a: Reading, b: Reading) -> PairMatch:
    if a.raw == b.raw:
        return _yes(1.0, "same name")
    if a.legal and b.legal and set(a.legal) != set(b.legal) and not _one_form(a.legal, b.legal):
        return _yes(0.88, f"same name, other legal form: {' '.join(a.legal)} / {' '.join(b.legal)}")
    if a.legal != b.legal:
        return _yes(0.97, "same name without legal form")
    return _yes(0.99 if a.words == b.words else 0.97, "same name but for spelling")


def _one_form(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """ "Ltd" and "Limited" are one legal form, and so is a part of the other."""
    plain = lists.LEGAL_SHORT
    first, second = ({plain.get(word, word) for word in form} for form in (a, b))
    return first <= second or second <= first


def _word_by_word(a: Reading, b: Reading) -> PairMatch:
    left, right = list(a.core), list(b.core)
    steps: list[tuple[float, str]] = []
    partial = _partial_initials(left, right) or _partial_initials(right, left)
    if partial:
        steps.append((0.85, partial))
    _drop_equal(left, right)
    _drop_alike(left, right, steps, sum(map(len, a.core)))
    if not left and not right:
        if not steps:
            if _turned_around(a, b):
                return _no(0.6, "same words, but turned around an “of”")
            return _yes(0.9, "same words in another order")
        return _yes(min(score for score, _ in steps), "; ".join(why for _, why in steps))
    shared = len(a.core) - len(left)
    if not shared:
        return _no(_likeness(a, b), "different names")
    if left and right:
        return _both_differ(a, b, left, right, steps)
    return _one_says_more(a, b, left or right, steps)


def _drop_equal(left: list[str], right: list[str]) -> None:
    for word in list(left):
        plain = word.rstrip(".")
        for other in right:
            if plain == other.rstrip("."):
                left.remove(word)
                right.remove(other)
                break


def _drop_alike(left: list[str], right: list[str], steps: list[tuple[float, str]], letters: int) -> None:
    """Words that are one word misspelt or cut short; at most two, or one in a short name."""
    _drop_split(left, right, steps)
    _drop_split(right, left, steps)
    for word in list(left):
        for other in list(right):
            step = _alike(word, other)
            if step and len(steps) < (2 if letters >= 10 else 1):
                steps.append(step)
                left.remove(word)
                right.remove(other)
                break


def _drop_split(left: list[str], right: list[str], steps: list[tuple[float, str]]) -> None:
    """ "north west" is "northwest"."""
    for n in range(len(left) - 1):
        joined = left[n] + left[n + 1]
        if joined in right:
            right.remove(joined)
            del left[n : n + 2]
            steps.append((0.95, "same letters, other spacing"))
            return


def _alike(a: str, b: str) -> tuple[float, str] | None:
    for cut, whole in ((a, b), (b, a)):
        if cut.endswith(".") and len(cut) > 3 and whole.startswith(cut[:-1]):
            return 0.85, f"abbreviation: {cut[:-1]} = {whole.rstrip('.')}"
    a, b = a.rstrip("."), b.rstrip(".")
    if umlauts_spelled_out(a) == umlauts_spelled_out(b) and min(len(a), len(b)) > 3:
        return 0.95, "umlaut or accent spelled out"
    if a in _COMMON and b in _COMMON:
        return None
    edits = typo(a, b)
    if edits:
        return (0.85, "typo of one letter") if edits == 1 else (0.76, "typo of two letters")
    return None


@lru_cache(maxsize=65_536)
def typo(a: str, b: str) -> int:
    """How many slips of the finger lie between two words; 0 where they are rather two words."""
    if a[:1] != b[:1] or not a.isalpha() or not b.isalpha() or min(len(a), len(b)) < 4:
        return 0
    if not _VOWELS & set(a) or not _VOWELS & set(b):
        return 0  # initials: every letter counts
    shorter = min(len(a), len(b))
    edits = OSA.distance(a, b, score_cutoff=2)
    if edits == 1:
        if len(a) == len(b):
            if sorted(a) == sorted(b):
                return 1
            return 1 if shorter >= 6 and _slip(a, b) else 0
        longer = max(a, b, key=len)
        doubled = any(
            longer[n] == longer[n - 1] and longer[:n] + longer[n + 1 :] in (a, b)
            for n in range(1, len(longer))
        )
        at_the_end = longer[:-1] in (a, b) or longer[:-1] == min(a, b, key=len)
        return 1 if shorter >= 5 and (doubled or not at_the_end) else 0
    if edits == 2 and shorter >= 9 and a[-1:] == b[-1:]:
        return 2
    return 0


def _slip(a: str, b: str) -> bool:
    """A wrong last letter is more often another name (Nordea, Nordex), unless the keys are neighbours."""
    if a[-1] == b[-1]:
        return True
    return any(
        abs(row.find(a[-1]) - row.find(b[-1])) == 1 for row in _KEYBOARD if a[-1] in row and b[-1] in row
    )


def _partial_initials(left: list[str], right: list[str]) -> str | None:
    """ "hp enterprise" is "hewlett packard enterprise"; takes the words off both lists."""
    if len(left) < 2 or not 2 <= len(left[0]) <= 5:
        return None
    short = left[0]
    size = len(short)
    if len(right) > size and "".join(word[0] for word in right[:size]) == short and right[size] == left[1]:
        del left[0]
        del right[:size]
        return f"initials: {short.upper()}"
    return None


def _turned_around(a: Reading, b: Reading) -> bool:
    """ "University of Washington" is not "Washington University"."""
    return ("of" in a.words) != ("of" in b.words)


def _both_differ(
    a: Reading, b: Reading, left: list[str], right: list[str], steps: list[tuple[float, str]]
) -> PairMatch:
    floor = min((score for score, _ in steps), default=1.0)
    if set(left) | set(right) <= _DEPARTMENTS and not generic(a, left):
        return _yes(min(0.8, floor), f"two departments: {_shown(left)} / {_shown(right)}")
    if set(left) | set(right) <= _GROUP:
        return _yes(min(0.85, floor), f"same name: {_shown(left)} / {_shown(right)}")
    return _no(min(0.55, _likeness(a, b)), f"different words: {_shown(left)} / {_shown(right)}")


def _one_says_more(a: Reading, b: Reading, extra: list[str], steps: list[tuple[float, str]]) -> PairMatch:
    shorter, longer = (a, b) if len(a.core) < len(b.core) else (b, a)
    floor, reasons = min((score for score, _ in steps), default=1.0), [why for _, why in steps]
    rest = [word for word in extra if word not in _GROUP]
    if not rest:
        return _yes(min(0.9, floor), "; ".join([*reasons, f"same name, one says {_shown(extra)}"]))
    if generic(shorter, []) or _named_after(longer, rest):
        return _no(0.5, f"only one says {_shown(rest)}")
    if set(rest) <= _DEPARTMENTS:
        return _yes(min(0.82, floor), "; ".join([*reasons, f"department: {_shown(rest)}"]))
    if set(rest) <= _REGIONS and not set(rest) <= lists.DIRECTIONS:
        return _yes(min(0.83, floor), "; ".join([*reasons, f"branch: {_shown(rest)}"]))
    if set(rest) <= _NEUTRAL | _REGIONS - lists.DIRECTIONS and longer.core[0] not in rest:
        return _yes(min(0.8, floor), "; ".join([*reasons, f"one leaves out {_shown(rest)}"]))
    return _no(0.6, f"only one says {_shown(rest)}")


def generic(reading: Reading, without: Iterable[str]) -> bool:
    """Whether nothing in the name is the company's own, as in "First National Bank"."""
    return all(word in _COMMON for word in reading.core if word not in set(without))


def _named_after(reading: Reading, rest: list[str]) -> bool:
    """ "Bank of Ireland": what follows "of" is the name itself."""
    words = reading.words
    return any(
        word == "of" and any(part in rest for part in words[n + 1 : n + 3]) for n, word in enumerate(words)
    )


def _likeness(a: Reading, b: Reading) -> float:
    return round(min(0.6, fuzz.ratio(a.compact, b.compact) / 100 * 0.6), 2)


def _shown(words: Iterable[str]) -> str:
    return " ".join(word.rstrip(".").title() for word in words) or "none"


# ── domains ──


def _domains(a: Reading, b: Reading) -> PairMatch:
    if a.address and a.address == b.address:
        return _yes(1.0, "same address")
    for side in (a, b):
        if side.domain in lists.FREE_MAIL:
            return _no(0.0, f"{side.domain} is a free mail domain and names no company")
    if a.domain == b.domain:
        return _yes(1.0, f"same domain {a.domain}")
    if a.compact == b.compact and len(a.compact) > 2:
        return _yes(0.85, f"same name under {a.domain} and {b.domain}")
    return _no(_likeness(a, b), "different domains")


def _domain_and_name(site: Reading, name: Reading) -> PairMatch:
    if site.domain in lists.FREE_MAIL:
        return _no(0.0, f"{site.domain} is a free mail domain and names no company")
    label = site.compact
    belongs = f"domain {site.domain} belongs to {name.raw}"
    forms = _label_forms(name)
    if label in forms:
        return _yes(forms[label], belongs)
    for bare in bare_labels(label):
        if bare in forms and len(bare) >= 4:
            return _yes(min(0.85, forms[bare]), belongs)
    if label in name.initials and len(label) >= 3:
        return _yes(0.85, f"{belongs}: initials")
    if len(site.core) > 1:
        match = _word_by_word(site, name)
        if match.same:
            return _yes(min(0.82, match.score), f"{belongs}: {match.why}")
    return _no(_likeness(site, name), f"domain {site.domain} says another name")


def _label_forms(name: Reading) -> dict[str, float]:
    """Ways to write a name as one word, with what they are worth."""
    plain = "".join(name.words)
    forms = {"".join(name.words + name.legal): 0.95, plain: 0.95}
    forms.setdefault(name.compact.replace(".", ""), 0.93)
    forms.setdefault("".join(word for word in name.words if word not in lists.STOP), 0.93)
    own = list(name.core)
    while len(own) > 1 and own[-1] in _LEFT_OUT:
        own.pop()
    if not all(word in _COMMON for word in own) and len("".join(own)) > 3:
        forms.setdefault("".join(own), 0.82)
    for form, score in list(forms.items()):
        forms.setdefault(umlauts_spelled_out(form), min(score, 0.9))
    for original in (fold(name.raw.replace("ü", "ue").replace("ö", "oe").replace("ä", "ae")).split() or [""])[
        :1
    ]:
        if len(name.words) == 1:
            forms.setdefault(original, 0.93)
    return {form: score for form, score in forms.items() if form}


def bare_labels(label: str) -> Iterable[str]:
    fronts = [label] + [label.removeprefix(x) for x in lists.DOMAIN_FRONT if label.startswith(x)]
    for front in fronts:
        yield front
        for back in lists.DOMAIN_BACK:
            if front.endswith(back):
                yield front.removesuffix(back)
