"""Rules that speak for or against a clause being a promise, before and beside the classifier."""

import re
from functools import lru_cache

from retrieval.candidate import Candidate
from retrieval.promise_never import promises_nothing
from retrieval.promise_vetoes import vetoed
from retrieval.promise_words import (
    BOILERPLATE,
    COURTESY,
    DAY_NAMED,
    GIVE,
    GIVEN,
    HABIT,
    SARCASM,
    STATES,
    THREAT,
    UNDER_WAY,
    words,
)

_QUESTION_START = re.compile(
    r"^(?:and |but |so |then |also |or )?(?:will|would|could|can|shall|should|do|does|did|is|are|am|has|"
    r"have|had|may|might|"
    r"who|what|when|where|why|how|which|whose|any|wird|werden|k[oö]nnen|kann|k[oö]nnten|wann|wer|was|wie|"
    r"est-ce|pouvez|pourriez|quand)\b"
)
_TAG = re.compile(
    r"(?:ok(?:ay)?|alright|all right|deal|fine|cool|can|can or not|sound good|sounds good|good|yes|agreed|does that work|"
    r"would that work|is that ok(?:ay)?|works for you|einverstanden|ça marche|ok für (?:sie|dich))\s*\?"
)
_REPORTED = re.compile(
    r"\b(?P<who>i|we|[\w'-]+)(?: (?:has|have|had|just|already|also|only|once))* "
    r"(?P<how>said|says|was told|were told|been told|told (?:me|us|them|him|her|everyone)|tells (?:me|us)|"
    r"mentioned|promised|promises|"
    r"claims|claimed|assured (?:me|us)|assures (?:me|us)|wrote|writes|thinks|thought|announced|"
    r"insists|insisted|suggested|hinted|reckons|believes|believed|swore|swears|indicated|informed(?: me| "
    r"us)?|advised (?:me|us)|hopes|reports|reported|expects|understood|heard|sagte?|meinte?|versprach|"
    r"dit(?= que)|disent|dit que|assure|affirme|m'a dit)\b"
)
_DUTY = re.compile(
    r"\b(?:employees?|participants?|tenants?|users?|customers?|clients|pupils|students|directors|lessee|"
    r"lessor|lessees|buyers?|operators?|the insured|candidates|visitors|guests|learners|everyone|"
    r"investors?|borrowers?|shareholders?|"
    r"passengers|members|applicants|the parties|either party|contractors?|subscribers) (?:will|shall|must|"
    r"are to)\b"
)
_BACKED = re.compile(r"\b(?:confirmed|approved|agreed|signed off)\b")
_HYPOTHETICAL = re.compile(
    r"\b(?:would have|could have|should have \w+(?:ed|en|nt)\b|would've|could've|had (?:i|we|you) \w+|if "
    r"(?:i|we) were|imagine|one day i|win the lottery|suppose|theoretically|in theory|hypothetically)\b"
)
_REQUEST = re.compile(
    r"^(?:and |but |so |also )?(?:please|kindly|pls|can you|could you|would you|will you|bitte|merci de|"
    r"veuillez|"
    r"(?:i|we) (?:need|want|expect|would like|'d like|ask|require|hope|trust|assume|wonder) (?:you|that "
    r"you)|make sure you|feel free|let me know|let us know|"
    r"(?:i |we )?(?:still |also |just |urgently )?need\b|ask|tell|remind (?:him|her|them|bob)|do let|don't "
    r"hesitate|be sure|looking for)\b"
)
_NOTE_THAT = re.compile(
    r"(?:please|kindly) (?:be|rest|note|take note|find)?\s*(?:assured|informed|advised|note)?\s*that\b"
)
_NEGATED = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|won't be able|will not be able|unable to|not able to|not going to|"
    r"not (?:be )?(?:possible|happy|willing|prepared|ready|planning)|never said|"
    r"don't (?:plan|intend|expect|promise|guarantee|commit|think|want)|do not (?:plan|intend|expect|"
    r"promise|guarantee|commit)|no (?:promise|guarantee|plans)|no way|no chance|not (?:promise|promising|"
    r"commit|guarantee)|"
    r"doubt|unlikely|refuse|(?:won't|will not) (?:make it|be (?:ready|possible|available|able|done|"
    r"finished|in time|included|covered))|nicht versprechen|kann ich (?:ihnen )?nicht|k[oö]nnen wir "
    r"(?:ihnen )?(?:leider )?nicht|ne (?:peux|pouvons)|ne (?:pourrai|pourrons))\b"
)
_EMPTY_SELF = re.compile(
    r"^(?:be (?:out|away|off|on (?:leave|holiday|vacation|pto|site|a plane|the road|annual)|in (?:the "
    r"office|london|paris|berlin|town|meetings|a meeting|and out)|travel\w*|back|at|honest|frank|brief|"
    r"blunt|"
    r"traveling|unavailable|available|offline|online|late|glad|happy|sad|sorry|thrilled|delighted|"
    r"surprised|grateful|fine|ok|okay|using|sitting|there|here|interested|around|attending|switching|"
    r"looking at|reviewing our|short|direct|clear)|"
    r"need|want|require|see|know|understand|admit|say|never|miss|love|like|think|believe|assume|leave you|"
    r"let you (?:go|decide|be|get)|spare you|cut to|skip|get straight|get to the point|keep (?:this|it) "
    r"(?:short|brief)|"
    r"not lie|bet|guess|pass|cross|have to|probably need|also need|be needing|end up|remember|forget)\b"
)
_LET_ME_EMPTY = re.compile(
    r"^(?:know|be|say|explain|start|begin|introduce|put it|add|ask|tell|clarify|rephrase|restate|"
    r"apologi[sz]e|congratulate|reiterate|emphasi[sz]e|stress|repeat|summari[sz]e|recap|thank|share my "
    r"thoughts|down|in\b|guess|back up|expand|elaborate|pull up|"
    r"think|remind|see if i (?:got|understood)|stop|pause|interrupt|give you (?:some|a bit of|a quick|a "
    r"very short|a short|the short) ?(?:background|context|example|version)?|point out|help|walk you|read|"
    r"finish|show|turn|just say|have (?:your|the|any))\b"
)
_YOU_EMPTY = re.compile(
    r"^(?:need|find|want|love|see (?:that|how|why|a|the|from|in|below)|notice|have to|have (?:the option|"
    r"noticed|seen|received|access to (?:our|a) (?:help|knowledge)|a choice|until|your|any questions)|"
    r"receive (?:this|our (?:weekly|monthly|newsletter))|not (?:be able|find|regret|believe)|never)\b"
)
_ATTACHED = re.compile(
    r"\b(?:attached|enclosed|herewith|below|attaching|anbei|im anhang|ci-joint|see you|just sent|already)\b"
)
_HAPPY_GIVE = words(
    "take replace refund swap deduct donate match throw include extend waive add hold cover credit match "
    "honor honour give grant lock refund absorb "
    "sponsor reserve keep freeze reduce split drop upgrade"
)
_PASSIVE = re.compile(
    r"^(?:also |then |definitely |certainly |all |both |just |now |be automatically )*(?:be (?:\w+ly |all |"
    r"fully |back )?(?:\w+(?:ed|en)|sent|split|brought|swapped|held|shut|sold|lent|bought|charged|done|"
    r"made|built|paid|put|cut|set|held|kept|met|given|ready|there|live|available|complete|completed|with "
    r"you|"
    r"in your (?:inbox|hands)|on your (?:desk|dock)|fixed|back|over|waived|free|at your|out|up and running|"
    r"operational|in place|no)|go (?:out|live|up)|come|arrive|follow|reach|ship|land|get|have|stay|remain|"
    r"hold|include|take care|cover|leave|not|exceed|begin|start|reopen|resume|apply|fit|collect)\b"
)
_PASSIVE_GIVEN = re.compile(
    rf"(?:also |then |definitely |certainly |all |both |just |now |automatically )*(?:not )?be (?:\w+ly |"
    rf"all |fully |both |also |just )?{GIVEN}"
)
_THING_EVENT = re.compile(
    r"\b(?:meeting|call|webinar|conference|event|session|office|store|maintenance|downtime|weather|market|"
    r"system|platform|feature|software|tool|product|solution|button|page|app|competitors?)\b"
)


