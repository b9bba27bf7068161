"""Set wordings that are promises by themselves, which the classifier has seen too seldom to be sure of."""

import re

from retrieval.candidate import Candidate
from retrieval.promise_patterns import CONDITION
from retrieval.promise_rules import ASKED_TO_EXPECT, IN_PERSON, reasons
from retrieval.promise_words import (
    ANNOUNCED,
    DAY_NAMED,
    FUTURE_DATE,
    GIVE,
    GIVEN,
    HABIT,
    SARCASM,
    UNDER_WAY,
    words,
)

LEAST = 0.62
"""The probability of such a wording, at least: a little above even, since the words around it may still turn it."""

_SOON = (
    r"(?:now|right now|as we speak|later|later on|today|tonight|tonite|this (?:morning|afternoon|evening)|tomorrow|tmrw|tmr|2moro|"
    r"first|first thing|next|shortly|asap|straight away|right away|in (?:a )?(?:min|mins|minute|sec|bit|moment|second|few|hour)|"
    r"in \d+ ?(?:m|min|mins|minutes|h|hrs?|hours?)|(?:over|across|through|out|off|up) (?:now|later|today|tonight|shortly|tomorrow))"
)
_UNDER_WAY_TOO = words(
    "packing pulling loading milling printing milling cutting baking sintering glazing wiring welding painting sanding reprinting "
    "pinging texting dialling dialing phoning messaging tagging invoicing refunding unlocking resetting restarting rolling rerunning "
    "reindexing resending redoing testing checking double-checking digging grabbing heading popping nipping jumping bringing "
    "ordering booking raising logging filing drafting writing finishing wrapping proofing rendering exporting uploading topping "
    "swapping switching fitting sorting chasing escalating"
)
_STARTED = re.compile(
    rf"^(?:just |ok |okay |yep |now |and )*(?P<verb>[a-z-]+ing)\b(?! (?:to|is|was|are|for)\b).{{0,60}}? ?\b{_SOON}[ .!]*$"
)
_LONGEST_CHAT = 11
"""Words: "pushing them through now" is a chat's line, a longer one some sentence's part."""
_IN_THE_ACT = re.compile(
    r"\b(?:i'm|i am|im|we're|we are) (?:just |also |already )?(?P<verb>[a-z]+ing) (?:you|him|her|them|it|this|that|the|your|an?|two|three)\b"
    r".{0,50}?\b(?:now|right now|as we speak|right away|straight away|straight after|in a (?:min|minute|sec|bit|moment))\b"
)
_YOU_ARE_GIVEN = re.compile(
    r"\byou(?:'ll| will) (?:all |both |also |certainly |of course |definitely |then )*be (?:copied|cc'?d|notified|informed|told|updated|"
    r"kept (?:posted|in the loop|up to date|informed)|refunded|credited|reimbursed|compensated|paid|looked after|looped in|included|"
    r"the first to (?:know|hear)|first (?:on|in|to))\b"
)
_GERMAN_YES = re.compile(
    r"(?:^|, )(?:das |ok |okay |klar |gerne? |gut |ja )*(?:mache?|machen|erledige?|erledigen|besorge?|[u\u00fc]bernehme?|[u\u00fc]bernehmen|"
    r"kl\u00e4re?|kl\u00e4ren|pr\u00fcfe?|pr\u00fcfen|liefere?|schicke?|organisiere?|bringe?) (?:ich|wir)"
    r"(?: (?:gerne?|sofort|gleich|noch|heute|morgen|dann|nach|ihnen|euch|dir|mit|natürlich|selbstverständlich))*[ .!]*$"
)
_TREATED = re.compile(
    r"^(?!.*\b(?:mistake|fault|mix-?up|error|oversight|delay|confusion|blame|mess|pressure|focus|eyes?|spotlight|onus|ball)\b)"
    r"(?:the |your |our |this |that |all |first |whole )*[a-z][\w-]+(?: [\w-]+){0,3}?(?:'s| is| are|'re| will be) on (?:us|me|our tab|my tab|the house)"
    r"(?: (?:this time|too|of course|then|obviously|as well))?[ .!]*$"
)
_NOT_IT = re.compile(r"^(?:and |but |so )*(?:it|that|this|they|these|those)(?:'s| is| are|'re| will)")
_NO_COST = re.compile(r"\bkostet (?:sie|euch|dich|ihnen) (?:nichts|nix|keinen cent|nichts extra)\b")
_WILL_BE_DONE = re.compile(rf"^(?:and |also |then )?will (?:also |then |of course )*be (?:\w+ly )?{GIVEN}")
_FIXED = re.compile(
    r"\b(?:delivery|dispatch|shipment|slot|date|pick-?up|collection|installation|appointment|booking|visit|training|handover|departure|"
    r"loading|start|price|quantity)\b.{0,30}\b(?:is|are) (?:now |hereby |also |herewith )?confirmed (?:from|by|on) (?:our|my|us)\b"
)
_OWED = re.compile(
    r"\b(?:i|we) (?:still |also )?owe you (?:an?|the|one|two|three|some|that|those|your|more) (?!apolog|explanation|thank|big|sorry|favou?r)\w+"
)
_GIVE_ME = re.compile(r"^(?:just |please |ok |can you )?(?:give me|gimme) (?:till|until|til|up to) \w+")
_TO_KNOW = re.compile(
    r"\b(?:should|ought to) (?:then )?(?:know|hear|have (?:news|an answer|word)) (?:\w+ ){0,3}?(?:by|on|before|tomorrow|later|this|next|mon|tues|wed|"
    r"thurs|fri)\w*"
)
_WORDS_WITH = re.compile(
    r"\b(?:i'll|i will|we'll|we will|i'm going to) (?:be having|have) (?:words|a word|a (?:quiet )?chat) with\b"
)
_DISCOUNTED = re.compile(
    r"\b(?:i|we) can (?:also |definitely |certainly |gladly |happily )?(?:(?:take|knock|shave|drop|bring) .{0,30}?\b(?:\d+ ?(?:%|percent|euros?|pounds?)|"
    r"a (?:bit|third|quarter|half)|something|ten|fifteen|twenty|five).{0,12}? (?:off|down)|waive|throw in)\b"
)
_FOR_YOU = re.compile(
    r"^(?:ok |okay |yes |then )*(?:i|we) (?:do|make|take|check|settle|arrange|handle|fix|keep|change) "
    r"(?:it|that|this|them|that one|this one) for you\b"
)
_COMING = re.compile(
    r"\b(?:is|are|'s|'re) (?:coming|going|heading|flying) (?:over |out |straight )?(?:to you|your way)\b.*"
    r"\b(?:now|today|tonight|tomorrow|shortly|\w+day)\b"
)
_TO_THEM = re.compile(
    r"^(?:ok |okay |so |then |and |yes )*i (?:send|forward|give|inform|advise|transfer|bring|pass|mail|write) "
    r"(?:(?:to )?(?:him|her|them|you)\b|it to\b|the (?:team|shift|driver|night|warehouse|office)\b)"
)
_TURNED = re.compile(
    r"^(?:the |your |our |my |this |these )?[\w/.-]+(?: [\w/.-]+){0,3} (?:i|we) (?P<verb>[a-z]+)\b"
    r"(?!.*\b(?:is|are|was|were|has|have|had|will|would|can)\b)"
)
"""The matter first: "Port 4433 I close again at noon"."""
_SEEN_TO = re.compile(
    r"\b(?:i'll|i will|we'll|we will) (?:\w+ly |also )?(?:see to (?:it|that|this|them|the)|ask around|get (?:right |straight )?on it)\b"
)
_ON_THE_HOOK = re.compile(r"\b(?:i'm|i am|we're|we are) on the hook for\b")
_REPLIED = re.compile(
    r"^(?:(?:ok(?:ay)?|noted|sure|yes|yep|yup|yeah|fine|great|thanks|thx|got it|understood|right|cool|perfect|roger|no problem|np|k)[,.! ]+)*"
    r"(?P<say>will (?!(?:take|be|need|have|cost|see|try) )(?P<verb>[a-z]+)|on it,? (?=\d)|doing (?:it|that|this) (?:now|right now|today|tomorrow|tonight)|i(?:'ve)? got this)\b"
)
_ROUND = re.compile(
    r"^(?:just |ok |okay |sure |yes |no )*(?:let me|lemme) .{3,50}\band (?:then )?(?:circle back|get back|come back|revert|let you know|report back|ping you|"
    r"call you|text you|write back)\b"
)
_LIKELY_DAY = re.compile(
    rf"^(?:and |but |so |ok |then )*(?:it's|it is|we're|we are|is)? ?looking (?:like|at|good for) (?:{DAY_NAMED.pattern})"
)
_YOU_GET = re.compile(
    r"^(?:and |then |but )*you (?:get|have) (?:an?|the|your|it|one|two|them|my) .*\b(?:of course|from me|from us|instead|straight away|right after|free)\b"
)
_SHOWN = re.compile(
    r"\bwill (?:then |also )?(?:show(?: up)?|appear|reflect|be (?:visible|reflected|shown)) (?:on|in) (?:your|the next|the june|our next)\b"
)
_UNDONE = re.compile(
    r"\b(?:penalty|charges?|fees?|clause|access|credit|refund|amount|balance|surcharge|restriction|block|account|line item|duplicate|difference|fine|"
    r"deduction|lock|limit|permission|rights?) (?:[\w-]+ ){0,3}?will be (?:fully |completely |then |also )?(?:removed|granted|deleted|cancelled|canceled|lifted|"
    r"refunded|returned|credited|reversed|dropped|waived|restored|reinstated|struck|written off|reimbursed|unlocked)\b(?!.*\bif\b)"
)
_BEING_DONE = re.compile(
    r"\b(?:is|are|'s|'re) being (?:\w+ly )?(?:fitted|installed|delivered|shipped|collected|replaced|repaired|fixed|sent|swapped|couriered|printed|loaded|"
    r"dispatched|painted|credited|refunded|reprinted|packed|picked up|brought|flown|driven|changed over|upgraded|migrated)\b.*"
    rf"(?:{DAY_NAMED.pattern})"
)
_FOLLOWS = re.compile(
    r"^(?:the |your |our |full |signed |revised |updated |final )*(?!more\b|details?\b|news\b|updates?\b|story\b|agenda\b|further\b)[a-z][\w'-]*(?: [\w'-]+){0,3} "
    r"to follow(?: by (?:e-?mail|post|courier|separate \w+)| shortly| soon| separately| under separate cover| later)?[.! ]*$"
)
_THING_GIVEN = (
    r"(?:photos?|pics?|pictures|quotes?|quotation|draft|report|figures|numbers|files?|drawings?|proofs?|samples?|contract|deck|slides|minutes|notes|"
    r"answer|reply|links?|docs?|documents?|certificate|tracking|plate|videos?|recording|statement|copy|copies|scans?|confirmation|feedback|comments|"
    r"results|sketch(?:es)?|mock-?ups?|prices|offer|proposal|awb|label|labels|licence|license|key|keys|login|logins|po|sow|rca|bl|b/l)"
)
_NOUN_THEN_DAY = re.compile(
    rf"^(?:the |your |our |new |revised |updated |first |final |signed |full |more |and |ok |then )*(?:[\w'&/-]+ ){{0,3}}?{_THING_GIVEN}(?: and \w+)?,? "
    r"(?:(?:to|with|for|over to|back to) you )?(?:later(?: today| on)?|tomorrow|tmrw|tonight|tonite|this (?:afternoon|evening|morning)|"
    r"in (?:an?|one|two|\d+|half an) ?(?:\w+ )?(?:m|min|mins|minutes?|h|hrs?|hours?))(?: (?:morning|afternoon|night|evening|first thing|latest|max|promise))*[.! ]*$"
)
_CALL_YOU = re.compile(
    r"^(?:ok |okay |sure |right |great |will )*(?:call|ring|phone|text|ping|e?-?mail|message|whatsapp|dm) (?:you|u|ya) (?:back |again )?"
    r"(?:at \d|tomorrow|tmrw|later|tonight|in \d|in an?|on \w+day|\w+day\b|when i|once i|then\b|this \w+|first thing|after)"
)
_SET_ABROAD = re.compile(
    r"\bje (?:vous |te |t'|le |la )?tiens (?:bien s[u\u00fb]r )?(?:au courant|inform[e\u00e9])|\bje fais le n[e\u00e9]cessaire|\bon fait le n[e\u00e9]cessaire|"
    r"^(?:ja |ok |das )*wird (?:\w+ ){0,3}(?:erledigt|gemacht|geliefert|repariert|getauscht|nachgereicht)\b|\bich (?:hake|bleibe|h\u00e4nge mich) (?:da |hier )?(?:\w+ )?"
    r"(?:nach|dran|rein)\b|\b[a-z\u00e0-\u00ff]+ passera (?:chez vous |vous voir )?(?:lundi|mardi|mercredi|jeudi|vendredi|demain)"
)
_MY_WORD = re.compile(
    r"\byou(?:'ve| have)?(?: got)? my word\b|\b(?:i|we) (?:will )?keep you (?:informed|posted|updated|in the loop|up to date)\b"
)
_OUR_PEOPLE = re.compile(
    rf"^our (?!.*\b(?:catalogue|catalog|range|collection|season|sale|newsletter|website|shop|store|office|year)\b)"
    rf"(?:[\w-]+ ){{1,3}}?(?:starts?|comes?(?! out)|arrives?|goes|go|delivers?|picks?|collects?|takes?|visits?|calls?|rings?|fits?|installs?)\b.*(?:{DAY_NAMED.pattern})"
)
_YOU_HAVE = re.compile(
    rf"\byou (?:will|shall) have (?:an? |the |our |my |your )?(?:\w+ )?{_THING_GIVEN}\b|\byou'll have (?:an? |the |our |my |your )?(?:\w+ )?{_THING_GIVEN} (?:by|on|tomorrow|tonight|today|this|in|before|from)\b"
)
_GERMAN_PASSIVE = re.compile(
    r"^(?:und |aber |dann )*(?:der|die|das|ihre?|eure?|euer|deine?|alles) (?:[\w-]+ ){0,4}?(?:wird|werden) (?:ihnen |euch |dir |nat\u00fcrlich |selbstverst\u00e4ndlich )?"
    r"(?:[\w.]+ ){0,4}?(?:storniert|gutgeschrieben|erstattet|ersetzt|ausgetauscht|repariert|nachgeliefert|zugeschickt|zugesandt|\u00fcberwiesen|abgeholt|"
    r"geliefert|montiert|korrigiert|behoben|nachgereicht|versendet|verschickt|freigeschaltet)\b"
)
_FRENCH_CALLS = re.compile(
    r"^(?:et |mais )?(?:mon|ma|mes|notre|nos|un|une|le|la|m\.|mme|monsieur|madame) (?:[\w.-]+ ){1,4}?(?:vous|te) (?:re)?(?:contactera|rappellera|appellera|enverra|livrera|"
    r"apportera|r\u00e9pondra|\u00e9crira|transmettra)\b"
)
_CAN_DO = re.compile(
    r"^(?:yeah|yes|yep|sure|okay|ok|of course|absolutely|no problem|certainly|course)\b.{0,12}?\b(?:i|we) can (?:do|arrange|sort|manage|take care of) (?:that|it|this)\b"
    r"(?: for you| then| no problem)?[.! ]*$"
)
_ASKS_FIRST = words(
    "what which how when where why if whether that who all everything anything as than because and but or so"
)
_ACT = re.compile(
    r"^(?:then |so |ok |okay |and )*(?:i|we) (?:will )?(?P<verb>[a-z]+) (?:the|an?|it|this|that|these|you|your|all|them|everything)\b"
)
_ALSO_ACT = words("close sign drop withdraw accept approve unblock unlock release free clear drive fly")
_THEN_ACT = re.compile(r"\bi (?P<verb>[a-z]+)\b (?:\w+ ){0,4}?(?:when|once|as soon as|after|the moment) ")
_REASSURED = re.compile(
    r"\b(?:don't worry|no (?:worries|problem|rush|stress)|not to worry|(?:that's |it's )?not a problem|no bother|keine sorge|kein (?:problem|stress))\b"
)
_NOT_YET = re.compile(
    r"\b(?:not|never|no longer|don't|can't|cannot|won't|maybe|perhaps|unless|would|could|might|nicht|kein\w*)\b|n't\b"
)


