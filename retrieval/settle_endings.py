"""Reads that a promise is off: let go by who was owed, taken back by who owes, or swapped for something else."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from records.models import Promise
from retrieval import settle_cues as cues
from retrieval.phrases import any_of
from retrieval.sentences import plain
from retrieval.settle_clauses import Piece
from retrieval.settle_hedges import guessed, without_quotes
from retrieval.settle_scene import CHANGED, UNSURE, WITHDRAWN, Reading, Scene
from retrieval.topic_conflicts import conflicting
from retrieval.topic_doings import Gist, names_head, reach
from retrieval.topic_words import is_word, stem, words

_LET_GO = any_of(
    r"""
    (?:no longer|not any ?more|not .{0,30} any ?more) (?:\w+ )?(?:need|needs|needed|necessary|required|require|want|wanted|wants|relevant|interested|apply|applies|applicable|of (?:use|interest)|an issue)
    (?:don't|do not|doesn't|does not|won't|will not|wouldn't|needn't|need not) (?:actually |really |even |now )?(?:need|require|want|be needing|be requiring|have to|bother|trouble)(?! (?:to (?:rush|hurry|worry|reply|apologi[sz]e|tell|know|wait|be)\b))
    (?:is|are|'s|'re|has become|have become|becomes|now) (?:now |therefore |thus |so |all )*(?:superfluous|redundant|moot|obsolete|unnecessary|pointless|needless|surplus|void|null and void|irrelevant|off|not needed|unneeded|surplus to requirements|dispensable)
    (?:forget|forget about|skip|drop|scrap|scratch|cancel|disregard|ignore|shelve|bin|strike|leave out|withdraw|call off|stand down|hold off|abandon|kill|park) (?:the|that|this|your|our|my|about|it|all|any|on|with|them)\b
    (?:delete|deleted|remove|removed|take|taken|strike|struck|cross|crossed|cancel|cancelled|pull|pulled) (?:\S+ ){0,4}?(?:off|from|out of) (?:the|your|our|my) (?:\w+ )?(?:order|list|plan|agenda|scope|quote|roadmap|backlog|schedule)
    (?:consider|treat|regard) (?:\S+ ){1,8}?(?:closed|cancelled|withdrawn|void|settled|dropped|obsolete|off|moot)
    (?:you can|you may|feel free to|please|kindly) (?:\w+ )?(?:stop|cancel|drop|skip|forget|scrap|stand down|disregard|ignore|release|save yourself|leave it be|let it go)
    (?:we'll|we will|we can|i'll|we'd) (?:\w+ )?(?:do|manage|live|get by|cope|make do|go) (?:\w+ )?without
    (?:we've|we have|i've|i have|we|they|our \w+|my \w+) (?:\w+ )?(?:already |since |now |just |finally |in the end |meanwhile )*(?:decided (?:not|against|to (?:stay|keep|stick|do without|go with|leave|handle|use))|dropped the (?:idea|plan|project)|gone with (?:another|someone|a different|somebody)|found (?:another|a different|an alternative|someone|somebody|one) (?:\S+ ){0,4}?(?:elsewhere|instead|already|ourselves|in-house|ready)|solved it ourselves|sorted it (?:out )?ourselves|fixed it ourselves|done it ourselves|bought (?:one|it|them|our own|elsewhere)|chosen (?:another|a different)|cancelled the (?:project|event|trip|plan))
    (?:rather|sooner) (?:pay|keep|stay|do it|have it|leave|not|handle|manage|wait and not)
    (?:not going ahead|not proceeding|won't be going ahead|no longer going ahead|won't go ahead|not moving forward|pulled out of|backed out of)
    (?:müssen|brauchen) (?:\S+ ){0,5}?nicht mehr \w+
    (?:wir|ich) (?:haben|habe) (?:\S+ ){0,6}?selbst \w+
    (?:we|i)(?:'ve| have)? (?:\S+ ){1,6}?(?:ourselves|myself|in-house)
    (?:can|could|may) (?:now )?be (?:dropped|cancelled|canceled|skipped|scrapped|forgotten|deleted|removed|called off|shelved)
    leave (?:it|that|things|everything|them) (?:as (?:it is|they are|is)|alone|be)
    on (?:second thoughts?|reflection)
    (?:is|was|are|were|has been|have been) (?:now |sadly |unfortunately )?(?:cancelled|canceled|called off|scrapped|shelved|abgesagt|gestrichen|annulée?s?)
    (?:save yourself|spare yourself|don't go to|no call for|no point in|no need (?:for|to|of|any more)|no use for|no further need)
    (?:released?|excused?|let(?:ting)? you off|off the hook|free you)
    (?:hinfällig|überflüssig|obsolet|gegenstandslos|entbehrlich|erübrigt sich|hat sich erübrigt|hat sich erledigt|nicht mehr (?:nötig|notwendig|erforderlich|gebraucht|gewünscht|relevant|aktuell)|brauchen (?:\S+ ){0,6}?nicht(?: mehr)?|benötigen (?:\S+ ){0,6}?nicht(?: mehr)?|verzichten|stornier\w+|bitte (?:\S+ ){0,4}?streichen|doch nicht (?:mehr )?(?:brauchen|nötig)|nicht weiter verfolgen|lassen sie (?:\S+ ){0,4}?(?:bitte )?(?:weg|sein|bleiben))
    (?:plus (?:nécessaire|besoin|utile|la peine|d'actualité|lieu d'être)|inutile|sans objet|caduque?|superflue?s?|laissez tomber|oubliez|annulez|nous y renonçons|renonçons|n'en voulons plus|pas la peine)
    """,
    before=r"(?<!\w)(?:",
    after=r")(?!\w)",
)
"""The one who waits lets the other off."""

_NOT_LET_GO = re.compile(
    r"\b(?:(?:don't|do not|never|didn't|won't|please don't|not|let's not|can't|cannot) (?:\w+ )?(?:forget|skip|drop|cancel|scrap|ignore|disregard|leave out|withdraw|remove|delete)|rush|hurry|apologi[sz]e|worry|unless|before|until|otherwise|previous (?:mail|message|version)|last (?:mail|message)|earlier (?:mail|message)|do you (?:still )?(?:need|want)|should (?:we|i)|vergessen sie (?:\S+ ){0,3}nicht|n'oubliez pas)\b"
)

_BACK_OUT = any_of(
    r"""
    (?:off the (?:table|cards|list|menu|roadmap|agenda)|not on the cards|out of the question|no longer (?:an option|possible|available|on offer|on the table|part of|happening|going ahead|feasible|planned))
    (?:can't|cannot|can not|won't|will not|are not able to|is not able to|aren't able to|unable to|not in a position to|not going to|not allowed to|not permitted to|couldn't|no way to) (?:\S+ ){0,12}?(?:after all|at all|any ?more|any longer|this year|as (?:i|we) (?:said|promised|offered|hoped)|in the end|for you)
    (?:have|has|had|having) to (?:\w+ )?(?:withdraw|cancel|drop|decline|disappoint|retract|rescind|pull|back out|call off|go back on|take (?:\S+ ){0,6}?back|abandon|scrap|let you down|break|renege|pass|bow out|say no|turn (?:it|this|that|you) down)
    (?:must|need to|want to|would like to) (?:\w+ )?(?:withdraw|retract|rescind|take (?:\S+ ){0,6}?back|apologise for (?:promising|offering|raising)|disappoint)
    (?:shouldn't|should not|should never) have (?:\w+ )?(?:offered|promised|said|agreed|committed|told|raised)
    (?:i|we) (?:know (?:i|we) )?(?:told you otherwise|said otherwise|promised otherwise|spoke too soon|promised too much|over-?promised|got ahead of|was too quick|were too quick|was wrong to|jumped the gun|misspoke)
    (?:raising your hopes|getting your hopes up|raised your hopes|breaking (?:my|our) (?:word|promise)|going back on)
    (?:is|are|was|were|has been|have been|got|been) (?:now |sadly |unfortunately |finally )*(?:cancelled|canceled|scrapped|shelved|vetoed|rejected|turned down|refused|overruled|overturned|axed|abandoned|called off|withdrawn|discontinued|struck off|blocked for good|killed|stopped for good|pulled)
    (?:pulled the plug|said no|put (?:\w+ )?foot down|got cold feet|decided against|decided not to|chosen not to|ruled (?:it|this|that) out|overruled|blocked it|vetoed|won't (?:allow|approve|permit|let|agree|have it|be happening|happen|go ahead|sign off)|will not (?:allow|approve|permit|let|agree|happen|go ahead)|not going to happen|isn't (?:going to happen|happening)|is not (?:going to happen|happening)|there will be no|there is no (?:\S+ ){1,4}(?:after all|for you)|we're dropping|we are dropping|backing out|pulling out|stepping back from)
    (?:so|therefore|hence|meaning|means|and) no (?:\S+ ){1,6}?(?:from us|this year|after all|for you|any more|this time)
    (?:leider|doch) (?:\S+ ){0,8}?(?:nicht|kein\w*|absagen|zurückziehen|zurücknehmen|streichen)\b
    (?:absagen|zurückziehen|zurücknehmen|rückgängig|nicht zustande|findet nicht statt|fällt aus|entfällt|gestrichen|abgesagt|zu viel versprochen|nicht einhalten)
    (?:renoncer|renonçons|annulée?s?|annuler|revenir sur|finalement pas|ne (?:pourrons|pourrai|ferons|peut|pouvons) (?:\S+ ){0,4}?(?:finalement|pas|plus)|n'aura pas lieu|désolée?s? de vous décevoir|tombe à l'eau)
    """,
    before=r"(?<!\w)(?:",
    after=r")(?!\w)",
)
"""The one who owes backs out."""
_STAYS = re.compile(
    r"\b(?:has|have|had|must|needs?|is going|are going|will have|would have|is|are)(?: to)? (?:\w+ )?(?:stay|remain|be (?:kept|charged|paid|in)|stays?|staying|remains?|remaining)\b|\b(?:stays|remains) (?:in|as|where|on)\b|\bmuss (?:\S+ )?bleiben\b|\bbleibt (?:drin|bestehen|stehen)\b|\bdoit rester\b"
)
"""What was to go away is to stay."""
_PUT_OFF = re.compile(
    r"\b(?:until|till|before|by|on (?:mon|tue|wed|thu|fri|the \d|\d)\w*|tomorrow|today|yet|this week|next (?:week|month)|for now|right now|at the moment|monday|tuesday|wednesday|thursday|friday|on time|in time|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|postponed|moved to|instead|bis|vor|erst|noch nicht|avant|encore)\b"
)
_QUESTION = re.compile(r"\?\W*$")


def let_go(scene: Scene, at: int, promise: Promise, gist: Gist) -> Reading | None:
    """The one who is owed no longer wants it."""
    piece = scene.pieces[at]
    said, sentence = without_quotes(piece.plain), without_quotes(plain(piece.whole))
    if _QUESTION.search(piece.whole) or _NOT_LET_GO.search(said):
        return None
    refused = _refused(said, gist)
    if not (refused or _LET_GO.search(said)) or not _meant(scene, at, promise, gist, said, sentence):
        return None
    if guessed(sentence) or re.search(r"\b(?:if|wenn|falls|si|in case|might|may|probably)\b", said):
        return Reading(UNSURE, piece, 0.55, "the other side may no longer want it")
    return Reading(WITHDRAWN, piece, 0.8, "the other side no longer wants it")


_REFUSED_THING = re.compile(
    r"\b(?:please|kindly|so|then|bitte)\W+(?:\w+ )?(?:don't|do not) (?!forget|worry|hesitate|miss|lose|delay|rush|change|mind|mention|skip|drop|be|let|touch|leave|share)[^\W\d_]+ (?:the|your|that|this|any|us|me) (?P<thing>[^,.;]{2,50})"
)
_LATER = re.compile(r"\b(?:until|before|till|yet|without|via|as|with|to)\b")


def _refused(said: str, gist: Gist) -> bool:
    """ "Please don't ship the salt mix": the promised doing itself is asked not to be done."""
    other = _REFUSED_THING.search(said)
    if other and names_head(gist, other["thing"]) and not _LATER.search(other["thing"]):
        return True
    found = re.search(
        r"\b(?:please|kindly|so|then|and|you can|bitte|^)\W*(?:don't|do not|not to) (?P<verb>[^\W\d_]+)\b(?P<rest>.*)",
        said,
    )
    if not found or re.search(
        r"\b(?:until|before|till|to (?!us|me)\w+|without|by|yet|too|via|as|with|on|in|at|unless)\b",
        found["rest"],
    ):
        return False
    verb = stem(found["verb"])
    return verb in gist.doing or (
        "hand" in gist.kinds
        and verb
        in {stem(w) for w in ("send", "ship", "deliver", "bring", "post", "forward", "supply", "order")}
    )


def _meant(scene: Scene, at: int, promise: Promise, gist: Gist, said: str, sentence: str) -> bool:
    """Whether a clause that ends something speaks of this promise."""
    if conflicting(gist, sentence, scene.pieces[at].whole, scene.names):
        return False
    if names_head(gist, said) or reach(gist, said) >= 2:
        return scene.same_thread(promise) or reach(gist, sentence) == 3
    if not scene.same_thread(promise):
        return False
    around = " ".join(plain(p.whole) for p in scene.pieces[max(0, at - 2) : at + 1])
    named = names_head(gist, sentence) or reach(gist, around) >= 2
    pronoun = re.search(r"\b(?:it|them|that|this|one|ones|those|es|sie|das|le|la|les)\b", said)
    if named and (pronoun or at and scene.pieces[at - 1].sentence == scene.pieces[at].sentence):
        return not any(
            reach(its, around) > reach(gist, around)
            for other, its in scene.gists
            if other.id != promise.id and other.direction is promise.direction
        )
    return bool(scene.alone_in_thread(promise) and reach(gist, sentence))


def backs_out(scene: Scene, at: int, promise: Promise, gist: Gist) -> Reading | None:
    """The one who owes takes it back, or keeps what was to go away."""
    piece = scene.pieces[at]
    said, sentence = without_quotes(piece.plain), without_quotes(plain(piece.whole))
    if _QUESTION.search(piece.whole) or re.search(r"\b(?:if|wenn|falls|unless)\b", said):
        return None
    opposite = bool(_STAYS.search(said)) and bool(gist.kinds & {"clear", "price"}) and not gist.doing & _KEEPS
    plainly = _BACK_OUT.search(said)
    if (
        plainly
        and len(plainly.group().split()) <= 4
        and any(d in {stem(w) for w in words(plainly.group())} for d in gist.doing | gist.things)
    ):
        # cancelling was the promise
        plainly = None
    if plainly and cues.NOT_THIS_UNABLE.search(said):
        plainly = None
    if not opposite and (
        not plainly
        or (_PUT_OFF.search(said) and not re.search(r"\b(?:after all|this year|off the table)\b", said))
    ):
        return None
    if not _meant(scene, at, promise, gist, said, sentence):
        return None
    if guessed(sentence):
        return Reading(UNSURE, piece, 0.55, "the one who owes it may take it back")
    return Reading(WITHDRAWN, piece, 0.8, "the one who owes it takes it back")


_KEEPS = frozenset(stem(w) for w in ("hold", "keep", "leave", "lock", "freeze", "honour"))

_SWAPPED = re.compile(
    r"\b(?:instead of|in place of|rather than|in lieu of|anstelle (?:von|der|des)|statt|au lieu (?:de|du|des|d'))\s?(?P<old>[^,.;]{3,60}?)(?:,| (?=we|i|you|wir|ich|nous|je|there)|$)"
)


def swapped(
    scene: Scene, at: int, promise: Promise, gist: Gist, new_promises: Sequence[Promise]
) -> Reading | None:
    """Something else is promised in its stead: "instead of the workshop we'll give you a webinar"."""
    piece = scene.pieces[at]
    found = _SWAPPED.search(plain(piece.whole))
    if not found or not scene.same_thread(promise):
        return None
    old = " ".join(w for w in words(found["old"]) if is_word(w))
    if not (names_head(gist, old) or reach(gist, old) >= 2):
        return None
    start, end = piece.sentence
    for new in new_promises:
        if (
            new.direction is promise.direction
            and new.id != promise.id
            and new.start < end
            and start < new.end
        ):
            due: date | None = new.due
            return Reading(
                CHANGED,
                piece,
                0.86,
                "something else is promised in its stead",
                new_due=due,
                superseded_by=new.id,
            )
    return None


def sent_unnamed(scene: Scene, at: int, promise: Promise, gist: Gist) -> Reading | None:
    """ "It's on its way to you now" names nothing: with several things promised, it may be any of them."""
    piece: Piece = scene.pieces[at]
    said = piece.plain
    if "hand" not in gist.kinds or not _SENT_UNNAMED.search(said) or _QUESTION.search(piece.whole):
        return None
    if not scene.same_thread(promise) or any(
        reach(its, plain(scene.event.said_text)) for _, its in scene.gists
    ):
        return None
    if re.search(r"\b(?:not|n't|will|'ll|tomorrow|soon|nicht|pas)\b|n't|'ll\b", said):
        return None
    return Reading(UNSURE, piece, 0.5, "something was sent, but what is not said", guessed=True)


_SENT_UNNAMED = re.compile(
    r"^\W*(?:so |ok |okay |right |and |just )*(?:(?:it|that|they|this|everything|all)(?:'s| is|'re| are| has| have| was| were)? (?:now |already |just |all )*(?:on (?:its|the|their) way|sent|gone|went out|shipped|posted|in the (?:post|mail)|been sent)|(?:i|we)(?:'ve| have)? (?:just |now |already )*(?:sent|shared|uploaded|posted|mailed) (?:it|that|this|them|everything)|sent|there you go|das ist (?:raus|unterwegs)|ist (?:raus|unterwegs)|c'est parti)\b"
)
