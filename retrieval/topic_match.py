"""Whether a promise is about what a question asks: words of the same meaning, weighed by what they tell."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from retrieval.fulltext import SAME_THING
from retrieval.sentences import plain
from retrieval.topic_words import GENERIC_HEADS, STOP, expand, is_word, stem, verb_groups, words

ENOUGH = 0.6
_PART = 5
"""Letters that a word needs to be recognised inside a longer one."""
_SHORTENED = 4
"""Letters that an abbreviation needs: "cert" for a certificate."""
_DOING = 0.5
"""What a verb weighs: the thing done tells more than the doing."""
_DULL = 0.3
"""What a word such as "support" or "update" weighs: alone it makes no topic."""
_ALIKE: tuple[tuple[str, ...], ...] = (
    ("feedback", "rückmeldung", "bescheid", "antwort", "answer", "reply", "response", "retour", "réponse"),
    ("credit", "compensation", "compensate", "entschädigung", "dédommagement", "gutschrift", "gutschreiben", "gutgeschrieben", "avoir", "refund", "rückerstattung", "remboursement", "crédit"),
    ("free", "freebie", "freebies", "giveaway", "giveaways", "complimentary", "kostenlos", "kostenfrei", "gratis", "unentgeltlich", "gratuit", "gratuite", "gratuitement"),
    ("redline", "redlines", "markup", "comments"),
    ("certificate", "zertifikat", "bescheinigung", "certificat", "attestation"),
    ("insurance", "versicherung", "assurance"),
    ("warranty", "gewährleistung", "garantie"),
    ("liability", "haftung", "responsabilité"),
    ("sensor", "sensors", "fühler", "capteur", "capteurs"),
    ("deadline", "frist", "délai"),
    ("workshop", "atelier"),
    ("engineer", "techniker", "technicien", "ingénieur", "technician", "monteur"),
    ("spare", "ersatz", "rechange"),
    ("handbook", "handbuch", "manual", "manuel", "anleitung"),
    ("licence", "license", "lizenz"),
    ("support", "on-call", "astreinte", "bereitschaft", "rufbereitschaft"),
    ("repair", "reparatur", "réparation"),
    ("replacement", "ersatzgerät", "remplacement"),
    ("translation", "übersetzung", "traduction", "translate", "übersetzen"),
    ("extension", "verlängerung", "prolongation", "extend", "verlängern"),
    ("visit", "besuch", "visite"),
    ("drawing", "drawings", "zeichnung", "zeichnungen", "plans", "dessin"),
    ("seats", "lizenzen", "users"),
    ("pay", "paid", "payment", "zahlung", "bezahlen", "bezahlt", "paiement", "payer", "payé"),
    ("sign", "signed", "signature", "unterschreiben", "unterschrieben", "unterschrift", "signer", "signé", "countersign"),
)  # fmt: skip
_GROUPS = (*SAME_THING, *_ALIKE)
_MEANING: dict[str, str] = {}
for _group in _GROUPS:
    for _name in _group:
        if " " not in _name:
            _short = stem(_name.replace("-", ""))
            # "Formation" ends as "form", which is another word.
            if len(_short) > 4 or _short == _name or len(_name) < 7:
                _MEANING.setdefault(_short, stem(_group[0].replace("-", "")))
_FORMS: dict[str, frozenset[str]] = {
    stem(group[0]): frozenset(name for name in group if " " not in name) for group in _GROUPS
}
_PHRASES = tuple((name, group[0]) for group in SAME_THING for name in group if " " in name)
_SAID_OTHERWISE: tuple[tuple["re.Pattern[str]", str], ...] = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"schreib\w*\b[^.!?]{0,60}\bgut\b", "credit"),
        (
            r"\bget(?:ting)? back to\b|\blet you know\b|\bhören\b[^!?]{0,60}\bvon (?:uns|mir)\b|\brevenons? vers\b",
            "feedback",
        ),
        (
            r"\b(?:at no|without(?: any)?|no)(?: extra| additional)? (?:charge|cost|fee)\b|\bfree of charge\b|\bohne (?:mehrkosten|aufpreis|berechnung)\b|\bfor (?:nothing|free)\b|\bon the house\b|\bat our (?:own )?(?:cost|expense)\b|\bumsonst\b|\bauf (?:unsere|eigene) kosten\b|\bwaiv(?:e|ed|ing)\b|\bà nos frais\b|\bsans frais\b|\bon us\b|\bthrow in\b",
            "free",
        ),
        (r"\bon[- ]?call\b", "support"),
        (
            r"\b(?:every|each|per|jeden?|pro|chaque|par)\s+(?:week|woche|semaine|\w+day|\w+tag|lundi|mardi|mercredi|jeudi|vendredi)\b|\bwöchentlich\w*|\bhebdomadaire\b|\ba week\b",
            "weekly",
        ),
        (
            r"\b(?:every|each|per|jeden|pro|chaque|par)\s+(?:month|monat|mois)\b|\bmonatlich\w*|\bmensuel\w*|\ba month\b",
            "monthly",
        ),
        (
            r"\b(?:every|each|per|jeden|pro|chaque|par)\s+(?:day|tag|jour|morning|evening)\b|\btäglich\w*|\bquotidien\w*",
            "daily",
        ),
        (r"\bpen(?:etration)?[ -]?test", "pentest"),
    )
)
PARTICLES = frozenset(["off", "out", "up", "in", "over", "down", "back", "live", "through", "by"])
_PARTICLE = re.compile(rf"^(\w{{3,}})-({'|'.join(sorted(PARTICLES))})$")
_NOUNS = frozenset(
    stem(w)
    for w in [
        "quote",
        "offer",
        "contract",
        "invoice",
        "order",
        "credit",
        "payment",
        "training",
        "call",
        "release",
        "test",
        "visit",
        "signature",
        "draft",
    ]
)
_WEAK = frozenset(
    stem(w)
    for w in [
        "free",
        "new",
        "final",
        "revised",
        "updated",
        "full",
        "complete",
        "extra",
        "additional",
        "second",
        "first",
        "own",
        "whole",
        "next",
        "latest",
        "proper",
        "official",
        "big",
        "small",
        "good",
        "better",
        "best",
        "better",
        "local",
        "special",
        "latest",
        "kostenlos",
        "neue",
        "neuen",
        "deutsch",
        "deutsche",
        "german",
        "english",
        "french",
    ]
)
"""Words that only tell one thing of a kind from another."""


def stems(text: str) -> frozenset[str]:
    """The words of a text in a common form: "single sign-on" is "SSO", a "quote" is an "offer"."""
    return frozenset(_stems(text)[0])


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[frozenset[str], str]:
    """Common forms, and the first letters of all words in a row."""
    plain_text = _counted(plain(text))
    said = [word for pattern, word in _SAID_OTHERWISE if pattern.search(plain_text)]
    lowered = expand(plain_text).replace("-", " ")
    for phrase, word in _PHRASES:
        lowered = lowered.replace(phrase, word)
    tokens = [word for word in words(lowered) if is_word(word)]
    found = {stem(word) for word in tokens if word not in STOP}
    pairs = list(zip(tokens, tokens[1:], strict=False))
    joined = {stem(a + b) for a, b in pairs if len(a) > 2 and len(b) > 2}
    # "Hall D", "phase 2" and "roll out" are names as a whole.
    found |= {stem(a + b) for a, b in pairs if len(a) > 2 and (b in PARTICLES or len(b) == 1 or b.isdigit())}
    meant = {_MEANING.get(word, word) for word in found} | {_MEANING[j] for j in joined if j in _MEANING}
    meant |= {_MEANING.get(stem(w), stem(w)) for w in said}
    return frozenset(meant), "".join(word[0] for word in tokens)


_NUMBERS = {
    word: str(n)
    for words_of in (
        "one two three four five six seven eight nine ten eleven twelve",
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "un deux trois quatre cinq six sept huit neuf dix onze douze",
    )
    for n, word in enumerate(words_of.split(), start=1)
    if word not in ("one", "eins", "un")
} | {"twenty": "20", "zwanzig": "20", "vingt": "20", "fifteen": "15", "fünfzehn": "15", "quinze": "15"}
_ELISION = re.compile(r"(?<![\w'])(?:qu|[ldnsjmct])'(?=\w{2})")
"""The article of "l'attestation"."""
_NUMBER_WORD = re.compile(r"(?<!\w)(?:" + "|".join(_NUMBERS) + r")(?!\w)")
_PERCENTAGE = re.compile(r"(\d+)(?:[.,](\d+))?\s*-?(?:%|percent\b|per cent\b|prozent\b|pour ?cent\b|pct\b)")


def _counted(text: str) -> str:
    """Numbers in figures, "five percent" as one word, and "l'assurance" without its article."""
    text = _ELISION.sub("", text)
    text = _NUMBER_WORD.sub(lambda match: _NUMBERS[match.group()], text)
    return _PERCENTAGE.sub(lambda match: f" {match[1]}{match[2] or ''}percent ", text)


def _whole_names(listed: Iterable[str]) -> list[str]:
    """ "Hall", "D" -> "halld"; a number belongs to the word before it."""
    found: list[str] = []
    for word in listed:
        part = (len(word) == 1 and word.isalnum()) or word.isdigit()
        if part and found and found[-1].isalpha() and len(found[-1]) > 2:
            found[-1] += word
        else:
            found.append(word)
    return found


@dataclass(frozen=True)
class TopicWords:
    """What a question is about."""

    stems: frozenset[str]
    short: Mapping[str, str] = field(default_factory=dict)
    """Those that may be initials, by their common form."""
    doings: frozenset[str] = frozenset()
    """Those that are verbs: "fix", "swap"."""
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The kinds of doing that a verb stands for: to fix is to repair."""

    @classmethod
    def of(cls, question_words: Iterable[str]) -> "TopicWords":
        asked = " ".join(w for w in question_words if len(w) > 1 or w.isalnum())
        listed = _whole_names(_counted(asked.lower()).split())
        listed = [_PARTICLE.sub(r"\1\2", word) for word in listed]
        short = {stem(w.lower()): w.lower() for w in listed if 3 <= len(w) <= 5 and w.isalpha()}
        doings = frozenset(stem(w) for w in listed if verb_groups(w) and not _a_thing(w))
        groups = {stem(w): verb_groups(w) - _VAGUE for w in listed if stem(w) in doings}
        return cls(stems(" ".join(listed)) or _bare(listed), short, doings, groups)

    def share(self, text: str, around: str = "") -> float:
        """0..1: how much of the topic the text names; `around`, a subject line, may only add to it."""
        total = sum(map(self._weight, self.stems))
        if not total:
            return 0.0
        here, initials = _stems(text)
        done = _doings(text) if self.groups else frozenset()
        named = [
            word
            for word in self.stems
            if _in(word, here)
            or (word in self.short and _initials(self.short[word], initials))
            or (word in self.groups and self.groups[word] & done)
        ]
        strong = [word for word in self.stems if self._weight(word) == 1.0]
        if strong and not any(word in named for word in strong):
            return 0.0
        if around:
            beside, letters = _stems(around)
            named += [
                word for word in self.stems
                if word not in named and (_in(word, beside) or (word in self.short and _initials(self.short[word], letters)))
            ]  # fmt: skip
        return sum(map(self._weight, named)) / total

    def _weight(self, word: str) -> float:
        if word in self.doings:
            return _DOING
        return _DULL if word in GENERIC_HEADS or word in _WEAK or len(word) == 1 else 1.0