def surely(c: Candidate) -> bool:
    """Whether a clause says a promise by its wording alone, and nothing in it or around it says otherwise."""
    clause = c.clause
    if not _by_wording(c) or _NOT_YET.search(_REASSURED.sub("", clause)) and c.kind != "wont":
        return False
    if HABIT.search(c.sentence) or SARCASM.search(c.sentence):
        return False
    spoken_against = set(reasons(c))
    if (spoken_against == {"courtesy"} and IN_PERSON.search(clause)) or (
        spoken_against == {"request"} and ASKED_TO_EXPECT.match(clause)
    ):
        return True
    if spoken_against - {"talk"} or (spoken_against and not _is_reply(c)):
        return False
    return not (c.sentence.rstrip(" \"')").endswith("?") and "?" in clause + c.after)


def _by_wording(c: Candidate) -> bool:
    clause = c.clause
    return bool(
        _YOU_ARE_GIVEN.search(clause)
        or _GERMAN_YES.search(clause)
        or (_TREATED.match(clause) and not _NOT_IT.match(clause))
        or _NO_COST.search(clause)
        or (_WILL_BE_DONE.match(clause) and not c.text_is_lower)
        or _FIXED.search(clause)
        or _OWED.search(clause)
        or _GIVE_ME.match(clause)
        or _TO_KNOW.search(clause)
        or _WORDS_WITH.search(clause)
        or _DISCOUNTED.search(clause)
        or _FOR_YOU.match(clause)
        or _COMING.search(clause)
        or (_TO_THEM.match(clause) and len(clause.split()) <= _LONGEST_CHAT)
        or IN_PERSON.search(clause)
        or any(wording.search(clause) for wording in _SET)
        or _is_reply(c)
        or _CAN_DO.match(c.sentence)
        or (ASKED_TO_EXPECT.match(clause) and DAY_NAMED.search(clause))
        or _is_turned(c)
        or _is_under_way(c)
        or _answers_a_condition(c)
    )


