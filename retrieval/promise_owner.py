"""Finds whom a clause makes the owner of its promise, among the people who take part: "Rob can pop over Monday"."""

import re
from collections.abc import Iterator

from records.models import Event, Participant
from retrieval.candidate import Candidate
from retrieval.promise_words import words
from retrieval.sentences import plain
from retrieval.sides import Sides, everybody, speaker_at

_TITLES = words("mr mrs ms dr prof herr frau mme m monsieur madame sir the von van de di da del der la le")
_SHORTEST = 3
_BEFORE = re.compile(
    r"(?:\b(?:to|for|with|from|of|at|ask|asked|tell|told|and|or|call|ring|send|give|show|let|get|copy|cc|see|meet|"
    r"f\u00fcr|mit|von|an|bei|zu|und|pour|avec|de|chez|\u00e0|et|thanks|hi|hello|dear|hey|hallo)|['@])\s*$"
)
_TITLE_BEFORE = re.compile(r"\b(?:mr|mrs|ms|dr|prof|herr|frau|mme|m|monsieur|madame)\.? ?$")
_ACTS = re.compile(
    r"(?:,? (?:our|my|the|from|in|at|who)\b[^,.;!?]{0,40},?)?(?: (?:ma'am|sir|sahib|and \w+|will|can|also|then|or i))*"
    r"(?:'ll\b|'s\b(?= \w)| (?:will|is|are|can|could|should|shall|would|might|may|has to|needs to|ought|to|hopefully|"
    r"probably|just|then|wird|kann|sollte|va|vous|lui|te|[a-z\u00df-\u00ff]{2,}(?:s|t|ra|e))\b)"
)
_LABEL = re.compile(r"(?: \([^)\n]{1,30}\))? ?(?::| - | \u2013 |->|=>)")
_LAST = re.compile(r"^[)\]. ,;]*(?:$|-? ?(?:by|due|until|bis|before|avant|le|am|on)\b|- )")
_BEFORE_LAST = re.compile(r"(?:[(\[@/-]|\b(?:owner:?|by|par|von|durch)) ?(?:\w{1,8}\.? )?$")
_SELF = re.compile(r"\b(?:i|we|ich|wir|je|nous|j')(?=\b|')")
_HE = re.compile(
    r"^(?:and |but |so |then |und |et |wenn |if |hopefully |maybe |dann )*(?:he|she|elle|il)(?='ll|'s| )(?! (?:said|was|has|had|thinks))"
)
_GOES_ON = re.compile(r"(?:and |then )*(?:will|'ll|shall|can|should|va|wird)\b")
_OWN_PEOPLE = re.compile(
    r"\b(?:our|my|unser\w*|mein\w*|notre|mon|ma) (?:[\w-]+ )?(?:accountant|bookkeeper|lawyer|solicitor|colleague|boss|manager|assistant|"
    r"brother|sister|partner|driver|fitter|foreman|engineer|technician|electrician|plumber|broker|agent|supplier|architect|"
    r"kolleg\w+|chef\w*|steuerberater\w*|monteur\w*|fahrer\w*|coll\u00e8gue|comptable|technicien\w*)\b"
)
_LOOK_BACK = 220


def owner_among(candidate: Candidate, event: Event, sides: Sides) -> Participant | None:
    """The participant whom the clause says will act; None where it speaks of the speaker or of nobody known."""
    c = candidate
    people = list(_names(event, sides))
    whole = plain(event.text[c.sentence_start : c.end])
    at = c.start - c.sentence_start
    if at and _GOES_ON.match(c.clause):
        at = 0  # "Joseph will call the agent and will update you": the subject stands before
    listed = c.listed or c.kind == "item"
    for name, who in people:
        for match in re.finditer(rf"(?<![\w@.-]){re.escape(name)}(?![\w@-])", whole):
            if match.start() < at and not (listed or _LABEL.match(whole, match.end())):
                continue
            if listed and _labels(whole, match, at):
                return who
            if listed and _closes(plain(event.text[c.sentence_start : c.sentence_end]), match):
                return who
            if match.start() >= at and c.subject != "self" and _acts(whole, match, at):
                return who
    if c.subject != "self" and _HE.match(c.clause):
        return _spoken_of(event, c, people)
    return None


