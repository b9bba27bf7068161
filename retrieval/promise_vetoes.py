"""What can't be a promise whatever the classifier says: refusals, other people's plans, notes about how things are."""

import re
from collections.abc import Callable

from retrieval.candidate import Candidate
from retrieval.promise_words import DAY_NAMED, words


def vetoed(candidate: Candidate) -> str | None:
    """The reason why a clause promises nothing, or None; these rules are no features of the classifier."""
    if candidate.kind == "item":
        return "item without a matter" if _lacks_object(candidate) else None
    return next((reason for reason, holds in _VETOES if holds(candidate)), None)


_TRANSITIVE = words(
    "keep hold have do make take get give send bring put set provide deliver share offer include prepare "
    "create write book order arrange add waive pay collect buy use see"
)


def _lacks_object(c: Candidate) -> bool:
    """ "Hollis & Wray to keep": what to keep stands somewhere else, or it is a title."""
    return c.verb in _TRANSITIVE and not c.rest.strip(" .,;:!")


_REFUSED = re.compile(
    r"(?:promise|guarantee|commit|pledge|vouch|swear|bet|pretend|speculate|sign up)\b|"
    r"(?:give|offer|name|quote|get|tell|make|have) (?:(?:you|them|him|her) )?(?:one|a (?:date|day|number|price|figure|"
    r"commitment|promise|guarantee|timeline|deadline)|any (?:date|number|price|figure|commitment|promise)s?)\b"
)
_PROMISING = r"(?:promise|guarantee|commit|pledge|give you (?:my|our) word)"
_NO_PROMISE = re.compile(
    rf"\b(?:(?:won't|can't|cannot|couldn't|wouldn't|don't|didn't|not|never|nobody (?:can|will)|no one (?:can|will)|"
    rf"unable to|hard to|difficult to|too early to|rather not|hesitate to|wish i could|wouldn't want to|before (?:i|we))"
    rf" (?:\w+ly |ever |really |yet |just |be able to |want to |like to |going to ){{0,2}}{_PROMISING}\b|"
    rf"{_PROMISING} (?:nothing|no\b(?! (?:increase|further|extra|more)))|"
    r"(?:versprechen|zusagen|garantieren|zusichern) (?:kann|k[oö]nnen|k[oö]nnte|m[oö]chte|will|darf|wollen) (?:\w+ ){0,4}"
    r"(?:nicht|nichts|kein\w*)|(?:nicht|nichts|kein\w*) (?:\w+ ){0,3}(?:versprechen|zusagen|garantieren|zusichern)|"
    r"(?:peux|pouvons|pourrai|pourrons|puis) (?:\w+ )?(?:rien|pas) (?:\w+ ){0,2}(?:promettre|garantir))"
)


def _refuses(c: Candidate) -> bool:
    """ "I won't promise more than I can sign", "I'm not going to give you one today"."""
    if c.kind == "wont" and _REFUSED.match(f"{c.verb} {c.rest}"):
        return not re.search(r"\b(?:until|unless|again|without|any ?more)\b", c.rest)
    return bool(_NO_PROMISE.search(c.clause))


_GERMAN_NO = r"(?:nicht|nichts|kein\w*|nie|niemals|niemand|keinesfalls|weder)"
_GERMAN_UNABLE = re.compile(
    rf"\bleider\b.*\b{_GERMAN_NO}\b|\b{_GERMAN_NO} (?:\w+ ){{0,2}}leider\b|"
    rf"\b(?:kann|k[oö]nnen|k[oö]nnte|k[oö]nnten|darf|d[uü]rfen|mag|m[oö]chten?|will|wollen|schaffe|schaffen|wei(?:ss|ß)|"
    rf"wissen|vermag) (?:[\w.,-]+ ){{0,8}}?{_GERMAN_NO}\b|"
    rf"\bwerden? (?:[\w.,-]+ ){{0,8}}?{_GERMAN_NO} (?:\w+ ){{0,4}}(?:schaffen|k[oö]nnen|m[oö]glich|fertig|klappen|"
    rf"rechtzeitig|d[uü]rfen|wollen)\b"
)
_GERMAN_NOT_ONLY = re.compile(r"\bnicht (?:nur|zuletzt|vor|sp[aä]ter|mehr als)\b")
_FRENCH_UNABLE = re.compile(r"\b(?:malheureusement|h[eé]las)\b.*\b(?:pas|plus|aucun\w*)\b")
_GERMAN_STATES = words(
    "kenne kennen verstehe verstehen glaube glauben denke denken finde finden meine meinen vermute vermuten "
    "mag m\u00f6gen brauche brauchen ben\u00f6tige ben\u00f6tigen bedaure bedauern bedauere freue freuen danke danken "
    "sch\u00e4tze sch\u00e4tzen wei\u00df wisse wei\u00dft habe haben bin sind erwarte erwarten w\u00fcnsche w\u00fcnschen "
    "arbeite arbeiten wohne wohnen sitze sitzen erinnere erinnern"
)


