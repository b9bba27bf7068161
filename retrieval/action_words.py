"""Words a promise as people read it after "we owe them:": a short phrase in the base form, or the quote shortened."""

import re

from retrieval.candidate import Candidate
from retrieval.foreign_actions import french_action, german_action
from retrieval.promise_patterns import CONDITION
from retrieval.promise_words import GIVE
from retrieval.sentences import plain

LONGEST = 160
_WHOLE = ("phrase", "gratis", "hold", "nominal", "happens")


def action_words(text: str, candidate: Candidate, start: int, end: int, due_as_said: str | None) -> str:
    """The action of the promise quoted by `text[start:end]`; never empty for a quote that is not."""
    quote = " ".join(text[start:end].split())
    main = text[candidate.main_start if start < candidate.main_start < end else start : end]
    words = _phrase(text, candidate, start, end, " ".join(main.split()))
    words = _trimmed(words or _spoken(_main_clause(quote)), due_as_said)
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:-")
    return words or quote.strip(" .!") or quote


def _main_clause(quote: str) -> str:
    """ "Once the samples are approved, the mould will be cut" -> "the mould will be cut"."""
    return (quote.partition(", ")[2] if CONDITION.match(plain(quote)) else "") or quote


_IS_NOT = re.compile(r"(?:'m|'re|\bam|\bare) not $")
_BEFORE_VERB = re.compile(r"\b(?:have|get|not|never)\s+$")
_NO_VERB = re.compile(
    r"(?:a|an|the|our|your|my|it|this|that|you|we|i|no|in|on|at|by|for|before|mid|early|late|\d\S*|january|february|march|"
    r"april|may|june|july|august|september|october|november|december|next|\w+day)\b"
)


def _phrase(text: str, c: Candidate, start: int, end: int, main: str) -> str:
    """The verb and what belongs to it; empty where the clause has no verb phrase of its own."""
    if c.kind == "german":
        return german_action(main, c.subject)
    if c.kind == "french":
        return french_action(main)
    if c.kind == "you_get":
        return _handed_over(main)
    if c.kind in _WHOLE or c.subject in ("thing", "third") or not start <= c.action_start < end:
        return ""
    found = " ".join(text[c.action_start : end].split())
    lead = _BEFORE_VERB.search(plain(text[start : c.action_start]))
    if c.kind == "item" or c.kind == "wont" or not lead:
        if _NO_VERB.match(plain(found)):
            return ""
    else:
        # "I'll not circulate it" and "we can have it there" keep their little word
        found = f"{'not' if lead.group().startswith('n') else lead.group().strip()} {found}"
    found = _base_form(found) if c.kind == "doing" else found
    found = re.sub(r"^(?:also|then|just|gladly|definitely|certainly|personally) ", "", found)
    if c.kind == "wont":
        return f"not {_given(_base_form(found) if _IS_NOT.search(plain(text[start : c.action_start])) else found)}"
    return _given(found)


def _base_form(words: str) -> str:
    """ "sending the summary" -> "send the summary"."""
    verb, _, rest = words.partition(" ")
    low = verb.lower()
    if not low.endswith("ing"):
        return words
    stem = low[:-3]
    doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
    guess = f"{stem}e" if re.search(r"(?:at|iz|rg|[aeio]v|uc|as|os|us|ur|rs|[^aeiou]l)$", stem) else stem
    found = next((v for v in (stem, f"{stem}e", doubled) if v in GIVE), guess)
    return f"{found} {rest}".strip()


_NOUN_PHRASE = (
    r"(?=(?:the|a|an|our|my|your|his|her|their|this|that|these|those|some|all|both|each|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|twelve|another|more|new|revised|updated|final|signed|full|free|it|them|everything|no|[€$£]?\d|"
    r"(?!this|as\b|us\b)[a-z]{3,}s|(?-i:[A-Z])[\w'\u2019]+)\b)"
)
_GIVEN_YOU = re.compile(
    r"(?P<before>^|\b(?:and|then) )(?P<verb>send|resend|forward|give|get|mail|email|e-mail|ship|bring|lend|deliver|offer|provide|supply|quote|grant|"
    rf"hand|pass|return|credit|pay|post|text|issue|write|book|prepare|draft|fax) (?:you|ye|u) {_NOUN_PHRASE}",
    re.IGNORECASE,
)


def _given(words: str) -> str:
    """ "send you the form" -> "send the form"; what one gets somebody, one delivers."""
    return _GIVEN_YOU.sub(_without_you, words)


def _without_you(match: re.Match[str]) -> str:
    verb = match["verb"].lower()
    if verb in ("get", "give") and _ANSWER.match(match.string[match.end() :]):
        return f"{match['before']}give you "
    if verb == "get":
        verb = "give" if _ABSTRACT.match(match.string[match.end() :]) else "deliver"
    return f"{match['before']}{verb} "


