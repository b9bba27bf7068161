"""Decides whether a verb in the present, with "can" or in no sentence at all looks ahead."""

import re

from retrieval.promise_words import ANNOUNCED, DAY_NAMED, FUTURE_DATE, GIVE, UNDER_WAY, words

_SUBORDINATE = re.compile(
    r"\b(?:if|whether|unless|how|why|where|because|what|than|until|before|like|assume|assuming|say|"
    r"whenever|when|while|who|glad|sorry|happy|question is|thing|things|way|anything|everything|something|"
    r"as soon as|once|since|wonder|depends on)"
    r"(?: (?:it is|that|is|um|uh|maybe|sometimes))? ?$"
)
"""Right before "we'll": the words are part of somebody's thought, not what the sentence says."""
FINITE = re.compile(
    r"\b(?:i|we|you|he|she|they|it|is|are|was|were|am|has|have|had|do|does|did|can|could|would|should|will|"
    r"may|might|says|said|there|what|let's|lets|who|which|if|ich|wir|sie|ist|sind|wird|je|nous|vous|need|"
    r"needs|please|thanks|thank|"
    r"sent|shipped|left|asked|told|met|spoke|went|got|gave|made|took|paid|approved|confirmed|fixed|moved|"
    r"returned|rebooked|delivered|was|closed|received|'m|'re|'ve|i'm|it's|that's|we're|you're|i've|"
    r"we've)\b(?! by\b)"
)
_IMPERATIVE = re.compile(
    r"^(?:save|check|open|schedule|call|meet|join|see|come|bring|try|get|buy|order|read|enjoy|learn|find|"
    r"visit|register|download|give|send|make|take|book|click|watch|start|stop|keep|let|mark|please|note|"
    r"use|go|put|tell|ask|write|bitte|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december)|\d)\b"
)
_NO_DUE = re.compile(
    r"\b(?:due|works|work|seems|makes|takes|ends|expires|means|includes|use|try|want|like|love|know|think|"
    r"meet|join|discuss|review|click|visit|buy|save|more info|party|birthday|dinner|class|flight|as of|"
    r"minutes of|agenda|meeting|status|re|subject|since|last|yesterday|today's|tomorrow's|notes|hours|open|"
    r"closed|deadline|happy|good|great|see|talk|speak|hope|sorry|regards)\b"
)


_STARTED_FOR_YOU = words(
    "marking rolling reversing cancelling restoring replacing sending waiving adding crediting refunding "
    "extending covering knocking taking throwing putting "
    "holding dropping giving bumping keeping upgrading moving reissuing setting booking raising "
    "arranging bringing including reserving"
)
_SAID_IS_GIVEN = words(
    "give offer grant cover waive replace refund credit inform discount absorb eat repay swap honour honor "
    "throw include "
    "extend take reimburse bear guarantee deduct repair"
)
_TO_SOMEBODY = re.compile(r"\b(?:you|your|care|all|it|this|that|everything|the)\b")


_NEEDS_YOU = words(
    "meeting taking having getting making doing starting running visiting driving flying moving ordering"
)


_TAKEN_ON = re.compile(r"\btaking (?:this|it|that) (?:up )?(?:to|with)\b")


def is_future_doing(verb: str, body: str, subject: str) -> bool:
    """ "I'm sending it tomorrow" looks ahead; without a date only verbs of giving do, said to somebody."""
    if verb in _NEEDS_YOU and not _TO_YOU.search(body) and not _TAKEN_ON.search(body):
        return False
    if verb not in UNDER_WAY:
        # a verb we don't know needs a day, and the classifier's word
        return verb not in _NOT_UNDER_WAY and DAY_NAMED.search(body) is not None
    if FUTURE_DATE.search(body) is not None or (subject == "self" and verb in _STARTED_FOR_YOU):
        return True
    return subject == "none" and _TO_YOU.search(body) is not None and verb in _STARTED_FOR_YOU


_NOT_UNDER_WAY = words(
    "working going travelling traveling meeting looking waiting thinking trying having being seeing hoping "
    "planning wondering assuming talking asking telling saying guessing struggling needing wanting "
    "following regarding "
    "during according evening morning thing something everything nothing anything string king bring spring "
    "pending including concerning considering leaving expecting feeling getting enjoying growing closing "
    "opening using "
    "reading learning living staying sitting speaking discussing referring writing attaching comparing "
    "watching celebrating starting"
)


def is_present_promise(verb: str, body: str, lead: str, rest: str, conditioned: bool) -> bool:
    """Whether "we ship", "I make" or "we cover" looks ahead."""
    dated = FUTURE_DATE.search(body) is not None
    if verb in ANNOUNCED and (dated or conditioned):
        return True
    if (
        DAY_NAMED.search(body)
        and verb not in _NOT_ANNOUNCED
        and not _THOUGHT.search(lead)
        and not verb.endswith(("ed", "ly"))
        and _NEAR.search(rest)
    ):
        return True
    if (
        verb in GIVE
        and verb not in ("have", "see", "help", "try", "find", "work", "agree", "read")
        and (dated or conditioned)
        and _TO_YOU.search(rest)
    ):
        return True
    if verb in ("make", "do", "finish", "change", "take", "get") and re.search(
        r"\b(?:until|by|tomorrow|tonight|today|next)\b", rest
    ):
        return True
    if verb in ("give", "offer", "grant"):
        return re.match(r" (?:you|your)\b", rest) is not None
    return verb in _SAID_IS_GIVEN and _TO_SOMEBODY.search(rest) is not None


