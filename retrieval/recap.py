"""A conversation in two lines: the sentences that say most, in the exact words of who said them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from records.models import Event, Participant, Span
from retrieval.extract import spoken
from retrieval.sentences import plain, split
from retrieval.sides import speaker_at

LONGEST = 320
"""Characters of a line; what somebody says without an end is cut there."""
MOST_SENTENCES = 400
"""Sentences of one event that are looked at, the last ones: a call ends with what was agreed."""
_SILENT = frozenset({"auto_reply", "bulk", "internal_note"})

_NOTHING = re.compile(
    r"\W*(?:(?:ok(?:ay)?|great|perfect|super|excellent|wonderful|sure|yes|yeah|right|well|so|and|again|many|ja|gut|oui|alright|all right|"
    r"very|also|just|we|i|thanks|danke|merci|no problem|likewise|same here|oh|ah)[\s,.!-]+)*"
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen)|liebe[rs]?|sehr geehrte\w*|bonjour|ch[eè]re?s?|"
    r"thanks|thank you|thx|cheers|ta|danke|vielen dank|herzlichen dank|merci|(?:much )?appreciated?|"
    r"(?:i |we )?(?:do )?(?:sincerely )?hope (?:you|all|this|everything|your)|ich hoffe|j'esp[eè]re|hope (?:the|that)|"
    r"(?:it was )?(?:nice|good|great|lovely|pleasure|a pleasure) (?:to|talking|speaking|meeting|seeing|call|chat|chatting|catching)|"
    r"(?:talk|speak|see you|catch you|bis) (?:soon|then|later|dann|bald)|(?:i'm |we're |i am |we are )?(?:really |very )?look(?:ing)? forward|"
    r"(?:ich |wir )?freue[n]? (?:mich|uns)|have an? (?:\w+ )?(?:day|weekend|week|evening|one|trip|holiday|time)|enjoy|schönes wochenende|"
    r"bonne (?:journ[eé]e|semaine|soir[eé]e)|(?:please )?(?:do )?(?:let (?:me|us) know|feel free|don't hesitate|reach out|get in touch|shout|ping me)"
    r"[^?]{0,20}(?:any|if you|whenever|should you|questions|anything)|n'h[eé]sitez pas|meld\w* (?:dich|euch|sie) gern|"
    r"(?:kind|best|warm|many|all the) (?:regards|wishes|best)|best\b|regards|sincerely|yours|viele grüße|mit freundlichen|cordialement|"
    r"(?:(?:that's|that is|it's) )?(?:a )?(?:very )?(?:good|fair|great) (?:point|question|idea)|sounds (?:good|great|perfect)|got it|noted|will do|makes sense|no worries|understood|fair enough|works for (?:me|us)|"
    r"(?:i'm |we're |i am |we are )?(?:so |very |really )?(?:glad|pleased|delighted|happy|thrilled) (?:to hear|that you)|"
    r"how (?:are you|is it going|was your)|happy (?:new|friday|monday|holidays)|merry|congrat\w*|sorry for the (?:late|slow|delay)|"
    r"apologies for the (?:late|slow|delay)|sent from my|(?:can|do) you (?:all )?(?:hear|see) (?:me|my|us)|am i audible|you're on mute|"
    r"let's (?:get started|begin|dive in)|shall we (?:start|begin)|bye|goodbye|tsch[uü]ss|au revoir|the weather)\b"
)
"""How a sentence begins that says nothing of the matter, unless what follows does."""
_TURN = re.compile(
    r"\b(?:but|however|unfortunately|that said|although|though|aber|leider|mais|malheureusement)\b"
)
_ASKS = re.compile(
    r"\?\W*$|\b(?:(?:can|could|would|will) you|please|we (?:really |still |also )?(?:need|want|require|expect)|"
    r"i (?:really |still |also )?(?:need|want|expect)|(?:i|we)(?:'d| would) (?:like|prefer)|must have|waiting for|"
    r"bitte|brauchen|benötigen|könn(?:en|ten) sie|wir möchten|pouvez-vous|pourriez-vous|nous avons besoin|merci de)\b"
)
_COMMITS = re.compile(
    r"(?:'ll\b|\b(?:will|shall|going to|gonna|promise|commit(?:ted)?|guarantee|by (?:end of|close of|the|next|this|tomorrow|mon|tue|wed|thu|fri|\d)|"
    r"wird|werde|werden|bis (?:zum|ende|freitag|montag|\d)|nous allons|je vous envoie|d'ici)\b)"
)
_MATTERS = re.compile(
    r"\b(?:agree\w*|approv\w+|sign(?:ed|ing|-?off|ature)?|decid\w+|decision|confirm\w*|accept\w*|reject\w*|declin\w*|cancel\w*|terminat\w+|"
    r"postpon\w+|delay\w*|moved?|slip\w*|renew\w*|extend\w*|extension|budget|pric\w+|discount|contract|agreement|quot\w+|offer\w*|proposal|invoice\w*|"
    r"order\w*|deadline|launch|go-?live|going live|pilot|rollout|trial|problem\w*|issue\w*|broken|outage|down|error\w*|fail\w*|block\w*|stuck|bug|"
    r"legal|procurement|security|compliance|competitor\w*|compar\w+|start\w*|deliver\w*|ship\w*|implement\w*|migrat\w+|integrat\w+|licen[cs]es?|seats|"
    r"users|expensive|cheaper|concern\w*|risk\w*|disappoint\w*|unacceptable|frustrat\w*|unhappy|refund|credit|penalty|terms|payment|paid|board|sponsor|"
    r"left|leaving|replac\w+|new (?:owner|contact|lead|manager)|next step\w*|schedul\w+|demo|workshop|kick-?off|missing|wrong|ready|finished|done|live|"
    r"angebot|vertrag|preis\w*|rabatt|rechnung|liefer\w+|termin|freigabe|unterschr\w+|verschob\w*|verschieb\w*|problem\w*|"
    r"devis|contrat|prix|remise|facture|livraison|signature|retard|probl[eè]me\w*)\b"
)
_FIGURE = re.compile(
    r"\d|\b(?:monday|tuesday|wednesday|thursday|friday|tomorrow|next (?:week|month|quarter)|january|february|march|april|june|july|august|"
    r"september|october|november|december|half|double|twice|percent|montag|dienstag|mittwoch|donnerstag|freitag|morgen|lundi|mardi|mercredi|"
    r"jeudi|vendredi|demain)\b"
)
_NOT = re.compile(
    r"(?:n't\b|\b(?:not|no longer|never|cannot|without|too|only|still|nicht|kein\w*|ne .{1,20} pas)\b)"
)
_ASIDE = re.compile(
    r"\b(?:see below|as discussed|for your reference|fyi|calendar invite|dial-?in|meeting link|parking|lunch|coffee|"
    r"weather|football|weekend plans|holiday|vacation|anbei|ci-joint)\b"
)


@dataclass(frozen=True)
class Line:
    """`event.text[start:end]`, said by `speaker` at `at`."""

    event: Event
    start: int
    end: int
    speaker: Participant | None
    at: datetime

    @property
    def words(self) -> str:
        return self.event.text[self.start : self.end]


@dataclass(frozen=True)
class _Rated:
    line: Line
    ours: bool
    score: float


def recap(
    conversation: Sequence[Event],
    is_ours: Callable[[Participant], bool],
    *,
    marked: Mapping[str, Sequence[Span]] | None = None,
    most: int = 2,
) -> list[Line]:
    """At most `most` sentences in the order in which they were said, of both sides where both say something.

    `conversation` is one thread in any order, cleaned; quoted history and signatures are not looked at.
    `marked` has the spans of an event, by its id, in which a promise or a mood was read. Nothing comes back
    where nobody says more than thanks.
    """
    told = sorted((e for e in conversation if not _SILENT & set(e.flags)), key=lambda e: (e.at, e.id))
    rated: list[_Rated] = []
    for age, event in enumerate(reversed(told)):
        rated += _rated(event, is_ours, (marked or {}).get(event.id, ()), age)
    chosen: list[_Rated] = []
    sides = list(dict.fromkeys(r.ours for r in rated))
    for side in sides[:most]:
        chosen.append(max((r for r in rated if r.ours is side), key=_rank))
    rest = [r for r in rated if r not in chosen]
    while rest and len(chosen) < most:
        chosen.append(max(rest, key=_rank))
        rest = [r for r in rest if r not in chosen]
    return sorted((r.line for r in chosen), key=lambda line: (line.at, line.event.id, line.start))


def _rank(rated: _Rated) -> tuple[float, datetime, int]:
    return rated.score, rated.line.at, -rated.line.start


_ENOUGH = 1.0
_OLDER = 1.2
"""What a sentence loses for each later message: the last word counts most."""
_OLDEST = 4


def _rated(
    event: Event, is_ours: Callable[[Participant], bool], marked: Sequence[Span], age: int
) -> list[_Rated]:
    """The sentences of one event that say something."""
    sentences = split(event.text, spoken(event))[-MOST_SENTENCES:]
    found = []
    for sentence in sentences:
        low = plain(event.text[sentence.start : sentence.end])
        told = any(a < sentence.end and sentence.start < b for a, b in marked)
        score = telling(low, marked=told)
        if score < _ENOUGH:
            continue
        speaker = speaker_at(event, sentence.start)
        end = min(sentence.end, sentence.start + LONGEST)
        line = Line(event, sentence.start, end, speaker, event.at)
        ours = speaker is not None and is_ours(speaker)
        found.append(_Rated(line, ours, score - _OLDER * min(age, _OLDEST)))
    return found


def telling(low: str, *, marked: bool = False) -> float:
    """How much a sentence in `plain` form says of the matter; below 1 it says nothing worth repeating."""
    count = len(low.split())
    if count < 3 or 2 * sum(map(str.isalpha, low)) < len("".join(low.split())):
        return 0.0  # a word or two, or a telephone number
    asks, commits = bool(_ASKS.search(low)), bool(_COMMITS.search(low))
    matters = len(set(_MATTERS.findall(low)))
    score = 1.0 + 2.0 * marked + 1.2 * asks + 1.5 * commits + 1.0 * min(matters, 2)
    score += 0.8 * bool(_FIGURE.search(low)) + 0.5 * bool(_NOT.search(low))
    if _NOTHING.match(low):
        score -= 0.5 if _TURN.search(low) or (marked and count > 8) else 4.0
    if _ASIDE.search(low):
        score -= 1.0
    if count < 5:
        score -= 0.8
    if count > 45:
        score -= 1.0
    return score
