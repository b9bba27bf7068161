"""Finds people by the words that introduce them: "my name is", "Dear Ms.", "Best regards,"."""

import re
from collections.abc import Iterator

from retrieval.masking_features import known_names
from retrieval.masking_numbers import Found

_CAP = r"[^\W\d_a-zß-öø-ÿ][\w'’-]*\.?"
_NAME = rf"{_CAP}(?:[ ](?:(?:de|da|do|dos|di|del|van|von|der|den|la|le|al|bin|zu)[ ]){{0,2}}{_CAP}){{0,3}}"
_ANY_CASE = r"[^\W\d_][\w'’-]+(?:[ ][^\W\d_][\w'’-]*\.?){0,2}"
_INTRODUCED = re.compile(
    r"\b(?i:my\s+(?:full\s+|last\s+|first\s+|maiden\s+)?name\s+is|(?:her|his|their)\s+(?:maiden\s+|last\s+|full\s+)?name\s+is"
    r"|people\s+call\s+me|i\s+am\s+called|ich\s+heiße|mein\s+name\s+ist|je\s+m['’]appelle|me\s+llamo|mi\s+chiamo"
    r"|(?:last|first|full|your)\s+name\?\s+|directed\s+by:|name\s+on\s+(?:the\s+)?(?:card|account)\s+is)"
    rf"\s+(?P<name>{_NAME})"
)
_INTRODUCED_SMALL = re.compile(
    r"\b(?:my\s+(?:full\s+|last\s+|first\s+|maiden\s+)?name\s+is|(?:her|his)\s+(?:maiden\s+|last\s+)?name\s+is|people\s+call\s+me)"
    rf"\s+(?P<name>{_ANY_CASE})(?=\s*(?:[.,!?;]|$))"
)
_PASSENGER = re.compile(
    r"(?<![\w/])(?P<name>[^\W\d_a-zß-öø-ÿ]{2,30}(?:[ '-][^\W\d_a-zß-öø-ÿ]{2,30})?/[^\W\d_a-zß-öø-ÿ]{2,30})(?=[ ](?:MR|MRS|MS|MISS|MSTR|DR|CHD|INF)\b)"
)
_TITLED = re.compile(
    r"(?<!/)\b(?<![^\W\d_a-zß-öø-ÿ]{2}[ ])(?i:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Professor|Herrn?|Frau|Mme|Mlle|Madame|Monsieur|Señora?|Sra?|Signora?|Sig|Dott|Dottor|Dottoressa|Avv"
    rf"|Mevrouw|Mevr|Meneer|Dhr|Pani|Nurse|Coach|Captain|Officer|Sergeant|Judge|Doña)\b\.?[ ]"
    rf"(?:(?:Dr|Prof)\.?[ ])?(?P<name>(?:(?:de|da|di|del|van|von|der|den|ter|zu)[ ]){{0,2}}{_NAME})"
)
_TITLED_SMALL = re.compile(r"\b(?:mr|mrs|ms|dr)\.?[ ](?P<name>[a-zà-ÿ][\w'’-]+)(?![\w])")
_GREETED = re.compile(
    r"(?m)^[> \t]{0,12}(?:Hi|Hello|Hey|Dear|Hallo|Liebe[rs]?|Bonjour|Cher|Chère|Hola|Estimad[oa]|Ciao|Gentile|Olá|Hej|Moin|Servus)[ ]"
    rf"(?P<name>{_NAME})(?=\s*(?:[,!:–—-]|$))"
)
_ADDRESSED = re.compile(
    rf"(?m)^[> \t]{{0,12}}(?P<name>{_CAP}(?:[ ]{_CAP})?),[ ](?=(?:can|could|would|will|please|thanks|thank|did|do|are|have|I|we)\b)"
)
_HERE = re.compile(
    rf"\b(?i:this\s+is|it['’]?s|hier\s+(?:ist|spricht)|ici|soy)[ ](?P<name>{_CAP}(?:[ ]{_CAP})?|[a-z]{{3,12}})"
    r"(?=,|!|[ ](?:here|from|calling|speaking|again|at|with)\b|[ ](?:von|vom|aus|de|du)\b|\.?$|\.\s)"
)
_INITIALS = re.compile(
    r"(?:(?<=\n)|(?i:best|regards|cheers|thanks|greetings|gruß|grüße|lg|vg|mfg|bientôt|cordialement|saludo|saluti),?\s)[> \t]*"
    r"(?P<name>[^\W\d_a-z]\.(?:[ ]?[^\W\d_a-z]\.){0,2})(?=\s*$)"
)
_FIELD = re.compile(
    r"(?m)^[> \t]{0,12}(?i:(?:full\s+|contact\s+|customer\s+|client\s+)?name|contact|attn|attention|attendee|signed|sponsor|host|prepared\s+by"
    r"|recipient|beneficiary|ansprechpartner|geschäftsführer(?:in)?|from|to|cc|von|an|de|à)\s*:\s*"
    rf"(?P<name>{_CAP}[ ]{_NAME})(?=\s*(?:$|<|\(|,|;))"
)
_NOT = frozenset(
    [
        "team",
        "all",
        "everyone",
        "both",
        "folks",
        "there",
        "again",
        "sir",
        "madam",
        "customer",
        "support",
        "sales",
        "colleague",
        "colleagues",
        "friend",
        "friends",
        "damen",
        "herren",
        "ladies",
        "gentlemen",
        "hiring",
        "manager",
        "partner",
        "partners",
        "customers",
        "zusammen",
        "world",
        "tous",
        "equipo",
        "herr",
        "frau",
        "mr",
        "ms",
        "mrs",
        "dr",
        "procurement",
        "legal",
        "finance",
        "accounting",
        "it",
        "hr",
        "operations",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "not",
        "on",
        "the",
        "no",
        "correct",
        "wrong",
        "misspelled",
        "spelled",
        "still",
        "different",
        "incorrect",
        "missing",
        "unknown",
    ]
)


def said_names(text: str) -> Iterator[Found]:
    """People whom the words in front call by name."""
    known = known_names()
    for shape, score in (
        (_INTRODUCED, 0.9),
        (_INTRODUCED_SMALL, 0.8),
        (_PASSENGER, 0.9),
        (_TITLED, 0.9),
        (_TITLED_SMALL, 0.8),
        (_GREETED, 0.85),
        (_FIELD, 0.8),
        (_ADDRESSED, 0.7),
        (_HERE, 0.7),
        (_INITIALS, 0.7),
    ):
        for match in shape.finditer(text):
            start, end = match.span("name")
            words = [word.strip(".,'’").lower() for word in match.group("name").split()]
            if shape is _ADDRESSED and any(
                word in _NOT or set("wp") & set(known.get(word, "")) for word in words
            ):
                continue
            if shape is _HERE and not any("g" in known.get(word, "") for word in words):
                continue
            if words and words[0] not in _NOT and not all(word in _NOT for word in words):
                whole_word = text[end - 1] == "." and len(words[-1]) > 1
                yield start, end - whole_word, "PERSON", score
