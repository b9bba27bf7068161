"""How binding a promise is: firm, soft, or conditional on something outside the speaker's hands."""

import re

from records.models import Strength

_CONDITION = re.compile(
    r"(?<!check )(?<!see )(?<!know )(?<!ask )(?<!find out )(?<!\bas )(?<!confirm )(?<!verify )(?<!even "
    r")(?<!wonder )(?<!\bfor )(?<!\bat )\b"
    r"(?P<word>only if|if|once|as soon as|(?<!be )(?<!been )(?<!is )(?<!are )provided(?= (?:that|the|you|"
    r"your|we|it|all|i|they|no|nothing|weather)\b)(?: that)?|providing (?:that|you|the)|assuming|unless|on "
    r"condition|contingent (?:on|upon)|subject to|pending|depending on|(?<!\bfor )(?<!\bat )the (?:moment|minute|second|instant)(?= (?:i|we|you|he|she|they|it|the|your|that)\b)|whenever|wenns|"
    r"(?:on|after|upon|of) (?:receipt|receiving|reception|handover|completion|approval|signature|getting|payment|delivery of)|of the certificate|"
    r"nach (?:erhalt|eingang|freigabe|unterzeichnung|unterschrift|auftrag|zahlung|r[uü]ckmeldung)|h[aä]ngt vom|"
    r"as long as|so long as|in case|when|(?<!look )(?<!looked )(?<!looking )(?<!straight )(?<!right "
    r")(?<!week )(?<!day )(?<!soon )after|upon|bei (?:abnahme|bestellung|auftrag|unterschrift|zahlung)\w*|"
    r"soon as|permitting|in the event of|absent|were (?=the|it|he|she|this|any)|with an order|should "
    r"(?=you|the|legal|they|our|your|she|he|it|any|there)|(?<!.)given (?:a|the|your)|sobald|falls|sofern|wenn|"
    r"nachdem|vorausgesetzt|vorbehaltlich|si|s'il|"
    r"d[eè]s que|lorsque|quand|une fois que?|sous r[eé]serve|[aà] condition)\b(?P<rest>.*)"
)
_OWN_STEP = re.compile(
    r"^(?:that )?(?:i|we)(?:'m|'re|'ve| am| are| have| get| finish| land| reach| arrive| complete| know| "
    r"return| hang up| leave| can| had| was| read| talk| speak| look| check| sit| go| review| see| open| "
    r"test| find| wrap|"
    r" \w+ly)\b|^it(?:'s| is) (?:done|ready|finished|back|live|sorted|fixed|up)\b|^(?:lunch|our (?:call|"
    r"meeting|session|chat)|the (?:call|meeting|weekend|holidays?|break|demo|session|workshop|kick-?off|"
    r"easter|christmas)|this (?:call|meeting)|work|(?:my|our) (?:holiday|vacation|leave|meeting|trip|"
    r"internal|return|team meeting|review|tests?)|"
    r"(?:easter|christmas|new year|monday|tuesday|wednesday|thursday|friday|the \d|\d)|ich|wir|dem "
    r"(?:termin|meeting|gespr)|der (?:besprechung|sitzung)|je|nous|(?:talking|speaking|checking|reviewing|"
    r"looking|finishing|testing|reading) )"
)
_OUTSIDE = re.compile(
    r"\b(?:hear|receive|approval|approves?|approved|sign-?off|signature|go-ahead|green light|confirmation|"
    r"confirms?|feedback|agrees?|get (?:your|the|a|an|it|his|her|their|clearance|word|access|budget|money|"
    r"funding)|(?:have|got|hold) (?:her|his|their|your)|from (?:you|legal|them|the|our|your|my|him|her|"
    r"finance|procurement|it)|"
    r"your|you|they|he|she|customs|supplier|budget|funding|quorum|h[oö]re|bekomme|erhalte|freigabe|zusage)\b"
)
_BACK = re.compile(
    r"^(?:he|she|(?:our|my) (?:[\w-]+ ){1,3}?)(?:'s|is) (?:back|in|there|around|on site|in the office)\b|"
    r"^(?:it takes|you (?:like|need|want)|needed)\b"
)
"""Only a matter of time: "when our planner is back on Monday"; or no condition at all: "as long as it takes"."""
_AFTER_SOMEBODY_ACTS = re.compile(
    r"\b(?:approv\w*|sign\w*|receipt|reception|receiv\w*|payment|paid|confirm\w*|agree\w*|feedback|order|release|clearance|go-ahead|hear\w*|"
    r"inspection|decision|vote|delivery of)\b"
)
_RECEIPT = re.compile(
    r"\b(?:hear\w*|heard|approval|approve\w*|sign-?off|signature|go-ahead|green light|confirmation|"
    r"feedback|clearance|freigabe|zusage|"
    r"(?:get|got|have|has|receive|received|obtain|hold|with) (?:\w+ ){0,3}?(?:your|her|his|their|from)|"
    r"from (?:you|him|her|them|legal|finance|procurement|the \w+|our \w+|your \w+)|(?:h[oö]re|bekomme|"
    r"erhalte)\b|(?:i|we)(?:'ve| have)? (?:got|get|have|received?) (?:it|that|this|them|the \w+)"
    r"(?! (?:done|ready|finished|sorted|written|checked|down|up|out|together))\b)"
)
_OFFER = re.compile(r"^(?: you(?:'d)? (?:like|want|wish|prefer|need)\b)")
_SOFT = re.compile(
    r"\b(?:try|trying|tries|hope|hoping|hopefully|aim|aiming|target|targeting|should|probably|likely|maybe|"
    r"perhaps|might|may (?!\d)|possibly|plan(?:ning)? (?:to|on)|intend(?:ing)? to|expect(?:ing)? (?:to|it|"
    r"that|we|delivery)|anticipate|ought to|oughta|reckon|would think|confident|hopeful|push for|see if (?:i|we)\b|looking (?:at|like|good for) (?:the |about |around )?(?:\d|mon|tues|wednes|thurs|fri|"
    r"satur|sun|next|early|mid|late)\w*|everything (?:what |that )?(?:is )?possible|try for|i'd expect|"
    r"prob\b|could\b|might|"
    r"utmost|best guess|foresee|(?:do|doing) (?:my|our) best|best efforts?|do what (?:i|we) can|see what "
    r"(?:i|we) can|whatever (?:i|we) can|everything (?:i|we) can|looking to|ideally|with (?:any |a bit of "
    r")?luck|all being well|i think|we think|i guess|i believe|we believe|fairly sure|pretty sure|"
    r"reasonably|tentative(?:ly)?|roughly|"
    r"shooting for|working (?:to|towards|on)|want to|would like to|'d like to|could|strive|endeavou?r|"
    r"attempt|give or take|level best|foreseen|fingers crossed|touch wood|all going well|(?:have|having) a (?:go|stab|crack)|"
    r"looking (?:pretty )?good|if (?:i|we) can|do the possible|peilen?|on vise|nous visons|je vise|m\u00fcsste|d\u00fcrfte|"
    r"a priori|sans doute|sauf impr[e\u00e9]vu|selon la m[e\u00e9]t[e\u00e9]o|versuchs?|essaiera|t[a\u00e2]cher|w/ luck|fair wind|if possible|as best|in principle|shouldn't be a problem|not be a problem|(?:the|our|my) "
    r"(?:plan|goal|aim|target|intention|hope) is|our goal|can probably|more or less|"
    r"versuche|versuchen|hoffe|hoffen|hoffentlich|wahrscheinlich|voraussichtlich|vermutlich|sollte|sollten|"
    r"m[oö]chte|wollen|planen|bem[uü]hen|bem[uü]he|eventuell|m[oö]glichst|"
    r"essaie|essayer|essayons|essaierai|essaierons|esp[eè]re|esp[eé]rons|devrait|devrions|devrais|"
    r"peut-[eê]tre|probablement|normalement|faire (?:mon|notre|de notre) (?:possible|mieux))\b"
)
_NOT_SOFT = re.compile(
    r"\b(?:would|'d) like to (?:offer|give|inform|confirm|let you know|assure)\b|\b(?:should you|should "
    r"(?:the|legal|anything)|if i should|trying to reach|hope (?:this|that|you|all)|i hope (?:this|that|"
    r"you)|hope to see|try (?:it|them|this) out|i think (?:it's|it is|they're|they are|he's|she's|that's|there's|there is)(?! going| gonna| coming))\b"
)


