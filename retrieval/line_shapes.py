"""What one line of a mail looks like: a sentence, a name, a way to reach somebody."""

import re

from retrieval.signature_phrases import CONTACT, PERSONAL, TIME, TITLE

_ON_BEHALF = re.compile(
    r"(?:i\. ?a\.|i\. ?v\.|ppa\.|pp\.?|dr\.|prof\.|dipl\.-\S{1,10})\s{1,3}", re.IGNORECASE
)
_SMALL = frozenset(
    [
        "von",
        "van",
        "de",
        "der",
        "den",
        "zu",
        "da",
        "di",
        "du",
        "la",
        "le",
        "and",
        "of",
        "und",
        "&",
        "for",
        "the",
        "-",
        "|",
        "at",
    ]
)


def is_sentence(text: str) -> bool:
    """Whether a line tells somebody something, as opposed to saying who writes."""
    words = text.split()
    if len(words) >= 9 and text[-1] in ".!?" and not has_contact(text):
        return True
    if len(words) >= 3 and PERSONAL.search(text) and not has_contact(text):
        return True
    if len(words) >= 3 and TIME.search(text) and not any(c.isdigit() for c in text):
        return True
    return len(words) > 18 and not has_contact(text)


def is_name_of(text: str, sender_name: str | None) -> bool:
    if not sender_name:
        return False
    said = text.strip(" ,.!-–—~*_").casefold()
    if not said or len(said) > 60:
        return False
    name = sender_name.casefold().replace(",", " ").split()
    return (
        said == sender_name.casefold()
        or said.split() == name
        or (said in name and len(said) > 1)
        or sorted(said.split()) == sorted(name)
    )


def name_like(text: str) -> bool:
    """One to five capitalised words without a sentence's punctuation."""
    words = _ON_BEHALF.sub("", text).strip(" ,.-–—~*_").split()
    if not 1 <= len(words) <= 6 or text[-1] in "?!;" or ":" in text or any(c.isdigit() for c in text):
        return False
    return (
        all(word[0].isupper() or word.lower() in _SMALL or not word[0].isalpha() for word in words)
        and words[0][0].isupper()
    )


def contact_like(text: str) -> bool:
    return len(text) <= 120 and (has_contact(text) or TITLE.search(text) is not None or _address_like(text))


def has_contact(text: str) -> bool:
    return CONTACT.search(text) is not None and len(text) <= 160


def _address_like(text: str) -> bool:
    """ "12 High Street", "80331 München": a number and a capitalised word, no sentence."""
    words = text.split()
    return (
        len(words) <= 9
        and any(c.isdigit() for c in text)
        and any(w[0].isupper() for w in words)
        and text[-1] not in ".!?:"
    )