_SET = (
    _MY_WORD,
    _OUR_PEOPLE,
    _YOU_HAVE,
    _GERMAN_PASSIVE,
    _FRENCH_CALLS,
    _SEEN_TO,
    _ON_THE_HOOK,
    _ROUND,
    _LIKELY_DAY,
    _YOU_GET,
    _SHOWN,
    _UNDONE,
    _BEING_DONE,
    _FOLLOWS,
    _NOUN_THEN_DAY,
    _CALL_YOU,
    _SET_ABROAD,
)


def _is_reply(c: Candidate) -> bool:
    """ "ok noted will arrange", "yep on it, 10 mins": a whole message of a few words."""
    if len(c.sentence.split()) > _LONGEST_REPLY:
        return False
    replied = _REPLIED.match(c.sentence)
    return replied is not None and (not replied["verb"] or replied["verb"] in GIVE)


_LONGEST_REPLY = 9


def _is_under_way(c: Candidate) -> bool:
    """ "sending pics later", "I'm looping him in now"."""
    started = _STARTED.match(c.clause)
    if (
        started
        and len(c.clause.split()) <= _LONGEST_CHAT
        and not c.before.strip(" ,.!-")
        and c.opener in ("", "hard")
    ):
        return started["verb"] in UNDER_WAY or started["verb"] in _UNDER_WAY_TOO
    act = _IN_THE_ACT.search(c.clause)
    return act is not None and (act["verb"] in UNDER_WAY or act["verb"] in _UNDER_WAY_TOO)