_FIRST_IN_CASE = re.compile(
    r"^(?:and |but |so )?(?:in (?:the event|case)\b|then we'd\b|sobald wir (?:es|das|die|den) haben\b)"
)
_HOPED = re.compile(
    r"\b(?:should (?:be able|get|have|reach|arrive|be)|ought to|might|fingers crossed|hopefully|sollten? (?:wir|ich)|"
    r"hoping to|hope to)\b(?=.* (?:if|as long as|provided|wenn|so long as|unless)\b)"
)
"""A hope stays one although its sentence goes on with "if nothing goes wrong"."""
_GERMAN_SHOULD = re.compile(r"^(?:und |aber )?sollten? (?!ich\b|wir\b|man\b)\w+ .*, ")
""" "Sollte der Kran nicht passen, ..." is an if, not a hope."""
_CONDITION_FIRST = re.compile(
    r"(?:and |but |so )?(?:if|once|when|as soon as|subject|provided|wenn|sobald|falls|si)\b"
)


def strength(clause: str, rest_of_sentence: str = "") -> Strength:
    """Strength of a promise from its clause, and from a condition elsewhere in the sentence; both in `plain` form."""
    if _GERMAN_SHOULD.match(clause):
        return Strength.conditional
    if _HOPED.search(clause) and not _CONDITION_FIRST.match(clause):
        return Strength.soft
    if (
        _FIRST_IN_CASE.match(clause)
        or _waits_for_others(clause)
        or (rest_of_sentence and _waits_for_others(rest_of_sentence))
    ):
        return Strength.conditional
    softened = _NOT_SOFT.sub(" ", clause)
    return Strength.soft if _SOFT.search(softened) else Strength.firm


