"""What a question filters promises by besides status and time: how firmly they were made, whether they are dated."""

# ruff: noqa: E501 (a pattern is easier to read on one line)

import re

from records.models import Strength
from retrieval.question_words import ACCOUNT, COLLEAGUE, CONTACT, words_of

_THING = r"(?:promis\w*|commit\w*|offers?|dates?|deadlines?|words?|ones?|things?|stuff|zusagen?|versprechen|termine?|promesses?|engagements?|dates?)"
_SOFT = words_of(
    rf"soft(?:er|ly)?(?= {_THING}|\W*$| (?:to|for|from|with|by) )", r"(?:not|n['’]?t|non|nothing|isn['’]?t|aren['’]?t|less than) (?:\w+ )?(?:firm|solid|certain|binding|definite)", r"non-?(?:firm|binding)",
    rf"(?:vague|wobbly|shaky|loose|tentative|half-hearted|wishy-washy|fuzzy)(?:ly)?(?= {_THING}|\W*$| (?:i|we|they|he|she)(?!\w))", r"best[- ]effort", r"(?:promis|commit)\w* (?:\w+ )?(?:loosely|vaguely|tentatively|softly)",
    r"(?:would|'d|'ll|will|only|just) try(?:ing)?", r"maybes", r"unverbindlich\w*", r"(?:nicht|kaum) (?:fest|verbindlich)\w*", rf"(?:vage|weiche)\w* {_THING}", r"(?:pas|non) (?:fermes?|contraignant\w*)", rf"{_THING} (?:vagues?|floue?s?)",
)  # fmt: skip
_CONDITIONAL = words_of(
    r"conditional(?:ly|s)?", r"(?:with|have|has|had|having|under|attach\w*|got|come with|comes with) (?:a |any |some |the )?(?:conditions?|strings|catch|ifs?)(?: attached)?", r"strings attached", r"conditions? attached",
    r"(?:depend\w*|hing\w*|conting\w*) (?:up)?on (?:something|anything|conditions?|us|them|others?|a condition|other things)", r"contingent", r"only if", r"with an if", r"ifs(?: and buts)?", r"subject to (?:something|anything|conditions?|approval)",
    r"bedingt\w*", r"(?:unter|an|mit) (?:einer |eine |der |die )?(?:bedingung|bedingungen|vorbehalt)", r"unter vorbehalt", r"conditionnel\w*", r"sous conditions?",
)  # fmt: skip
_FIRM = words_of(
    rf"(?<!the )(?<!law )(?<!a )(?<!their )(?<!our )firm(?:ly)?(?= {_THING}|\W*$| (?:to|for|from|with|by|we|i|they|he|she|[{ACCOUNT}-{COLLEAGUE}]))", rf"(?:solid|hard|definite|binding|guaranteed|real) {_THING}",
    rf"(?:feste?|verbindliche?)[nrs]? {_THING}", r"fest (?:zugesagt|versprochen)", r"verbindlich (?:zugesagt|versprochen)", rf"{_THING} fermes?", r"fermement",
)  # fmt: skip
_UNDATED = words_of(
    r"(?:without|no|missing|lacking|lack|have no|has no|had no|with no|not have|n['’]t have) (?:a |an |any |fixed |firm |clear |due |set |concrete |the ){0,3}(?:date|dates|deadline|deadlines|due date|due dates|due day)(?: yet| given| set)?",
    r"(?:undated|open-ended|dateless)", r"ohne (?:festen |fixes |konkretes |klare )?(?:termin|datum|frist)", r"sans (?:date|échéance|délai)(?: fixe| précise)?",
)  # fmt: skip
_IF_DONE = re.compile(
    rf"(?<!\w)(?:what|which|does|do|will|would|was|welche\w*|que|qu)(?!\w)[^?]*?(?<!\w)(?:if|when|once|wenn|falls|si) (?:they|he|she|we|it|sie|er|wir|ils?|elles?|[{ACCOUNT}{CONTACT}])"
)
_ON_CONDITION = words_of(
    r"(?:on|under|with|in) (?:what|which) (?:conditions?|terms|circumstances)", r"(?:on|under|in) (?:the )?conditions?", r"what(?:'s| is| are| was| were)? the (?:conditions?|catch|strings)", r"unter welche[nr] (?:bedingung\w*|umständen)",
    r"à quelles? conditions?", r"depend\w* on", r"(?:conditions?|catch)\W*$",
)  # fmt: skip
"""Asks for the condition itself: no filter, and no word of the topic."""


SAID = words_of(r"say", r"said", r"tell", r"told", r"gesagt", r"sagt", r"sagte", r"dit")


def strengths_of(cues: str) -> tuple[Strength, ...] | None:
    """Which strengths a question asks for, None where it asks for none in particular."""
    if _ON_CONDITION.search(cues) and not re.search(
        r"(?<!\w)(?:which|list|show|all|any|promises|commitments|zusagen|versprechen|engagements|promesses)(?!\w)",
        cues,
    ):
        return None
    found = []
    if _SOFT.search(cues):
        found.append(Strength.soft)
    if _CONDITIONAL.search(cues):
        found.append(Strength.conditional)
    if not found and _FIRM.search(cues):
        found.append(Strength.firm)
    return tuple(found) or None


def undated_of(cues: str) -> bool:
    """Whether it asks for promises without a date."""
    return bool(_UNDATED.search(cues))


def asks_what_if(cues: str) -> bool:
    """ "What do they get if they sign": a promise with that condition is meant, if there is one."""
    return bool(_IF_DONE.search(cues))


def without_filters(plain: str) -> str:
    """The text with the filters' words as blanks, so that none of them is taken for the topic."""
    for pattern in (_UNDATED, _ON_CONDITION, _SOFT, _CONDITIONAL, _FIRM):
        plain = pattern.sub(lambda m: " " * len(m.group()), plain)
    return plain