def impossible(candidate: Candidate) -> bool:
    """Whether no probability can make a promise of a clause; everything else is for the classifier."""
    against_it = _IMPOSSIBLE.intersection(reasons(candidate))
    if (
        (against_it == {"courtesy"} and IN_PERSON.search(candidate.clause))
        or (against_it == {"obligation"} and _OUR_OWN.match(candidate.clause))
        or (against_it == {"boilerplate"} and _KEPT_SECRET.search(candidate.clause))
        or (against_it == {"request"} and ASKED_TO_EXPECT.match(candidate.clause))
    ):
        against_it = frozenset()
    return bool(against_it) or promises_nothing(candidate) is not None


@lru_cache(maxsize=256)
def reasons(candidate: Candidate) -> tuple[str, ...]:
    """Every rule that speaks against a clause; asked once to throw it out and once as features."""
    return tuple(reason for reason in (against(candidate), vetoed(candidate)) if reason)


IN_PERSON = re.compile(
    r"\b(?:i'll|we'll|i will|we will) (?:both |all |also )?be (?:there|here|around|on site|on the call|on hand|standing by)\b.*"
    r"\b(?:whole|all (?:day|night|evening|morning|week)|at (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|noon)|"
    r"from \d|till|until|throughout|myself|in person|by \d|sharp|on \w+day|tomorrow)\b"
)
_OUR_OWN = re.compile(r"(?:our|my) (?:[\w-]+ )?(?:buyer|contractor|operator|director)s? ")
"""People of one's own are under no duty of a contract."""
ASKED_TO_EXPECT = re.compile(
    r"^(?:please |kindly |also ){1,2}(?:expect|look out for|watch out for|watch for) (?:our|my|the|an?|new|revised)\b"
)
_KEPT_SECRET = re.compile(
    r"\b(?:i|we)(?:'ll| will| shall| undertake to| agree to| promise to| commit to) (?:also |of course )?(?:keep|treat|hold|handle|store)\b"
    r".*\bconfidential"
)
""" "I'll be there the whole night" says more than a courtesy."""
_IMPOSSIBLE = frozenset(
    ["boilerplate", "question", "request", "obligation", "hypothetical", "courtesy", "negated"]
    + ["refusal", "others' plans", "description", "own life"]
)
"""Reasons that held for 98 % and more of the labelled clauses they speak against; the others are only features."""