def _is_turned(c: Candidate) -> bool:
    turned = _TURNED.match(c.clause)
    if (
        turned is None
        or c.kind not in ("read", "present")
        or not FUTURE_DATE.search(c.clause[turned.end() :])
    ):
        return False
    return _is_deed(turned["verb"]) and not _ASKS_FIRST & set(c.clause[: turned.start("verb")].split()[:-1])


def _answers_a_condition(c: Candidate) -> bool:
    """ "If you send me the plan, I close the report", "I test it when I arrive"."""
    if c.kind not in ("read", "present") or len(c.clause.split()) > _LONGEST_CHAT:
        return False
    act = _ACT.match(c.clause)
    if act and _is_deed(act["verb"]):
        lead = c.before.rstrip()
        begins = re.split(r"[.;!?:]|\b(?:and|but|so)\b", lead[:-1])[-1].strip() if lead.endswith(",") else ""
        if begins and CONDITION.match(begins) and len(begins.split()) > 1:
            return True
    then = _THEN_ACT.search(c.clause)
    return then is not None and _is_deed(then["verb"]) and not FUTURE_DATE.match(c.clause)


def _is_deed(verb: str) -> bool:
    return verb in ANNOUNCED or verb in _ALSO_ACT or (verb in GIVE and verb not in _TALKING)


_TALKING = words(
    "have see help try find work agree read look ask tell talk speak do say wait watch listen stay sit stand let"
)
