"""What a part of a clause says of the promised doing: done, by its result, or not at all."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re
from itertools import pairwise

from retrieval import settle_cues as cues
from retrieval import settle_results as results
from retrieval.phrases import one_by_one
from retrieval.settle_hedges import STUCK, guessed
from retrieval.settle_openly import worked_on
from retrieval.topic_doings import (
    Gist,
    is_named,
    names_head,
    past_of,
    same_kind,
    same_verb,
)
from retrieval.topic_reading import Topic
from retrieval.topic_words import BREAKS, STOP, is_word, stem, words

_AFTER_DOING = re.compile(
    r"\b(?:after|since|following|thanks to|with|post|nach|seit|après|depuis|suite à) (?:\S+ ){0,3}?(?P<noun>[^\W\d_]{4,})"
)
FUTURE = re.compile(
    r"\b(?:will|shall|won't|gonna|would|could|should|(?<!\d )(?<!of )(?<!in )(?<!until )(?<!by )(?<!end )may(?! \d)|might|must|wird|werden|würde|würden|soll|sollen|muss|müssen|sera|seront|fera|va|vont|allons)\b|'ll\b|'d\b(?! (?:been|had|sent))"
    r"|\b(?:going|about|due|set|planning|planned|want|need|needs|have|has|had|hope|hoping|expect|aim|try|trying|able|wait|waiting|yet|still|ready|remains?) to\b(?! (?:[€$£] ?)?\d)"
    r"|\b(?:tomorrow|tonight|soon|shortly|next (?:week|month|monday|tuesday|wednesday|thursday|friday)|later (?:today|this|on)|by (?:monday|tuesday|wednesday|thursday|friday|the end|next|end)|(?<!heute )(?<!gestern )(?<!guten )morgen|demnächst|bald|nächste woche|demain|bientôt|prochaine?)\b"
    r"|\b(?:am|is|are|'m|'re|be) (?:\w+ly |still |now |currently |just )?(?:being|working|looking|waiting|trying|preparing|finishing|finalising|getting|sending|writing|chasing|putting|fixing|testing|checking|drafting|building|talking|hoping|planning|hiring|sorting|doing|making|going|coming|leaving|packing|printing|repairing|replacing|installing|expecting|reviewing|arranging)\b"
)
NEGATED = re.compile(
    r"\b(?:not|never|cannot|without|hardly|barely|neither|nor|nobody|none|nothing|nowhere|no|nicht|kein\w*|nie|nichts|niemand|pas|aucune?|jamais|rien)\b|n't\b|\b(?:yet to|fail(?:ed|s)? to|unable|missing|refused?|forgot(?:ten)?|instead of|rather than|still)\b|\b(?:fehlt|fehlen|manque|manquent)\b"
)
FINE_NO = re.compile(
    r"\b(?:no (?:objections?|changes?(?: needed)?|concerns|reservations|further \w+|problem|worries|longer \w+|more \w+|complaints?|issues?|errors?|damage|losses|defects?|faults?|findings|hitches|hiccups)|not any ?more|without (?:a (?:hitch|murmur|glitch|complaint|sound|single \w+)|further ado|issues?|problems?|debate|trouble|incident|errors?|fuss|delay)|(?:doesn't|does not|don't|do not|isn't|aren't|didn't) (?:\S+ ){0,6}?(?:any ?more|any longer|again|seem to mind|mind)|keine (?:mängel|probleme|fehler|beanstandungen)|sans (?:problème|souci|encombre)|as (?:it|they|we|he|she) (?:should|ought to)|wie (?:es|sie) soll(?:en|te|ten)?)\b"
)
IF = re.compile(
    r"\b(?:if|once|unless|as soon as|whenever|provided (?!that's)|assuming|in case|sobald|falls|wenn|sofern|dès que|si (?:le|la|vous|nous|tout|je|il)|quand|lorsque|until|till|before (?:we|i|you|it|they)|bevor|avant que)\b"
)
ELSEWHERE = re.compile(
    r"\b(?:test|staging|demo|sandbox|preview|trial|dev|pre-?prod\w*|uat|mock|dummy|pilot|local) (?:system|server|site|environment|page|account|machine|copy|instance|database|cluster|run|version)\b|\bon (?:staging|my own machine|preview)\b|\bin our (?:lab|own)\b"
)
OTHERS = re.compile(
    r"\b(?:for|to|at) (?:another|a different|some other|somebody else|someone else|one of our other|another of our|other) \w*|\b(?:another|different|other|wrong) (?:customer|client|supplier|vendor|project|order|plant|site|branch|account|document|version|file|one)\b|\bby mistake\b"
)
_OURS_ONLY = re.compile(
    r"\b(?:internally|for (?:our|my) own|to (?:our|my) (?!shared|portal|drive|ftp)\w+|with (?:our|my) (?:\w+ )?(?:legal|finance|team|boss|manager|lawyers?|director)|intern)\b"
)


def came_back(said: str, gist: Gist) -> bool:
    return bool(cues.BACK_AGAIN.search(said)) and gist.head in FAULTS


FAULTS = frozenset(
    stem(w)
    for w in one_by_one(
        "error bug fault crash problem issue defect leak drift glitch outage alarm noise fehler störung problem panne bogue erreur fuite"
    )
)
"""Things that are mended by being gone: "it's back" is bad news of them."""
_OVER = re.compile(
    r"\b(?:gone|fixed|sorted|solved|resolved|off|history|cleared|away|no longer|any ?more|again|behoben|gelöst|weg|wieder|disparu\w*|résolue?s?|réparée?s?|réglée?s?|works?|working|mended|cured|repaired)\b"
)
"""How a fault ends; "the alarm is on" or "the problem is in all rooms" is no end."""
GOT_CONFIRMED = re.compile(
    r"\b(?:got|received|have|here is|here's) (?:the|my|our|a|your) (?:\w+ )?(?:confirmation|invite|invitation|ticket|receipt) (?:for|to|of)\b"
)


_BETTER = re.compile(
    r"\b(?:looks?|seems?|appears?|sounds?|is|are) (?:\w+ ){0,3}(?:better|stable|calmer|quieter|healthier|fixed|gone|normal|solved|fine|good)\b"
)


def guess_of_done(part: str, hearsay: bool) -> bool:
    return (
        (guessed(part) or hearsay)
        and (_any_done(part) or bool(_BETTER.search(part)))
        and not FUTURE.search(_shorn(part))
    )


def _shorn(sentence: str) -> str:
    """The sentence without the modal that only guesses: "should have reached you"."""
    return re.sub(
        r"\b(?:should|must|ought to) be(?= \w+ing\b)|\b(?:should|must|might|may|could|would|ought to|müssten?|dürften?|sollten?|devrai\w+)\b",
        " ",
        sentence,
    )


def _any_done(sentence: str) -> bool:
    if results.COMPLETE.search(sentence) or results.HAS_COME.search(sentence):
        return True
    if re.search(
        r"\b(?:should|must|might|may|ought to) (?:\w+ )?(?:have|be|work|run|load|open|show)\b|\b(?:müsste|müssten|dürfte|dürften|sollte|sollten|devrait|devraient)\b",
        sentence,
    ):
        return True
    if any(past_of(w) for w in words(sentence) if is_word(w)):
        return True
    return any(pattern.search(sentence) for pattern in results.OF_OWNER.values())


_PART = re.compile(
    r"[,:;]\s+|\s+-+\s+|\s+(?:but|aber|mais)\s+|\s+(?:and|und|et)\s+(?=(?:is|are|was|were|has|have|it|they|works?|runs?)\b)"
)


def parts_of(said: str) -> list[str]:
    """A clause cut at its commas and colons: each part may say something of its own."""
    return [p for p in _PART.split(said) if p.strip()] or [said]


def held_back(part: str, gist: Gist, how: str, by_owner: bool) -> bool:
    """Whether a part of a clause denies it, puts it off, or tells of a step on the way only."""
    body = FINE_NO.sub(" done ", part)
    if IF.search(
        re.sub(
            r"\b(?:once (?:more|again)|(?:valid|good|runs|open|covers?|booked|renewed|prolonged|paid|reserved|insured|certified|extended|fixed|locked|held|frozen) (?:\S+ ){0,3}?until)\b",
            " ",
            part,
        )
    ):
        return True
    presented = cues.PRESENTED.search(part)
    if FUTURE.search(body) and not presented:
        return True
    if NEGATED.search(body) and not ("mend" in gist.kinds and re.search(r"\bno longer\b", part)):
        return True
    if not by_owner and _AGREES.search(body):
        return True
    stuck = STUCK.search(body)
    if stuck and not (how == "doing" and _is_own(stuck.group(), gist)):
        return True
    return bool(ELSEWHERE.search(body) or OTHERS.search(body) or (by_owner and _OURS_ONLY.search(body)))


_AGREES = re.compile(
    r"\b(?:works?|fine|good|ok|okay|great|perfect|suits?) (?:for|by|with) (?:me|us|him|her|them|both)\b"
)


def _is_own(phrase: str, gist: Gist) -> bool:
    """Whether the step named is the promised one: "ordered" where ordering was promised."""
    return any(past_of(w) in gist.doing for w in words(phrase) if is_word(w))


_INCOMING = frozenset(
    one_by_one(
        "got gotten come came received erhalten bekommen eingegangen angekommen reçu reçue reçus reçues"
    )
)
"""What the one who owes it says of things that reached him."""


LEFT_BEHIND = re.compile(r"\bleft (?:\S+ ){1,4}?(?:here|behind|standing|there)\b")


def told_done(part: str, topic: Topic, gist: Gist, by_owner: bool) -> str:
    tokens = words(part)
    for i, word in enumerate(tokens):
        if not is_word(word) or not (
            same_verb(word, gist, topic) or (by_owner and same_kind(word, gist) and names_head(gist, part))
        ):
            continue
        if _attributive(tokens, i) or (word in _INCOMING and by_owner):
            continue
        if by_owner and re.search(
            rf"\b(?:you|sie|vous) (?:have |haben |avez |already |kindly )*{re.escape(word)}\b", part
        ):
            continue
        if not by_owner and re.search(
            rf"\b(?:we|i|wir|ich|nous|je|our \w+) (?:have |haben |avons |ai |already |just )*{re.escape(word)}\b",
            part,
        ):
            continue
        return "doing"
    if any(stem(b) in gist.doing and a == "did" for a, b in pairwise(tokens)):
        return "doing"
    if by_owner and _handed_done(tokens, part, gist):
        return "doing"
    found = _AFTER_DOING.search(part)
    if found and stem(found["noun"]) in gist.doing:
        return "doing"
    if by_owner:
        if gist.kinds & {"hand", "write", "tell"} and cues.PRESENTED.search(part):
            return "result"
        if any(k in results.OF_OWNER and results.OF_OWNER[k].search(part) for k in gist.kinds):
            return "result"
        if gist.kinds & {"mend", "fit", "switch"} and results.IN_USE.search(part) and gist.head not in FAULTS:
            return "result"
    else:
        if gist.kinds & {"book", "file", "event", "switch"} and GOT_CONFIRMED.search(part):
            return "result"
        if gist.kinds & {"hand", "money", "write"} and results.HAS_COME.search(part):
            return "result"
        if gist.kinds & {"hand", "write"} and results.HAS_READ.search(part):
            return "result"
        if (
            gist.kinds - {"hand", "tell", "call", "agree", "money"}
            and results.IN_USE.search(part)
            and not came_back(part, gist)
            and (gist.head not in FAULTS or _OVER.search(part))
        ):
            return "result"
        if gist.kinds & {"event", "visit", "mend", "fit", "introduce"} and results.SEEN.search(part):
            return "result"
        if gist.kinds & {"price", "money", "agree", "publish", "switch", "clear"} and any(
            results.OF_OWNER[k].search(part) for k in gist.kinds if k in results.OF_OWNER
        ):
            return "result"
    if results.COMPLETE.search(part):
        return "complete"
    return "result" if by_owner and worked_on(part, gist) else ""


_OUT = re.compile(
    r"\b(?:rausgegangen|raus|rausgeschickt|verschickt|abgeschickt|unterwegs|gone out|went out|(?:is|are) out|in the post|on (?:its|their) way|parti|partie|renvoyée?s?)\b"
)


def _handed_done(tokens: list[str], part: str, gist: Gist) -> bool:
    """Whether the thing is handed over as mended: "the corrected invoice went out today"."""
    if not (cues.PRESENTED.search(part) or cues.HANDED.search(part) or _OUT.search(part)):
        return False
    for word, after in pairwise(tokens):
        done = past_of(word) or past_of(_INFLECTED.sub("", word))
        if done and done in gist.doing and gist.head and is_named(gist.head, frozenset({stem(after)})):
            return True
    return False


_INFLECTED = re.compile(r"(?<=t|n)e[nrsm]?$")
"""The ending of a German adjective: "die korrigierte", "den unterschriebenen"."""


def _attributive(tokens: list[str], i: int) -> bool:
    """Whether a participle only describes a noun ("the corrected bill"): it states nothing."""
    before = tokens[i - 1] if i else ""
    after = tokens[i + 1] if i + 1 < len(tokens) else ""
    follows = (
        bool(after) and is_word(after) and after not in STOP and not past_of(after) and not after.isdigit()
    )
    return before in BREAKS and before not in {"you", "me", "us", "all", "ihnen"} and follows