def _labels(whole: str, match: re.Match[str], at: int) -> bool:
    """ "AP2 Paul to nominate ...", "Sönmez: ...", right where the item begins."""
    lead = whole[: match.start()].strip(" *_@[]->\t.")
    if len(lead.split()) > 2 or match.start() > at + 30:
        return False
    return bool(
        _LABEL.match(whole, match.end()) or re.match(r"(?: \([^)]{1,30}\))? to [a-z]", whole[match.end() :])
    )


def _closes(whole: str, match: re.Match[str]) -> bool:
    """ "... (Mme Arbogast)", "... - Sunita ma'am - by Monday", "... by Jordan"."""
    after = re.sub(r"^ (?:ma'am|sir)\b", "", whole[match.end() :])
    return bool(_BEFORE_LAST.search(whole[: match.start()]) and _LAST.match(after))


def _acts(whole: str, match: re.Match[str], at: int) -> bool:
    lead = _TITLE_BEFORE.sub("", whole[at : match.start()])
    if _BEFORE.search(lead) or _SELF.search(lead[-14:]):
        return False
    return (
        bool(_ACTS.match(whole, match.end()))
        or re.search(
            r"\b(?:macht|\u00fcbernimmt|stimmt|erledigt|makes|does|schickt|bringt|meldet) (?:die |der |das )?(?:herr |frau )?$",
            lead,
        )
        is not None
    )


def _spoken_of(event: Event, c: Candidate, people: list[tuple[str, Participant]]) -> Participant | None:
    """ "He'll have it at the desk": the person named last before, if it is not the speaker."""
    start = max(0, c.start - _LOOK_BACK)
    for turn in event.turns:
        if turn.start <= c.start < turn.end:
            start = max(start, turn.start)
    before = plain(event.text[start : c.start])
    speaker = speaker_at(event, c.start)
    best: tuple[int, Participant] | None = None
    for name, who in people:
        if speaker is not None and who.email == speaker.email:
            continue
        found = [m.start() for m in re.finditer(rf"(?<![\w@.-]){re.escape(name)}(?![\w@-])", before)]
        if found and (best is None or found[-1] > best[0]):
            best = (found[-1], who)
    if best is None or _OWN_PEOPLE.search(before, best[0]):
        # "the papers are with our accountant, he'll send them"
        return None
    return best[1]


def _names(event: Event, sides: Sides) -> Iterator[tuple[str, Participant]]:
    """First, last and whole names in `plain` form, of the people here and of colleagues; no name that two people share."""
    found: dict[str, set[str]] = {}
    owner: dict[str, Participant] = {}
    known = [Participant(email=email, name=shown) for shown, email in sides.names.items()]
    for group in (list(everybody(event)), known):
        here: dict[str, set[str]] = {}
        for who in group:
            for name in _parts(who):
                here.setdefault(name, set()).add(who.email or who.name or "")
                if name not in found:
                    owner[name] = who
        for name, ids in here.items():
            found.setdefault(name, ids)
    for name in sorted(found, key=len, reverse=True):
        if len(found[name]) == 1:
            yield name, owner[name]


def _parts(who: Participant) -> set[str]:
    whole = plain((who.name or "").strip())
    pieces = [w for w in re.split(r"[\s,]+", re.sub(r"\([^)]*\)", " ", whole)) if w]
    parts = {w for w in pieces if len(w.strip(".")) >= _SHORTEST and w.strip(".") not in _TITLES}
    return parts | ({whole} if len(pieces) > 1 else set())