_ANSWER = re.compile(
    r"(?:an? |our |the |my )?(?:\w+ )?(?:yes or no|answer|reply|decision|call)\b", re.IGNORECASE
)
_ABSTRACT = re.compile(
    r"(?:(?:then|a|an|the|your|our|my|full|one|two|three|four|six|first|clear|another|\d+|that|this|it) ){0,3}[\w-]{0,12} ?(?:discount|percent|%|off\b|refund|"
    r"credit|access|price|rate|answer|reply|call|month|week|day|yes|no\b|decision|update|guarantee|warranty)",
    re.IGNORECASE,
)
_YOU_GET = re.compile(
    r"^(?:(?:and|so|then|but|instead|of course|sure|yes|ok|great|with that|thanks),? ){0,3}you(?:['\u2019]ll| will| shall|['\u2019]re going to| are going to| can| may)? "
    r"(?:then |also |certainly |definitely |still |all |both |each |just |probably )?"
    r"(?P<verb>have|get|receive|expect|getting|keep|hear|count on|be able to expect) (?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_BY_ME = re.compile(
    r" (?:from|by|through) (?:me|us|my team|our team|our side|my side)(?= |[.,;!]|$)", re.IGNORECASE
)


def _handed_over(main: str) -> str:
    """ "You'll have the quotation by the 10th" -> "deliver the quotation by the 10th"."""
    match = _YOU_GET.match(main)
    if not match or re.search(r"\bnot\b|n['\u2019]t\b", main[: match.start("what")]):
        return ""
    what, verb = match["what"], match["verb"].lower()
    if verb == "hear":
        heard = re.sub(r"^(?:back )?from (?:me|us|[\w ]{2,20}?team)\b ?", "", what, flags=re.IGNORECASE)
        return f"get back to you {heard}".strip() if heard != what else ""
    what = _BY_ME.sub("", what, count=1)
    if verb == "keep":
        return f"let them keep {what}"
    if re.match(r"to |us\b|me\b|\w+ed\b|(?:my|our) word\b|(?:by|before|on|until|in|within|at|from) ", what):
        return ""
    back = re.match(
        r"(?P<thing>it|them|this|(?:the|your|a) (?:[\w-]+ ){0,3}?[\w-]+) back\b", what, re.IGNORECASE
    )
    if back:
        return f"return {back['thing']}{what[back.end() :]}"
    return f"give {what}" if _ABSTRACT.match(what) else f"deliver {what}"


_COURTESY = re.compile(
    r"^(?:(?:hi|hello|hey|dear|hallo|bonjour)(?: [\w.'-]+){0,2}[,!:] |(?:thanks|thank you|sure|yes|ok(?:ay)?|great|perfect|"
    r"and|but|so|also|then|well)\b[,.!]? )+",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"^(?:The|A|An|Our|My|Your|You|It|This|That|These|Those|All|Both|No|We|He|She|They|There|One|By|On|In|At|To|For|"
    r"More|New|Final|Full|Free|Revised|Updated|Next|Tomorrow|Today|Consider|Leave|Das|Die|Der|Den|Ein|Eine|Wir|Es|"
    r"Bis|Am|Im|Le|La|Les|Un|Une|Nous|Je)(?=[ '\u2019])(?! [A-Z])"
)


def _spoken(quote: str) -> str:
    """The quote without its greeting, small at the beginning unless that is a name."""
    words = _COURTESY.sub("", quote) or quote
    match = _SMALL.match(words)
    return words[: match.end()].lower() + words[match.end() :] if match else words


_FINITE = (
    r"(?:is|are|was|were|has|have|had|will|won['\u2019]t|can|can['\u2019]t|could|should|would|does|do|did|needs?|takes?|"
    r"works?|goes|comes?|says?|said|wants?|thinks?|knows?|ist|sind|hat|haben|wird|muss|kann)"
)
_EXPLAINS = re.compile(
    r", (?:"
    r"please\b|because\b|since (?:we|i|it|the|he|she|they)\b|as (?:we|i|he|she|they|it)\b|although|though\b|even (?:if|though)|"
    r"just (?:so|to)|so (?:that |you|we|i\b|it|there|don|no|please)|needs?\b|hope\b|sorry|thanks|thank you|bitte\b|da wir|weil|"
    r"(?:i|you|he|she|it|they|there|that|this|who|what)['\u2019](?:s|m|re|ve|d|ll)\b|"
    rf"(?:i|we|you|he|she|it|they|there|that|this|these|which|who) (?:\w+ly )?(?!and\b){_FINITE}\b|"
    rf"(?:our|my|the|your|his|her|their|its|a|an|mein|unser|der|die|das) (?:[\w'\u2019-]+ ){{1,3}}{_FINITE}\b|"
    r"(?:our|my|the|your|his|her|their|its) [\w'\u2019-]+ \w{3,}s (?:once|twice|a|an|only|it|us|you|every|at|by)\b|"
    rf"[A-Z][\w'\u2019-]+ {_FINITE}\b|"
    r"in the spirit of|good news or|whatever|no matter"
    r")",
)
_GOES_ON = re.compile(
    r"(?:and|or|but|plus|then|und|et|oder|including|incl|with|along|at (?:no|our)|free|to|for|if|once|unless|as soon|"
    r"when|provided|subject|sobald|wenn|falls|sofern|ob|dass)\b"
)


def _trimmed(words: str, due_as_said: str | None) -> str:
    """Without an explanation after a comma, and never with a comma right behind the due day."""
    match = _EXPLAINS.search(words, 8)
    if match:
        words = words[: match.start()]
    if due_as_said:
        due = " ".join(due_as_said.split())
        at = words.find(due)
        stop = at + len(due)
        if at >= 0 and words[stop : stop + 2] == ", ":
            rest = words[stop + 2 :]
            words = f"{words[:stop]} {rest}" if at == 0 or _GOES_ON.match(plain(rest)) else words[:stop]
    return re.sub(r"\s+,", ",", words).strip(" .,;:!*_-\u2013\u2014")