def _waits_for_others(text: str) -> bool:
    for match in _CONDITION.finditer(text):
        word, rest = match["word"], match["rest"].strip()
        head = rest[:70]
        if word in (
            "permitting",
            "in the event of",
            "absent",
            "subject to",
            "pending",
            "unless",
            "provided",
            "provided that",
            "assuming",
            "only if",
            "contingent on",
            "contingent upon",
            "vorbehaltlich",
            "sofern",
            "depending on",
        ):
            return True
        if _OFFER.match(match["rest"]) or re.match(
            r"(?:needed|necessary|required|possible|not sooner|not earlier|that's ok|that helps|useful|"
            r"helpful|so|not|n[oö]tig)\b",
            head,
        ):
            continue
        if _BACK.match(rest):
            continue
        if word == "after" and not _AFTER_SOMEBODY_ACTS.search(head):
            continue
        own = _OWN_STEP.match(head)
        if own:
            if _RECEIPT.search(re.split(r",| i'll | we'll | i will | we will ", head)[0]):
                return True
            continue
        if word in ("when", "after", "in case", "quand", "lorsque", "upon", "nachdem"):
            if (
                re.match(r"(?:the|a|an|your|he|she|they|it|you|customs|legal|finance|procurement)\b", head)
                or _OUTSIDE.search(head)
                or re.search(
                    r"\b(?:is|are|has|have|gets?|signs?|approves?|arrives?|comes?|sends?|replies|answers|releases|pays|returns|"
                    r"lands|clears|delivers|confirms|gives|agrees|receipt|arrival|approval|"
                    r"signature|signing|order|ist|hat|haben)\b",
                    head[:45],
                )
            ):
                return True
            continue
        return True
    return False
