"""Reads statements of done whose verb is in no list: any finished doing on the very thing, or praise of it in use."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re

from retrieval.phrases import any_of, one_by_one
from retrieval.topic_doings import Gist, is_named, past_of
from retrieval.topic_words import is_word, stem, words

_STEPS = frozenset(
    stem(w)
    for w in one_by_one(
        "order request plan schedule book discuss review inspect measure check examine test start begin commission assign escalate log "
        "raise note find locate identify reproduce diagnose analyse analyze investigate look ask tell inform remind chase receive get "
        "arrive collect pick draft write prepare print pack load propose suggest agree quote estimate price budget design sketch delay "
        "postpone reschedule cancel stop fail break damage lose miss forget reject refuse decline return mention see notice want need hope "
        "try attempt train visit meet talk speak call hear think know say explain describe report promise announce expect intend consider "
        "queue reserve allocate earmark approve accept offer use like have be go come take bring hold keep leave mean work open close show "
        "turn put set make do let run read isolate trace narrow blame cause affect happen occur appear base attach relate concern involve "
        "include call name title mark flag label tag touch miss change block clear promise owe wait worry trouble bother bug confuse limit "
        "tie link connect compare contain date require force push move shift slip bump drag stall hang bestellen planen prüfen besprechen "
        "anfragen beauftragen beginnen suchen finden verschieben verzögern vergessen brauchen fragen sagen denken liefern anliefern eintreffen ankommen packen verladen livrer arriver connect top fill deliver send ship dispatch hand give drop examiner inspecter regarder vérifier contrôler recevoir commander prévoir "
        "demander vérifier discuter commencer chercher trouver reporter oublier penser dire"
    )
)
"""Doings that are a step on the way, a trouble, or mere talk: they finish nothing."""
_WORKED = re.compile(
    r"\b(?:i|we|i've|we've|he|she|they|technicians?|engineers?|fitters?|contractors?|team|crew|colleagues?|electricians?|plumbers?|mechanics?|developers?|wir|ich|nous|on|je|has|have|had|been|was|were|is|are|got|now|wurde|wurden|ist|sind|hat|haben|est|sont|a|ont|avons)\b"
)
_ON_THING = frozenset({"mend", "fit", "switch", "move", "clear", "price", "test"})


def worked_on(part: str, gist: Gist) -> bool:
    """Whether a part of a clause tells of a finished doing on the thing itself, whatever the verb."""
    if not gist.kinds & _ON_THING and gist.kinds:
        return False
    tokens = [w for w in words(part) if is_word(w)]
    if not _WORKED.search(part):
        return False
    for i, word in enumerate(tokens):
        base = past_of(word)
        if not base or base in _STEPS or not word.endswith(("ed", "t", "n", "en", "é", "ée", "és", "ées")):
            continue
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        if (
            after
            and is_named(stem(after), gist.things)
            and i
            and tokens[i - 1] in {"the", "a", "your", "our", "this", "that"}
        ):
            continue  # "the damaged pump" describes, and does nothing
        return True
    return False


PRAISE = any_of(
    r"""
    (?:thanks|thank you|thankyou|thx|cheers|ta|much (?:obliged|appreciated)|grateful|appreciate\w*|danke|dank|merci)
    (?:great|gorgeous|stunning|helpful|useful|comprehensive|thorough|delicious|comfortable|sturdy|sharp|bravo|perfect|perfectly|lovely|brilliant|excellent|super|wonderful|fantastic|superb|marvellous|terrific|splendid|spot on|beautiful|beautifully|delighted|happy|pleased|thrilled|love|loves|loved|impressed|impressive|amazing|awesome|neat|nice|good as new|like new|a treat|a dream|a charm|a joy|no complaints|well done|good job|nice job|great job|great work|spotless|gleaming|immaculate|crisp|flawless\w*|smooth\w*|clean|tidy|quiet|silent|dry|warm|cool|bright|fresh|steady|stable|solid|rock solid)
    (?:toll|prima|super|perfekt|wunderbar|klasse|einwandfrei|tadellos|sauber|hervorragend|zufrieden|parfait\w*|impeccable|super|ravis?|excellent\w*|nickel)
    """,
    before=r"(?<!\w)(?:",
    after=r")(?!\w)",
)
WAITS = re.compile(
    r"\b(?:need|needs|needed|want|wants|wanted|wait|waits|waiting|await\w*|look(?:ing)? forward|hope|hopes|hoping|expect\w*|ask|asks|asked|asking|wonder\w*|plan|plans|planning|require\w*|would|could|should|must|may|might|will|shall|if|when|once|until|before|about|regarding|concerning|update on|offer to|offering|promis\w+|agreeing|suggest\w*|idea|news|urgent|important|crucial|essential|deadline|due|competitor\w*|other supplier|still|yet|though|the one (?:i'm|we're|i am|we are|i|we)|after though|freue|warte\w*|brauche\w*|hoffe\w*|attend\w*|besoin|hâte|impatien\w+)\b|'ll\b|'d\b|\?"
)
_OWN_GIVING = re.compile(
    r"\b(?:we|i|our \w+|my \w+)(?:'ve| have| had)? (?:\w+ )?(?:sent|gave|shared|forwarded|posted|mailed|attached|uploaded|ordered|bought|made|wrote|prepared)\b|\bour own\b"
)


def praised(sentence: str, mail: str) -> bool:
    """Whether the one who waits speaks well of the thing as of something at hand, in a sentence in `plain` form."""
    if WAITS.search(sentence) or _OWN_GIVING.search(sentence):
        return False
    return bool(PRAISE.search(sentence) or PRAISE.search(mail)) and bool(
        re.search(
            r"\b(?:is|are|was|were|has|have|had|looks?|looked|works?|runs?|feels?|sounds?|tastes?|fits?|reads?|made|makes|did|does|went|goes|came|got|ist|sind|war|waren|hat|haben|sieht|läuft|est|sont|a|ont)\b|'s\b|'re\b|\w{3,}ed\b",
            sentence,
        )
    )