_VAGUE = frozenset(["give", "make", "update", "talk", "hold", "include", "setup", "join"])
"""Kinds of doing that are done with anything."""


@lru_cache(maxsize=4096)
def _doings(text: str) -> frozenset[str]:
    """The kinds of doing that a text's verbs stand for."""
    return frozenset(group for word in words(plain(text)) for group in verb_groups(word))


def _a_thing(word: str) -> bool:
    """Verbs that name a document or an event as often: an offer, an invoice, a visit."""
    return stem(word) in _NOUNS


def _bare(listed: list[str]) -> frozenset[str]:
    """A topic of stop words alone ("the first report") is still one."""
    return frozenset(stem(w) for w in listed if len(w) > 2)


def _initials(word: str, letters: str) -> bool:
    return len(word) >= 3 and word in letters


@lru_cache(maxsize=16384)
def _in(word: str, found: frozenset[str]) -> bool:
    """The same word, one that a longer compound begins or ends with, or what it shortens."""
    if word in found:
        return True
    forms = {word, *_FORMS.get(word, ())}
    for other in found:
        for form in forms:
            if len(form) >= _PART and (other.startswith(form) or other.endswith(form)):
                return True
            if (
                len(other) >= _PART
                and len(form) >= _PART + 3
                and (form.startswith(other) or form.endswith(other))
            ):
                return True
            if (
                len(form) >= _SHORTENED
                and len(other) >= len(form) + 3
                and other.startswith(form)
                and form.isascii()
            ):
                return True
            if len(form) >= 6 and len(other) >= 6 and _typo(form, other):
                return True
    return False


def _typo(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    return one[0] == other[0] and OSA.distance(one, other, score_cutoff=1) <= 1
