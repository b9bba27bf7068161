"""A person's words to a full-text expression that SQLite's FTS5 always accepts."""

import re
from functools import lru_cache

from retrieval.related_words import related

MOST_TERMS = 24
_LONGEST_QUERY = 2_000
_WORD = re.compile(r"[^\W_]+(?:['’.&+-][^\W_]+)*[+#]*", re.UNICODE)

_STOP_WORDS_TEXT = """
a about after all also am an and any are as at be been before but by can could did do does done for from
get give had has have he her him his how i if in into is it its just last let me mention mentioned more
most much my no not of on or our ours out over say said she should so some tell than that the their them
then there these they this to too up us was we were what when where whether which who whom whose why will
with would you your yours ever still yet like wrote write written please thing things anything something
talk talked anyone someone during der die das den dem des ein eine einen einem einer und oder aber nicht
ist sind war waren hat haben hatte wir ihr sie er es ich mir mich uns euch wann wer wem wen wie wo warum
welche welcher welches für von vom zu zum zur mit im auf bei nach aus über unter um als auch noch schon
mal bitte wurde wird werden le la les un une de du et ou est sont ont avons nous vous ils elles que qui
quoi quand pour avec dans sur par ce cette ces notre votre leur
"""
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())

SAME_THING: tuple[tuple[str, ...], ...] = (
    ("sso", "single sign on", "saml"),
    ("nda", "non disclosure agreement", "geheimhaltungsvereinbarung"),
    ("sow", "statement of work", "scope of work"),
    ("po", "purchase order", "bestellung"),
    ("dpa", "data processing agreement", "data processing addendum", "auftragsverarbeitungsvertrag", "avv"),
    ("msa", "master services agreement", "rahmenvertrag"),
    ("sla", "service level agreement"),
    ("rfp", "request for proposal", "ausschreibung"),
    ("poc", "proof of concept", "pilot"),
    ("quote", "quotation", "offer", "proposal", "angebot", "devis"),
    ("contract", "agreement", "vertrag", "contrat"),
    ("invoice", "rechnung", "facture"),
    ("price", "pricing", "preis", "preise", "prix"),
    ("discount", "rabatt", "nachlass", "remise"),
    ("delivery", "lieferung", "livraison"),
    ("training", "schulung", "formation"),
    ("deck", "slides", "presentation", "präsentation", "folien"),
    ("questionnaire", "fragebogen"),
    ("documents", "documentation", "docs", "unterlagen", "dokumente"),
    ("invite", "invitation", "einladung"),
)
_MEANINGS: dict[str, tuple[str, ...]] = related()
for _group in SAME_THING:
    for _name in _group:
        _MEANINGS[_name] = tuple(dict.fromkeys((*_group, *_MEANINGS.get(_name, ()))))
_PHRASES = tuple(name for name in _MEANINGS if " " in name)


def query_words(text: str) -> list[str]:
    """The words that carry meaning, lower case, in order and once; all words where none would be left."""
    words = (word.lower() for word in _WORD.findall(text[:_LONGEST_QUERY]))
    seen = list(dict.fromkeys(word.removesuffix("'s").removesuffix("’s") for word in words))
    telling = [word for word in seen if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]
    return (telling or seen)[:MOST_TERMS]


def says_nothing(word: str) -> bool:
    """Whether a word of a question, with whatever stands around it, is one of the small ones."""
    bare = word.strip(".,;:!?()[]\"'“”„«»").lower()
    return not bare or bare in STOP_WORDS


@lru_cache(maxsize=256)
def match_expression(text: str, *, widen: bool = True) -> str:
    """An FTS5 expression that finds passages with any of the words, or "" where there is no word.

    Every term is a quoted string, so no character of the question is ever syntax. `widen` adds
    other names of the same thing ("SSO": "single sign on"), and what else may be meant ("bid": "offer").
    """
    asked = query_words(text)
    terms = dict.fromkeys(asked)  # its own words first: a long question may leave no room for others
    if widen:
        spaced = (
            f" {' '.join(word.lower().replace('-', ' ') for word in _WORD.findall(text[:_LONGEST_QUERY]))} "
        )
        for phrase in _PHRASES:
            if f" {phrase} " in spaced:
                terms |= dict.fromkeys((phrase, *_MEANINGS[phrase]))
        for word in asked:
            terms |= dict.fromkeys(_MEANINGS.get(word if word in _MEANINGS else word.removesuffix("s"), ()))
    return " OR ".join(f'"{term}"' for term in list(terms)[: 2 * MOST_TERMS])
