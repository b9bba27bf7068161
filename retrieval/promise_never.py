"""Whole families of wording that promise nothing, however sure the classifier is; none of them is one of its features."""

import re
from functools import lru_cache

from retrieval.candidate import Candidate
from retrieval.promise_words import FUTURE_DATE

_SELF_WILL = r"(?:i'll|i will|we'll|we will|i'm going to|i am going to|we're going to|we are going to|i'm gonna|let me)"
_THIRD_WILL = r"(?:'ll| will| won't| is going to|'s going to| are going to|'re going to)"

_TALK = re.compile(
    rf"\b{_SELF_WILL} (?:just |only |also |then |now |always |be sure to )*(?:"
    r"be (?:straight|honest|upfront|up front|frank|blunt|open|candid|transparent|real|clear|direct|brief|quick|fine|ok|okay|"
    r"alright|lucky|glad|surprised|amazed|the first to admit)\b|"
    r"let (?:you|u) (?:crack on|get on|get back|go|be|off|run|get going|get to)\b|leave you (?:to it|in peace|alone|be)\b|"
    r"get out of your (?:hair|way)|stop (?:there|here|rambling|moaning|ranting|talking|now)\b|shut up\b|"
    r"(?:play|take) (?:it|this|that|things|the rest) (?:by ear|as (?:it|they) comes?|one day at a time)|see how (?:it|that|things|this) goes?\b|"
    r"cross that bridge|take it from there|burn that bridge|manage somehow|survive\b|cope\b|live\b(?! stream)|"
    r"leave (?:it|that|this) (?:at (?!your|the)|there\b)|take your word|take that as|hold you to|believe (?:it|that)|eat my hat|give you that\b|spare you|bite\b(?! the)|"
    r"(?:run|walk|talk|take)(?: you)?(?: all| quickly)? through (?:how|what|the (?:slides|agenda|deck|basics|numbers|options|screens))|"
    r"(?:hand|pass)(?: you| it)?(?: back| straight)? over to (?!you)|"
    r"keep my fingers|cross my fingers|pretend\b|laugh about|remember that\b|never know\b|be in (?:trouble|big trouble))"
)
"""What somebody says of the talk itself, of their own mood or luck."""
_AGENDA = re.compile(
    r"\b(?:come|get|go|turn|return|circle|jump|move)(?: back| on)? to (?:that|this|it|those|these|pricing|questions|(?:the|your|his|her) (?:\w+ )?\w+) "
    r"(?:later(?: on)?|in an? (?:second|sec|minute|moment|bit|while)|at the end|towards the end|afterwards|next|shortly|soon|now|after (?:this|that|the break)|"
    r"later (?:on |)?in (?:the|this) \w+)\b|"
    r"\b(?:we'll|we will|i'll|i will|let's|we're going to) (?:just |all |now |then )*(?:start|begin|kick off|get going|get started|resume|continue|be back) "
    r"in (?:an?|one|two|three|five|ten|\d+|a few|a couple of) (?:\w+ )?(?:min|mins|minutes?|moments?|seconds?)\b|"
    r"\b(?:give|show|tell) (?:you|u|everyone) (?:an?|some|one|the) (?:\w+ )?(?:example|overview|flavou?r|sense|background|context|taste|story|anecdote)\b|"
    r"\b(?:we'll|let's|i'll) (?:just )?(?:wait|hang on|give it) (?:another|an?|one|two|a few)(?: more| couple of)? (?:min|mins|minutes?|sec|seconds?|moments?|bit)\b|"
    r"\bput (?:you|u|him|her|them|myself) on (?:hold|mute|speaker)|\blook back on (?:this|it|that)\b|\blet us all\b|\braise a glass\b"
)
"""What comes when in a talk."""
_HOPED_NOT = re.compile(
    r"\b(?:hope|hoping|trust)(?: that)? (?:we|you|i|it|this|that|he|she|they|there|nobody|nothing)\b"
    r"(?:'ll| will| would| do| does| is| are| can| won't| don't| doesn't)?(?: not| never|n't)? ?"
    r"(?:(?<=n't )|(?<=not )|(?<=never )|helps?\b|finds? you|works?\b(?! on)|makes? sense|clarif|explain|suits?\b|is (?:ok|okay|fine|clear|helpful|useful))"
)
_AWAITED = re.compile(
    r"^(?:and |but |so |then |also |please |of course )*(?:i|we)(?:'d| would| should| shall| will)?"
    r"(?: also| really| still| now| therefore| certainly| just)? (?:"
    r"(?:expect|await|need|require|demand|want|request|look for|insist on) (?:a|an|your|the|some|full|immediate|to hear|to see|to receive|"
    r"to get) ?(?:\w+ )?(?:call|calls|reply|answer|answers|response|explanation|refund|replacement|confirmation|feedback|apology|"
    r"update|credit(?: note)?|decision|proposal|quote|solution|invoice|receipt|visit|date|back|from you|something)\b|"
    r"be (?:most |very |really |so )?(?:grateful|thankful|obliged|glad|happy|delighted) (?:for|if|to (?:receive|hear|get|have|know))\b|"
    r"appreciate\b|be grateful\b|like (?:you|your|it if)\b|love (?:it if|you to|for you)\b|prefer\b)"
)
"""What somebody wants of the other side."""
_CALL_ME = re.compile(
    r"^(?:and |but |so |then |ok |or |please )*(?:remind|call|ping|text|ring|phone|e?-?mail|send|tell|give|let|show|ask|bring|get|write|drop|shoot|cc|copy|"
    r"update|forward|keep|loop) (?:me|us)\b(?! (?:an?|one|two|five|\d+|half an|a few|till|until) ?(?:hours?|minutes?|mins?|days?|secs?|moment|\w+day|tomorrow)\b)(?!.*\band\b)"
)
_BYE = re.compile(
    r"(?:^|, |\. |until then |\band )(?:speak|talk|chat|catch up|see you|see ya|catch you)(?: again| to you| with you)? (?:soon|then|later|on \w+day|\w+day|tomorrow|"
    r"next \w+)[.! ]*$|^(?:enjoy|have) (?:a|the|your) (?:\w+ )?(?:weekend|evening|holidays?|day|week|break|trip|rest)\b"
)
_HELD_LIABLE = re.compile(
    r"\bhold (?:you|them|your [\w ]{2,20}|him|her) (?:fully |personally |both )?(?:responsible|liable|accountable)\b"
)
_SENT_ALONG = re.compile(
    r"\b(?:anbei|im anhang|beigef\u00fcgt|ci-joint|ci-jointe|en pi[e\u00e8]ce jointe|in der anlage)\b(?!.*\b(?:folgt|folgen|reich\w+|wird|werden|werde)\b)"
)
_OTHERS_WRITE = re.compile(
    r"\bhear from (?:[A-Z]{2,}\b|the (?:court|bank|council|tax|insurer|carrier|authorit|police|government|landlord|other side))"
)
_PLEASE = re.compile(r"^(?:[\w'/-]+ ){1,5}please(?: (?:by|before|until|on|asap|no later)\b|[.! ]*$)")
_TOLD_BY_NAME = re.compile(
    r"^[a-z\u00e0-\u00ff]{2,12}, (?:please |can you |could you |just )?(?:tell|ask|send|give|call|ring|book|get|make|check|let|put|bring|"
    r"remind|chase|sort|write|copy|forward) (?:them|him|her|me|us|it|the|a|an|your|that|this|those|these)\b"
)
_VOCATIVE = re.compile(r"^[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]+, ")
_NO_VOCATIVE = frozenset(
    [
        "sure",
        "ok",
        "okay",
        "yes",
        "yeah",
        "yep",
        "no",
        "then",
        "also",
        "right",
        "fine",
        "well",
        "noted",
        "thanks",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "today",
        "tomorrow",
        "tonight",
        "alright",
        "great",
        "perfect",
        "done",
        "agreed",
        "sorry",
    ]
)
_SAY = (
    r"(?:reckons?|says?|said|thinks?|thought|believes?|hopes?|expects?|claims?|insists?|assumes?|swears?|feels?|argues?|warns?|"
    r"suggests?|keeps? (?:saying|promising|telling)|tells? (?:me|us)|told (?:me|us)|promised?(?: me| us)?)"
)
_THEY_SAY = re.compile(
    rf"^(?:and |but |so |because |apparently |well )*(?:they|he|she|people|everyone|everybody|somebody|someone|the (?:supplier|driver|"
    rf"carrier|haulier|manufacturer|factory|agent|bank|insurer|landlord|council|assessor|inspector|printers?|courier|trucker|vendor|"
    rf"maker|customs|line|port|terminal|weather man|forecast)) (?:all |still |only |just |also |now |usually |always )?{_SAY}\b"
    r"(?P<said>.*)"
)
"""What somebody outside is said to think or to have promised."""
_WE_OF_IT = re.compile(r"\b(?:i|we|you)(?:'ll|'re| will| can| get)\b|\b(?:our|my)\b")
_WANTS = re.compile(
    r"^(?!(?:i|we|you|ich|wir|sie|je|nous|vous|who|which|that|what|it|this|if|once|when|and|but|please)\b)[\w'&/-]+(?: [\w'&/-]+){0,3}? "
    r"(?:also |still |really |only |now |just |always |usually )?(?:wants?|needs|likes|loves|hates|prefers|thinks|hopes|wonders|asks|"
    r"understands|disagrees|insists|objects|worries)\b(?! (?:(?:he|she|they|it|we) (?:can|will)|doing|fixing|sorting)\b)"
)
_REACT = re.compile(
    r"(?:ask|wonder|want|think|know|say|sulk|moan|complain|shout|scream|cry|laugh|panic|blame|kill|lynch|hate|love|like|prefer|"
    r"understand|believe|decide|vote|object|agree|disagree|refuse|accept|reject|regret|forget|remember|notice|care|mind|need|"
    r"hear|see|find out|come round|calm down|come to (?:his|her|their) senses|expect|insist|try|push|haggle|negotiate|argue|use)\b"
)
_HE = re.compile(
    rf"^(?:and |but |so |then |because |well |now |or )*(?:he|she|they|everyone|everybody|people|nobody|no one){_THIRD_WILL} "
    r"(?P<how>(?:probably |surely |never |always |just |only |likely |definitely |all |both |then |certainly |maybe |still |not )*)(?P<rest>.+)"
)
_AGREED = re.compile(
    r"^(?:so |ok |okay |yes |then )*(?:it's a |done )?deal[.! ]*$|"
    r"^(?:the |so |ok |yes )*(?:[\w:.]+ ){1,3}?(?:is|are|works?) (?:\w+ly )?(?:fine|good|ok|okay|perfect|great|possible)(?: (?:for|with|by) (?:me|us))?"
    r"(?:$|[,.! ]+(?:[\w:.]+ works[.! ]*)?$)|^[a-z]+, over to you\b"
)
"""A day or an offer accepted, a word passed on."""
_GUESSED = re.compile(
    rf"{_THIRD_WILL} (?:probably|likely|surely|inevitably|undoubtedly|no doubt|presumably|never|always) "
    r"(?!be (?:with|ready|sent|delivered|there|back|done|finished|able|shipped|available)\b|come\b|arrive\b|pop\b|call\b|ring\b|send\b|"
    r"bring\b|join\b|ship\b|land\b|go out\b|drop\b|get back\b|leave\b|deliver\b|have\b)"
)
_TO_YOU = re.compile(r"\b(?:you|your|yours)\b")
_YOUR = re.compile(r"\b(?:you|your|yours|our|us|we|my|mine)\b")
_TERMS = re.compile(
    r"\b(?:late (?:fee|payment|charge)s?|overdue (?:accounts?|invoices?|amounts?|balances?)|interest (?:at|of|will be charged|is charged)|"
    r"(?:balances?|invoices?|amounts?|orders?|accounts?|returns?|deliveries|claims|requests|bookings|payments?|tickets?|samples?) "
    r"(?:unpaid|received (?:after|later|without)|without|not (?:paid|collected|settled|received|accompanied)|which are not)|"
    r"non-?refundable|cancellation (?:fees?|charges?)|restocking|held (?:responsible|liable)|(?:is|are|be) liable|at (?:its|our|their) "
    r"(?:sole |absolute )?discretion|(?:conditions|t&cs) apply|subject to change|reserves? the right|not permitted|strictly prohibited|will be prosecuted|"
    r"auto(?:matically|-)? ?closed|will be (?:charged|billed|invoiced) (?:at (?:the|our|cost)|by the|per|separately|extra|additionally|on top)|recorded for|automatic(?:ally generated)? (?:confirmation|reply|e?-?mail)|answered in (?:the )?order|"
    r"(?:to|for) all (?:our |of our )?(?:customers|users|clients|accounts|members|subscribers|tenants)\b|kept under observation|as per (?:the )?(?:process|policy|our policy|standard)|per our general|"
    r"legal proceedings|service charge applies|auto-?pay\b|direct debit will)\b"
)
"""Conditions of business, which say what happens to anybody."""
_MARKETING = re.compile(
    r"\b(?:stay tuned|don't miss|grab your|seats? (?:is|are) limited|while (?:it|they|stocks?|supplies) lasts?|can't wait to (?:show|share|see)|"
    r"exciting (?:new|features?|news|things)|our (?:customer|user|partner) (?:day|conference|summit|event)|sneak (?:peek|preview)|follow us|"
    r"(?:lowest|best) (?:prices?|quality|service|value|rates) (?:in|on|for|around|anywhere|guaranteed)|money-back|satisfaction guaranteed|"
    r"(?:will be|are|is) (?:speaking|presenting|exhibiting|on stage) (?:at|in) |behind the scenes|brand[- ]new|giveaway|prize draw|early[- ]bird|sharing more (?:at|about|on|soon|details|in)|"
    r"coming soon(?!.*\byou\b)|watch this space|you'll (?:love|never look back)|save the date|limited[- ]time)\b"
)
_DONE = re.compile(
    r"^[^:]{2,40}(?:: | - )(?:all )?(?:done|closed|completed?|finished|delivered|sent|no change|waiting|awaiting|n/?a|tbc|tbd|on hold|"
    r"out of scope|nothing|ok|okay|approved|in progress|pending|open|none)\b(?! (?:by|on|for|tomorrow|until|next|at)\b)"
)
"""The state of a matter, as lists give it."""
_LIES_WITH = re.compile(
    r"^(?:the |your |our |my |this |that |it )?(?:[\w'-]+ ){0,4}?(?:is|are|'s) (?:still |now |currently |all )?with (?:our|my|the|his|her|their) "
    r"[\w' -]{2,25}[.! ]*$"
)
_OPENING = re.compile(
    r"\b(?:we(?:'re| are)|(?:office|shop|store|counter|line|lines|reception|kitchen|depot|warehouse|desk|helpdesk|support|hotline|bank) (?:is|are)|"
    r"office(?:'s|s are)) (?:usually |always |normally |only |now |also )*(?:open|closed|shut|manned|staffed|here)\b"
    r"(?!.*\b(?:specially|just for you|for you to (?:collect|pick)|line open|to you)\b)|\b(?:support|opening|office|business) hours\b"
)
_CALLED_OFF = re.compile(
    r"(?:won't|will not|'ll not) (?:now |quite |actually )?(?:manage|meet|hit|reach|make) (?:it|(?:the|your|this|that|our) "
    r"(?:\w+ )?(?:date|deadline|day|time|target|slot|delivery|\w+day|milestone))\b(?! (?:harder|worse|more))|\bafter all\b"
)
"""What somebody takes back is no promise of the opposite."""
_NOT_DISCUSSED = re.compile(
    r"(?:pay (?:for|any|this|that|it|you)|discuss|accept|tolerate|negotiate|entertain|debate|argue|budge|compromise|stand for|put up with|be (?:bullied|fobbed|pushed|"
    r"blackmailed|paying (?:for )?(?:this|that)))\b(?!.*\b(?:with any|with third|with other|with another|until|unless|before)\b)"
)
_UNKNOWN = re.compile(
    r"^(?:and |but |so |well |honestly |sorry )*(?:i|we) (?:really |honestly |still |just )?(?:don't|do not|didn't|can't) (?:know|tell|say)\b|"
    r"\b(?:no idea|not sure|hard to (?:say|tell)|nobody knows|who knows|impossible to say)\b|^according to\b|"
    r"^you (?:still |also |really )?owe (?:us|me)\b"
)
_WONDERED = re.compile(
    r"^(?:and |but |so |well )*(?:(?:i|we) (?:do |really |also )?(?:wonder|doubt)\b|(?:i guess|i suppose|guess) (?:we|i|you|they)(?:'ll| will) (?:find out|see|know|have to)\b|"
    r"maybe (?:one day |some ?day )?(?:we|i)(?:'ll| will)\b.*\b(?:next year|one day|some ?day|in (?:the )?future|eventually)\b|"
    r"(?:how|when|what|where|who|why|which)(?: \w+){0,2} (?:will|would|can|do|did|are|is|shall|should) (?:you|i|we|they|he|she|it)\b)"
)
"""Doubts, and questions typed without their mark."""
_YOU_SAY = re.compile(
    r"\b(?:you're saying|you are saying|you mean|you said|are you telling me|does that mean)(?: that)?[ ,]*$"
)
_EVERYWHERE = re.compile(
    r"\b(?:worldwide|world-wide|nationwide|internationally|across (?:europe|the (?:uk|us|eu|country))|on all orders|all over the world|weltweit|"
    r"bundesweit|dans toute la france)\b"
)
_AT_HOME = re.compile(
    r"\b(?:my|the|our) (?:kids?|children|daughters?|sons?|wife|husband|dog|cat|mother|mum|mom|dad|father|parents|girlfriend|boyfriend|in-laws|"
    r"family|birthday|wedding|honeymoon)\b|\bnew (?:car|bike|house|flat|puppy|kitchen table|sofa)\b"
)
_GROWTH = re.compile(
    r"\b(?:plan|aim|hope|expect|want|intend|going|will|planning|aiming|hoping|looking) (?:to )?(?:grow|expand|hire|double|triple|become (?:the|a)|be (?:the )?(?:number|market|leader)|"
    r"go public|raise (?:money|capital|a round)|open (?:an?|our|two|three|new|more) (?:new |second |third )?(?:office|store|shop|branch|plant|site)s?)\b"
)
"""What a company or a family means to do for itself."""
_CLOSED = re.compile(
    r"\b(?:sera|serons|seront|est|sommes|bleibt|bleiben|ist|sind|haben) (?:\w+ ){0,4}?(?:ferm\u00e9e?s?|geschlossen)\b"
)
_LAST_THING = re.compile(
    r"\b(?:the )?(?:very )?(?:last|only|first|earliest|latest|least|most|highest|lowest|one|worst) (?:[\w-]+ ){0,2}(?:that |which )?"
    r"(?:i|we)(?:'ll|'d| will| would| can| could) (?:ever |still |be able to |possibly )?(?:agree|accept|concede|consider|want|need|say|think|"
    r"tolerate|sign|live|stomach|put up|allow|permit|wait)\b"
)
_JOKE = re.compile(
    r"^(?:a |the |your |one |first |next )?(?:pint|beer|drink|round)s?(?: of \w+)? (?:will|is|are|'s|'ll)\b|\bowe (?:you|u) (?:a |one |big|several |some )"
    r"?(?:\w+ )?(?:pints?|beers?|coffees?|drinks?|lunch|dinner|cakes?|cookies|hug|favou?r|big time|one)\b|"
    r"\b(?:buy|get|stand) (?:you|u|them|him|her) (?:a |some |all )?(?:pints?|beers?|drinks?|coffees?)\b|\b(?:pints?|beers?) (?:is|are|'s) on (?:me|us)\b"
)
_BLAME = re.compile(
    r"\b(?:mistake|fault|mix-?up|error|oversight|delay|confusion|blame|mess|bad|slip) ?(?:is|'s|was|one's|one is) "
    r"(?:entirely |totally |all |completely |purely )?on (?:us|me)\b(?! (?:the house|too))(?!.*\b(?:free|cost|pay|charge|invoice|bill)\b)"
)
_NO_GO = re.compile(
    r"^(?:and |but |so |then |well |look |honestly )*(?:it|that|this|they|these|those|[\w-]+ (?:percent|%))(?: just| simply)?(?:'s| is| are|'re|'ll| will)?"
    r"(?: just| simply)? ?(?:not|n't|never|won't) (?:going to |gonna )?(?:fly|work|happen|cut it|wash|do it|be possible|make|fit|help|change (?:much|anything)|"
    r"last|hold|stop|go away)\b"
)
_IT_WILL_DO = re.compile(
    r"^(?:and |but |so |then |well |i'm sure |sure )*(?:it|that|this|things|everything|you|they|he|she)(?:'ll| will| should)"
    r"(?: just| all| probably)* (?:be (?:fine|ok|okay|alright|all right|grand|great|good|lovely|perfect|worth|fun|interesting|tight|close|"
    r"difficult|hard|tricky|tough)|do(?: nicely| fine| the trick)?[.! ]*$|do that\b|pass\b|blow over|settle down|happen to|sort itself)"
)