def against(candidate: Candidate) -> str | None:
    """The reason why a clause can't be a promise, whatever the classifier thinks; None if there is none."""
    c = candidate
    if _is_question(c):
        return "question"
    if BOILERPLATE.search(c.sentence):
        return "boilerplate"
    if SARCASM.search(c.sentence):
        return "sarcasm"
    if THREAT.search(c.clause):
        return "threat"
    if c.kind != "item" and _REQUEST.match(c.clause) and not _NOTE_THAT.match(c.clause):
        return "request"
    if c.subject in ("thing", "third", "name") and c.kind != "item" and _DUTY.search(c.clause):
        return "obligation"
    if _HYPOTHETICAL.search(c.clause):
        return "hypothetical"
    if _is_reported(c):
        return "reported"
    if c.kind not in ("wont", "item"):
        verb_at = max(0, c.action_start - c.start)
        if _NEGATED.search(c.clause[max(0, verb_at - 45) : verb_at + 40]):
            return "negated"
    if (
        c.kind == "german"
        and c.verb.startswith("ha")
        and re.search(r"\b(?:schon|bereits|gestern|letzte\w*|\w*ge\w+(?:t|en)|erhalten|bekommen)\b", c.clause)
    ):
        return "past"
    if c.kind in ("doing", "present", "happens", "german", "french") and HABIT.search(c.sentence):
        return "habit"
    if _is_only_talk(c):
        return "talk"
    if c.kind == "intend" and re.search(
        r"\bhop(?:e|ing) to (?:hear|see|welcome|meet|work|continue|cooperat|build|have (?:a |the )?(?:good|"
        r"long|pleasure|nice|chance))",
        c.clause,
    ):
        return "courtesy"
    if c.kind == "let_me" and _LET_ME_EMPTY.match(_from_verb(c)):
        return "courtesy"
    if c.kind in ("will", "going") and c.subject == "self" and COURTESY.search(c.clause) and not _gives(c):
        return "courtesy"
    return None