ON_ITS_WAY = re.compile(
    r"\b(?:is|are|'s|'re) (?:on (?:its|the|their) way|coming your way|headed your way|heading your way)\b"
)
_NOT_ANNOUNCED = words(
    "refer fly drive travel go have had are were was am be been do did see saw need needs want think "
    "know met said got went sent gave made took told came left spoke put set hit read run kept held "
    "paid built brought bought sold lost found felt understand agree believe hope expect wish like love "
    "prefer plan intend aim mean try can could should would will shall may might must ought still "
    "already just really only also never always both all each usually currently look work live use talk "
    "speak discuss meet wonder guess suppose assume remember forget wait feel seem get owe thank "
    "appreciate apologise apologize ask heard close open ve re ll"
)
_THOUGHT = re.compile(
    r"\b(?:that|which|who|what|thought|think|said|says|told|know|although|though|because|maybe|with|and|so|"
    r"where|how|if)\b"
)
_NEAR = re.compile(r"\b(?:on|by|until|before|during|tomorrow|tonight|today|next|this|the \d|same)\b")
_TO_YOU = re.compile(r"\b(?:you|your|ye|u)\b")
_CAN_PROMISE = words(
    "put have get deliver ship send do offer include throw waive extend hold match give provide turn "
    "bring confirm start cover commit finish complete fit squeeze schedule load pay reduce manage "
    "install add return deploy issue"
)


def is_able(body: str, match: re.Match[str]) -> bool:
    """ "We can have it by Monday" commits; "we could discuss it" and "we should call them" don't."""
    lead, words = body[: match.start()].strip(" ,"), match.group()
    if lead and not _HEDGE.fullmatch(lead):
        return False
    if re.search(r"\b(?:if|once|when|for \d|provided)\b", body[match.end() :]) and re.match(
        (
            r" (?:refund|credit|waive|reduce|go|give|offer|include|throw|extend|deliver|ship|send|start|hold|"
            r"match|do)\b"
        ),
        body[match.end() :],
    ):
        return True
    verb = re.match(r"(?: \w+ly| just| also| still)* ?(\w+)?", body[match.end() :])
    first = (verb[1] or "") if verb else ""
    if "be able to" in words or first == "be" and re.match(r" (?:\w+ly )?be able to", body[match.end() :]):
        return True
    if re.search(r"should|ought|oughta|might|may|could", words):
        return (
            (words.strip().endswith(("have", "get")) or first in ("be", "have", "get", *_CAN_PROMISE))
            and (FUTURE_DATE.search(body) is not None or "might" in words or "may" in words)
            and (
                first in ("be", "have", "get", "")
                or "should" not in words
                or words.strip().endswith(("have", "get"))
            )
        )
    if first == "try" or (lead and first in GIVE and first not in _JUST_TALK):
        return True
    return FUTURE_DATE.search(body) is not None and (
        first in _CAN_PROMISE or words.endswith((" have", " get", " do "))
    )


WANTED = re.compile(
    r"(?:send|deliver|submit|ship|present|finish|complete|launch|offer|give|throw|add)\b.*(?:\bby\b|"
    r"\bbefore\b|tomorrow|today|\bnext\b|\bon \w+day|free)"
)
SWORN = re.compile(
    r"(?:confirm|agree)\w*(?: you)?(?: to (?!meet|talk|discuss|disagree|get together)| (?:that "
    r")?(?!.*\b(?:have|had|has|received|was|were|need|can|should)\b).*(?:\bwill\b|\bshall\b|'ll\b|(?:am|is|"
    r"are|'m|'re) \w+ing\b))"
)
_JUST_TALK = words(
    "discuss meet talk help see review ask call speak work look hop jump catch have do get make go read"
)
_HEDGE = re.compile(
    r"(?:(?:which|that|and|but|so|well|yes|yeah|ok|sure|then|maybe|perhaps|hopefully|probably|i think|we "
    r"think|i believe|i guess|i'm sure|we're sure|i'd say|i would think|we're confident|i'm confident|i'm "
    r"hopeful|looks like|it looks like|on our side|in that case|"
    r"with .{3,30}|by .{3,30}|from .{3,20}|at .{3,30}|for .{3,30}|next \w+|this \w+|tomorrow|if .{3,60}|"
    r"hoping|i hope|we hope|the good news is)[ ,]*)+"
)


def is_subordinate(body: str, match: re.Match[str]) -> bool:
    if not _SUBORDINATE.search(body[: match.start()]):
        return False
    # "what I'll do is send it" says that it will be sent
    return not re.match(r" do (?:for you )?is\b", body[match.end() :])


def is_nominal(body: str) -> bool:
    """Whether a clause without a verb announces something: "Revised SOW coming Tuesday"."""
    words = body.split()
    if _IMPERATIVE.match(body):
        return False
    if re.search(r"\bto be \w+(?:ed|en|t)\b", body):
        return (
            len(words) <= 14
            and not FINITE.search(re.sub(r"\bto be \w+", "", body))
            and not _NO_DUE.search(body)
        )
    if len(words) == 2 and words[0] in UNDER_WAY and DAY_NAMED.search(body):
        return True
    if re.search(r"\b\w+ed (?:on|at|by|from|in|your|the|and|with|to)\b", body) and not re.search(
        r"\bto be\b", body
    ):
        return False
    if not 3 <= len(words) <= 14 or _NO_DUE.search(body):
        return False
    return FUTURE_DATE.search(body) is not None and not FINITE.search(body)