_PLAIN = frozenset(["doing", "intend", "present", "read", "happens", "nominal"])
"""Kinds without a "will"."""
_SHORT = 12
"""Words; in speech without marks a longer clause may hold a promise behind its outlook."""


@lru_cache(maxsize=256)
def promises_nothing(c: Candidate) -> str | None:
    """The family of wording that rules a promise out, or None."""
    clause = c.clause
    if _MARKETING.search(c.sentence) and not re.search(r"\bi\b", clause):
        return "marketing"
    if _TERMS.search(clause) and c.subject in ("thing", "third", "none", "name"):
        return "terms"
    if c.kind == "item":
        return "done" if _DONE.match(clause) else None
    if _JOKE.search(clause):
        return "joke"
    if _TALK.search(clause) and not FUTURE_DATE.search(clause):
        return "talk"
    if _HOPED_NOT.search(clause) and c.kind in ("intend", "read"):
        return "hope"
    if _AGENDA.search(clause) and "?" not in c.before:
        return "talk"
    if (
        c.subject != "self"
        and c.kind in ("read", "nominal", "happens")
        and (_CALL_ME.match(clause) or _BYE.search(clause))
    ):
        return "wish"
    if _HELD_LIABLE.search(clause) or (c.kind == "you_get" and _OTHERS_WRITE.search(c.raw)):
        return "threat"
    if c.kind in ("german", "french") and _SENT_ALONG.search(clause):
        return "sent along"
    if _AWAITED.match(clause) or _is_told(c) or (c.subject != "self" and _PLEASE.match(clause)):
        return "wish"
    if c.kind == "wont" and (_NOT_DISCUSSED.match(f"{c.verb} {c.rest}") or _CALLED_OFF.search(clause)):
        return "refusal"
    if _WONDERED.match(clause) or _YOU_SAY.search(c.before):
        return "wondered"
    short = len(clause.split()) <= _SHORT
    if short and _UNKNOWN.search(clause) and c.kind not in ("phrase", "vow") and "i'll" not in clause:
        return "unknown"
    if not _TO_YOU.search(clause) and (
        _GROWTH.search(clause) or (short and c.kind in _PLAIN and _AT_HOME.search(clause))
    ):
        return "own life"
    if _EVERYWHERE.search(clause) and c.kind in ("present", "read", "happens"):
        return "habit"
    if c.kind in ("french", "german", "read") and c.subject != "self" and _CLOSED.search(clause):
        return "state"
    if _LAST_THING.search(clause):
        return "limit"
    if _BLAME.search(clause):
        return "blame"
    if c.kind in _PLAIN and c.subject != "self" and _AGREED.match(clause):
        return "agreed"
    if c.kind in ("read", "nominal", "hold", "present", "happens", "doing") and (
        _DONE.match(clause)
        or (_LIES_WITH.match(clause) and not FUTURE_DATE.search(clause))
        or _OPENING.search(clause)
    ):
        return "state"
    if (
        c.subject != "self"
        and len(clause.split()) <= _SHORT
        and (_NO_GO.match(clause) or _IT_WILL_DO.match(clause))
    ):
        return "outlook"
    return "others" if _is_about_others(c) else None


def _is_told(c: Candidate) -> bool:
    """ "Kenji, tell them yes": somebody named is asked to act."""
    if not _TOLD_BY_NAME.match(c.clause) or not _VOCATIVE.match(c.raw):
        return False
    return c.clause.split(",")[0] not in _NO_VOCATIVE


def _is_about_others(c: Candidate) -> bool:
    if c.subject == "self" and c.kind not in ("doing", "read"):
        return False
    said = _THEY_SAY.match(c.clause)
    if said and not _WE_OF_IT.search(said["said"]):
        return True
    if (
        c.kind in ("doing", "read", "nominal", "present", "happens")
        and c.subject != "self"
        and _WANTS.match(c.clause)
    ):
        return True
    he = _HE.match(c.clause)
    if he and _REACT.match(he["rest"]) and not re.search(r"\b(?:you|your|yours|i|we)\b", he["rest"]):
        return True
    guessed = _GUESSED.search(c.clause)
    return bool(guessed) and c.kind == "third_will" and not _YOUR.search(c.clause)