_PRESENTING = re.compile(
    r"(?:just |quickly |also |now )*(?:(?:start|begin)(?: with| by| off| out|[.,! ]*$)|show you (?!around|"
    r"over)|tell you (?:how|what|why|about|a\b|the\b|that|this|one|something)|say|read|explain|describe|"
    r"rephrase|(?:talk|speak)(?: about| more| a bit)|"
    r"go (?:on|ahead|through|over|back|first|into|straight)|skip|move on|jump|stop (?:here|there|sharing)|"
    r"pause|back up|come (?:back )?to|get (?:back )?to (?!you|work)|get into|turn to|mention|assume|"
    r"pretend|wait|let it|leave it (?:there|at that)|"
    r"share my screen|try to (?:explain|summari[sz]e))\b"
)
_AT_STAKE = words(
    "ship deliver send waive refund credit cover eat throw replace redo hold bump pay fix invoice bill "
    "order book install repair sort put reprint extend include swap absorb reimburse upgrade drop match "
    "honor honour lock freeze bring provide supply email mail forward call"
)
_TO_YOU = re.compile(r"\b(?:you|your|yours|u)\b")
_THROAT_CLEARED = re.compile(
    r"(?:(?:so|and|but|well|okay|ok|right|yeah|yes|no|um|uh|uhm|then|now|also|alright|all right|i think|i "
    r"guess|you know|like|i mean|what|what i'll do is|what we'll do is|after that|in the meantime|sure|"
    r"leave (?:it|that|this) (?:with|to) me|i|we|i'll|we'll|if .*|once .*|"
    r"when .*|as soon as .*|in that case|from our side|on my side|by .*)[ ,]*)+"
)
_MUMBLED = re.compile(
    r"(?:\b(?:the|a|an|to|and|of|i|we|that|or|with|for|is|um|uh|so|but|like)[.\s]*$)|^(?:\w+ "
    r"){0,3}\w+'ll[. ]*$"
)


def _is_only_talk(c: Candidate) -> bool:
    """In speech most futures are about the talk itself or about what the group does anyway."""
    if c.kind not in (
        "will",
        "going",
        "intend",
        "can",
        "let_me",
        "third_will",
        "you_get",
        "wont",
        "present",
        "hold",
    ) or (
        DAY_NAMED.search(c.clause)
        and not (
            c.text_is_lower and c.kind in ("intend", "present", "happens", "doing") and c.verb not in GIVE
        )
    ):
        return False
    rest = _from_verb(c)
    if (
        c.kind in ("will", "going", "let_me")
        and _PRESENTING.match(rest)
        and not re.search(
            r"\blater\b|\byou (?:through|around|over)\b|\b(?:to|with) (?:my|our|the|your|him|her|them)\b",
            rest,
        )
    ):
        return True
    if not c.text_is_lower:
        return False
    if _MUMBLED.search(c.clause) or len(c.clause.split()) > 30:
        return True
    at_stake = c.verb in _AT_STAKE or bool(_TO_YOU.search(rest))
    if c.kind == "you_get":
        return not re.search(
            r"\byou(?:'ll| will) (?:get|receive|hear|have (?:it|the|my|our|them))\b", c.clause
        )
    if c.kind not in ("will", "going", "let_me"):
        return True
    if c.lead.strip() and not _THROAT_CLEARED.fullmatch(c.lead.strip()):
        return True
    group = re.search(r"\bwe(?:'ll| will|'re| are| shall)", c.clause)
    return bool(group) and not at_stake