def _german_no(c: Candidate) -> bool:
    if c.kind == "french":
        return bool(_FRENCH_UNABLE.search(c.clause))
    if c.kind not in ("german", "read"):
        return False
    if c.kind == "german" and c.subject == "self" and c.verb in _GERMAN_STATES:
        return not DAY_NAMED.search(c.rest)
    return bool(_GERMAN_UNABLE.search(_GERMAN_NOT_ONLY.sub(" ", c.clause)))


_TOGETHER = re.compile(
    r"\b(?:let us|let's|lets) (?:\w+ly |then |just |all )?(?:discuss|talk|speak|chat|meet|catch up|connect|see|wait|"
    r"stay|keep|leave|stick|move on|go|do|have|take|start|continue|plan|schedule|find|hope|think|try|focus|say|get)\b"
)
_ACCEPTS = re.compile(
    r"(?:leave (?:it|this|that) (?:at|there|as|alone|open)|stick (?:with|to)|stay with|go with|think (?:about|it)|"
    r"sleep on|see (?:how|what happens|where)|live with|let (?!you|me|us|him know|her know|them know)[\w' -]{2,25} "
    r"(?:go|leave|off|be|sleep|rest)\b)"
)


def _plans_together(c: Candidate) -> bool:
    """ "Let us discuss it next week" and "we'll leave it at one year" take nothing on."""
    if c.kind == "let_me":
        return bool(_TOGETHER.search(c.clause)) and "let me" not in c.clause
    return c.kind in ("will", "going") and bool(_ACCEPTS.match(f"{c.verb} {c.rest}"))


_OWN_LIFE = words(
    "retiring resigning quitting marrying moving emigrating graduating turning swimming skiing hiking camping"
)
_RELATIVE = re.compile(r"\b(?:which|who|that|whose)\b")
_FOR_YOU = re.compile(
    r"\b(?:you|your|yours|them|him|her|their|his|it|ihnen|ihre?\w*|euch|dir|vous|votre|vos)\b"
)
_UNSURE = re.compile(r"\b(?:may|might|could) be \w+ing\b")


def _speaks_of_oneself(c: Candidate) -> bool:
    """ "I am retiring in June", "I am paying for a system which…", "we might be taking over a shop"."""
    if c.kind == "doing" and c.subject == "self":
        # "we're moving your order to the front of the queue" is a promise, "I'm moving to Leeds in May" is none
        if c.verb in _OWN_LIFE and not _FOR_YOU.search(c.rest):
            return True
        if not DAY_NAMED.search(c.clause) and _RELATIVE.search(c.rest) and not _FOR_YOU.search(c.rest):
            return True
    return c.kind == "can" and bool(_UNSURE.search(c.clause)) and not _FOR_YOU.search(c.clause)


_FATE = re.compile(
    r"\b(?:comes? back|is back|are back|returns from|re-?opens?|closes?|shuts?|decides?|votes?|meets?|retires?|expires?|"
    r"lapses?|falls?|moves? (?:to|into)|turns \d+|breaks up)\b"
)
_OURS = re.compile(r"\b(?:i|we|you|our|my|your|yours|us)\b")
_WILL_REACT = re.compile(
    r"(?:probably |likely |surely |certainly |again )*(?:ask (?:about|for|why|whether|if|how|what|when)|want|wonder|object|"
    r"complain|insist|expect|push back|challenge|hate|love|like|notice|mind|care|be (?:happy|angry|furious|pleased|"
    r"surprised|upset|disappointed))\b"
)
_WILL_NOT = re.compile(
    r"\b(?:won't|will not) (?:\w+ly )?(?:move|pay|budge|agree|accept|approve|buy|like|go for|sign|want|believe|allow|wait)\b"
)
_NOBODY = re.compile(
    r"\b(?:nobody|no one|no-one|nothing|everybody|everyone)(?: else)? (?:will|'ll|can|would) (?:\w+ly |ever )?(?:catch|find|"
    r"notice|believe|blame|miss|thank|know|care|mind|complain|stop|tell|ask|remember|understand)\b"
)


def _plans_of_others(c: Candidate) -> bool:
    """ "Gerard decides tomorrow", "Samira won't move without SSO", "hall D comes back on 14 December"."""
    if c.kind in ("third_will", "hold") and _NOBODY.search(c.clause):
        return True
    if c.kind == "third_will":
        if c.subject in ("name", "third") and _WILL_REACT.match(f"{c.verb} {c.rest}"):
            return True
        return bool(_WILL_NOT.search(c.clause)) and not _OURS.search(c.clause)
    if c.kind in ("nominal", "happens", "present") and c.subject in ("none", "thing"):
        return bool(_FATE.search(c.clause)) and not _OURS.search(c.clause)
    return False


