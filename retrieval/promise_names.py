"""Tells whether a capitalised word in front of "will" is a person, and which nouns are people."""

import re

from retrieval.promise_patterns import CONDITION
from retrieval.promise_words import words

NAME = (
    r"[A-Z\u00c0-\u00de][\w\u00c0-\u017f'-]+(?: (?!will\b|to\b)[A-Z\u00c0-\u00de][\w\u00c0-\u017f'.-]+){0,2}"
)
NOT_A_NAME = words(
    "looking happy thanks welcome here due able want need ready free up back reply subject next going "
    "how easy great good nice hard sorry related according prior close thank unable likely use try be "
    "please note as what where when who why time date day week hi hello hey dear re fw fwd cc bcc from "
    "sent to best kind regards cheers sincerely yes no ok okay sure also and but so if action actions "
    "agenda topic notes decisions decision risk risks price pricing total amount invoice order delivery "
    "delivered phone tel mobile email web address question questions attendees present participants "
    "location budget status scope summary update ps nb fyi monday tuesday wednesday thursday friday "
    "saturday sunday tomorrow today timeline deadline option options step steps part phase milestone "
    "item items minutes meeting call goal goals aim purpose objective owner it this that these those "
    "there everything something nothing only just in on at by for with the a an our my your their"
)
NAMED = re.compile(
    rf"(?:^|[\s,;:(\"\u2013-])(?P<name>{NAME})(?:, (?:our|my|the|from|who)[^.;!?,\n]{{0,50}}?,| (?:from|in|"
    rf"at) (?:our |the )?[\w-]+(?: team| department)?)?(?: (?:also|then|definitely|and (?:I|{NAME})|or "
    rf"(?:I|{NAME}))){{0,2}}"
    r"(?:'ll|\u2019ll| will| is going to| shall| wird|(?:'s|\u2019s| is) (?:going to|sending|preparing|"
    r"bringing|coming|calling|flying|driving|joining|getting))(?= )"
)
TITLE = re.compile(
    r"^(?:(?:CEO|CFO|CTO|CIO|COO|CISO|CMO|VP|SVP|PM|CSM|AE|SE|HR|IT|Mr|Mrs|Ms|Herr|Frau|Dr)\.? )+(?=[A-Z])"
)
GERMAN_PERSON = re.compile(rf"(?:Herr|Frau|Kollege|Kollegin) (?P<name>{NAME}) wird\b")
_PERSON_VERBS = re.compile(
    r" ?(?:also |then |personally |gladly )?(?:send|call|arrange|ring|phone|e?-?mail|contact|prepare|join|"
    r"visit|meet|set|book|confirm|walk|bring|countersign|sign|look|take|get|share|provide|update|"
    r"coordinate|handle|drop|reach|"
    r"review|check|ask|talk|speak|write|answer|reply|forward|make|install|fix|help|support|give|deliver|"
    r"push|organi[sz]e|schedule|introduce|present|finish|fly|drive|be (?:sending|calling|joining|in touch|"
    r"there|on site|at|\w+ing)|"
    r"re-?\w+|nominate|approve|issue|come|pop|swing|follow up|switch|turn|draft|chase|collect|pick|order|"
    r"escalate|clarify|find out)\b"
)


def is_person(found: re.Match[str], raw: str, body: str) -> bool:
    """A capital letter at the start of a clause says little: then the verb must be one that people do."""
    name = found["name"]
    if name.split()[0].lower() in NOT_A_NAME or CONDITION.match(name.lower() + " "):
        return False
    return bool(_PERSON_VERBS.match(body[found.end() :]) or found.group().endswith("ing"))


_PEOPLE = re.compile(
    r"\b(?:he|she|they|team|colleague|colleagues|engineer|engineers|lawyer|legal|finance|support|boss|"
    r"manager|cfo|ceo|cto|vp|department|folks|guys|people|"
    r"somebody|someone|accounting|logistics|warehouse|procurement|purchasing|consultant|technician|rep|"
    r"director|management|board|hr|it dept|marketing|operations|ops|partner|driver|courier|foreman|"
    r"mechanic|mechanics|planner|trainer|chef|technicians|engineers|assistant|associate|architect|guy|crew|"
    r"dispatch|office|production|sales|billing|goldsmith|rigger|producer|accountant|agent|broker)$"
)


def third(who: str) -> str:
    return "third" if _PEOPLE.search(who.strip()) else "thing"