def _gives(c: Candidate) -> bool:
    return c.verb in ("send", "deliver", "ship", "provide", "include", "get", "forward")


def _from_verb(c: Candidate) -> str:
    return f"{c.verb} {c.rest}".strip()


def _is_question(c: Candidate) -> bool:
    tail = (c.clause + c.after).rstrip(" \"')")
    if not c.sentence.rstrip(" \"')").endswith("?"):
        return False
    if _QUESTION_START.match(c.clause) and c.kind != "nominal":
        return True
    own_end = c.clause.rstrip(" \"')").endswith("?")
    if not own_end and "?" not in c.after:
        return False
    if _TAG.search(tail) and c.subject == "self":
        return False
    if own_end:
        return True
    # "I'll send it Friday, does that work?": the question is a clause of its own after the promise
    return not _QUESTION_START.match(c.after.lstrip(" ,;.-(")) and not re.search(
        r"[,.-]\s*\w+(?: \w+){0,6}\?$", c.after
    )


def _is_reported(c: Candidate) -> bool:
    before = f"{c.before[-80:]} {c.lead}"
    if c.subject != "self":
        before = f"{c.before[-80:]} {c.clause[: max(0, c.action_start - c.start)]}"
    reports = list(_REPORTED.finditer(before))
    match = reports[-1] if reports else None
    if match is None:
        return c.subject in ("third", "name", "thing") and bool(
            re.search(r"\b(?:apparently|according to|rumou?r|supposedly|allegedly|i heard)\b", c.sentence)
        )
    who, how = match["who"], match["how"]
    gap = before[match.end() :]
    if re.search(r"\b(?:and|but|so)\b|[.;]", gap) and c.subject == "self":
        return False
    if who in ("i", "we"):
        return how in (
            "thought",
            "heard",
            "understood",
            "said",
            "promised",
            "wrote",
            "was told",
            "were told",
            "been told",
        )
    if who in ("as", "that", "which"):
        return False
    return not (c.subject == "self" and _BACKED.search(gap))