_TOLD_TO = re.compile(
    r"^(?:go|take|come|call|ring|send|tell|give|bring|write|check|make|ask|get|put|let|look|wait|read|stay|keep|use|leave)"
    r"\b.*\b(?:call|ring|send|tell|give|bring|write|show|text|phone|inform|email|mail|cc|copy|ask|get back to) (?:to )?"
    r"(?:me|us)\b"
)
_AS_IT_IS = re.compile(
    r"^(?:the ones|some|most|several|none|at least|on the road|in (?:a |the )?(?:meetings?|train|car|office|transit)|"
    r"out of|on (?:a |the )?(?:train|plane|road|phone|way home)|away|off (?:today|tomorrow|sick|work)|back (?:in|at|on) |"
    r"home|busy|travell?ing|recording|login|password)\b"
)
_GONE_BY = re.compile(
    r"\b(?:came|been|agreed|went|arrived|was|were|had|left|got|said|told|sent|lost|expired|decided)\b(?! (?:to|by)\b)"
)
_ONLY_A_DAY = re.compile(
    rf"^(?:so |then |ok |and |but )*(?:by |on |at |from |until |till )?(?:{DAY_NAMED.pattern})[\w ]{{0,3}}"
    r"(?:, | - )?(?:all right|alright|ok(?:ay)?|right|good|fine|great|perfect|then|it is|agreed|noted|got it)?[ .!]*$"
)
_NONE_TODAY = re.compile(
    r"^(?:so |then |sorry,? |there (?:will|'ll) be |there's |there is )*(?:no|none|nothing)\b"
    r"(?!.*\b(?:increases?|charges?|fees?|costs?|changes?|hikes?|rises?|surcharges?|penalt\w+|downtime|cuts?|interrupt\w+|"
    r"lock-in|adjustments?|invoices?|bills?|price\w*|extra\w*|further|more|calls?|visits?|work|noise|you|your|yours|until|"
    r"before|without|us|crunch|delays?|obligation\w*|commitment\w*|payments?|interest|deposit)\b)"
)
_FOR_SOMEONE = re.compile(r"^[a-z\u00df-\u00ff]+, (?:the|a|your|my) (?:\w+ ){0,3}\w+[ .!]*$")
_SAID_AGAIN = re.compile(
    r"^(?:more|details?|the rest|everything else) (?:\w+ ){0,2}(?:in|at|during|on the) (?:the|our|my|a|this|next) "
    r"(?:\w+ ){0,2}(?:mail|email|call|meeting|letter|attachment|note|thread)\b"
)


def _tells_how_things_are(c: Candidate) -> bool:
    """Notes that nobody owns: "On the road today.", "By Friday, all right.", "so no documents today."."""
    if c.kind in ("nominal", "present", "happens", "doing") and c.subject != "self":
        if _TOLD_TO.match(c.clause) or _AS_IT_IS.match(c.clause) or _SAID_AGAIN.match(c.clause):
            return True
        if c.kind != "present" and (_GONE_BY.search(c.clause) or _FOR_SOMEONE.match(c.clause)):
            return True
        if _ONLY_A_DAY.match(c.clause):
            return True
    if c.kind in ("present", "happens") and re.search(r"\b(?:which|who|that) $", c.lead):
        return True
    return c.kind in ("nominal", "hold", "third_will", "happens") and bool(_NONE_TODAY.match(c.clause))


_POINTED_OUT = re.compile(
    r"\byou (?:should|might|may|can|'ll|will) (?:now |then |already )?see (?:the|a|it|this|that|your|some|an) "
    r"(?!.*\b(?:tomorrow|next|by|credit|refund)\b)|"
    r"\b(?:understand|hear|heard|see|saw|know|think|thought|believe|assume|gather|told|glad|hope|suppose|sure|if|whether)"
    r"(?: that)? you(?:'ll|'d)? (?:should |will |would |might |may )?(?:have|get|receive|know|hear|see)\b|"
    r"\b(?:after that|otherwise|then|each time|by default|out of the box) you (?:get|receive|have|see)\b"
)
_STAYS_SOMEWHERE = re.compile(
    r"\b(?:stays?|remains?) in (?!place|force|effect|touch|your|the (?:price|offer|contract|package|plan|deal))\w+"
)
_HOTEL = re.compile(
    r"^(?:kostenlose?|kostenfreie?|free) (?:stornierung|storno|cancellation|w-?lan|wifi|wi-fi|parking|parkpl[aä]tze|"
    r"r[uü]cksendung|retoure|returns|shipping|versand)\b"
)


def _describes(c: Candidate) -> bool:
    """What the product does, what the reader has or sees, and what every booking says."""
    if c.kind == "you_get":
        return bool(_POINTED_OUT.search(c.clause))
    if c.kind == "hold" and _STAYS_SOMEWHERE.search(c.clause):
        return True
    return c.kind in ("gratis", "nominal", "hold", "happens") and bool(_HOTEL.match(c.clause))


_VETOES: tuple[tuple[str, Callable[[Candidate], bool]], ...] = (
    ("refusal", _refuses),
    ("refusal", _german_no),
    ("shared plan", _plans_together),
    ("own life", _speaks_of_oneself),
    ("others' plans", _plans_of_others),
    ("status", _tells_how_things_are),
    ("description", _describes),
)