def prior(candidate: Candidate, dated: bool) -> float:
    """How likely a clause is a promise by its pattern alone, 0..1; `dated` when a day ahead stands in it."""
    c = candidate
    rest = _from_verb(c)
    if c.kind == "item":
        return 0.95
    if c.kind == "phrase":
        return (
            0.55
            if "owe you" in c.clause or c.clause.strip(" .!") in ("you got it", "can do", "i'll", "promised")
            else 0.85
        )
    if c.kind == "wont":
        return (
            0.15
            if re.match(
                r"(?:be |have |make |need |get |see |know |go into|bore|lie|pretend|take (?:up )?(?:more|"
                r"much|too)|attend|join)",
                rest,
            )
            else 0.7
        )
    if c.kind in ("will", "going"):
        return _prior_of_will(c, rest, dated)
    if c.kind == "willing":
        return 0.75 if c.verb in _HAPPY_GIVE else (0.55 if dated else 0.2)
    if c.kind == "intend":
        doing = c.verb in GIVE
        return 0.7 if doing and dated else (0.5 if doing else 0.25)
    if c.kind == "vow":
        return 0.75 if c.verb in GIVE or dated else 0.5
    if c.kind == "you_get":
        if _YOU_EMPTY.match(re.sub(r"^you(?:'ll| will| shall| can)? ", "", c.clause[len(c.lead) :])):
            return 0.1
        if re.search(
            r"\byou(?:'ll| will| won't| will not) (?:\w+ )?(?:get|receive|hear|be (?:refunded|credited|"
            r"reimbursed|charged|billed|invoiced|paid|notified|informed|contacted))\b",
            c.clause,
        ):
            return 0.88 if dated else 0.72
        if re.search(r"\byou(?:'ll| will) have (?:it|this|that|them|the|our|my|your)\b", c.clause):
            return 0.88 if dated else 0.7
        return 0.85 if dated else 0.5
    if c.kind == "let_me":
        return 0.8 if c.verb in GIVE else 0.35
    if c.kind == "gratis" and re.search(r"\b(?:i'd|we'd|would|could)\b", c.clause):
        return 0.2
    if c.kind == "gratis":
        return 0.6 if re.search(r"\b(?:for you|you|your|first|this|we|i)\b", c.clause) else 0.4
    if c.kind == "hold":
        return 0.75 if dated else 0.5
    if c.kind == "third_will":
        if c.subject == "thing":
            if _PASSIVE_GIVEN.match(rest) and not _THING_EVENT.search(c.clause[:40]):
                return 0.88 if dated else 0.72
            if re.search(
                (
                    r"\b(?:won't|will not) be (?:charged|billed|invoiced|raised|increased|changed|shared|"
                    r"passed on)\b"
                ),
                c.clause,
            ):
                return 0.75
            passive = bool(_PASSIVE.match(rest))
            if re.search(r"\bwill not\b|\bwon't\b", c.clause):
                return 0.45
            if re.match(r"(?:my|our) ", c.clause) and c.verb in GIVE and c.verb not in ("have", "help", "do"):
                return 0.7
            if _THING_EVENT.search(c.lead):
                return 0.3 if passive and dated else 0.1
            return 0.45 if passive and dated else (0.35 if passive else 0.2)
        if c.subject == "name":
            return 0.7 if re.search(r"\byou\b|\byour\b", c.rest) or dated else 0.45
        if re.match(r"(?:\w+ )*(?:he|she)(?:'ll| will)", c.clause) and c.verb in GIVE and dated:
            return 0.45
        own = bool(re.search(r"\b(?:our|my)\b", c.clause[:40]))
        return 0.75 if own else 0.25
    if c.kind == "would":
        return 0.6
    if c.kind == "can":
        return 0.65 if dated else 0.5
    if c.kind == "doing":
        if _ATTACHED.search(c.clause):
            return 0.1
        if c.verb not in UNDER_WAY:
            return 0.4
        return 0.75 if dated else 0.1
    if c.kind == "present":
        if c.subject == "self" and c.verb not in GIVE:
            return 0.45
        return 0.65 if dated and not _ATTACHED.search(c.clause) else 0.1
    if c.kind == "arranged":
        return 0.55 if dated else 0.45
    if c.kind == "happens":
        return 0.35
    if c.kind == "nominal":
        return 0.5
    return _prior_of_foreign(c, dated)


def _prior_of_will(c: Candidate, rest: str, dated: bool) -> float:
    if _EMPTY_SELF.match(rest):
        return 0.12
    if re.match(r"be able", rest):
        return 0.7 if dated else 0.5
    if c.verb in STATES:
        return 0.2
    if c.verb in GIVE or (c.verb == "be" and re.search(r"^be \w+ing", rest)):
        return 0.93
    return 0.85 if dated else 0.65


def _prior_of_foreign(c: Candidate, dated: bool) -> float:
    modal = re.search(r"\b(?:werde|werden|wird|vais|allons|\w+(?:rai|rons))\b", c.clause)
    to_you = re.search(r"\b(?:ihnen|euch|dir|sie|vous|te|t')\b|\b[jt]'", c.clause)
    if modal and (dated or to_you):
        return 0.8
    return 0.75 if dated and to_you else (0.6 if dated else 0.4)
