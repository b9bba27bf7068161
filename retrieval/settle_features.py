"""What can be seen in one sentence of a later event that may tell of a promise kept: plain numbers, each with a name."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from records.models import Direction, Promise
from retrieval import settle_cues as cues
from retrieval import settle_results as results
from retrieval.phrases import one_by_one
from retrieval.sentences import plain
from retrieval.settle_clauses import Piece
from retrieval.settle_files import words_of_name
from retrieval.settle_hedges import without_quotes
from retrieval.settle_object import ABOUT_IT
from retrieval.settle_openly import PRAISE, praised, worked_on
from retrieval.settle_predicate import FINE_NO, NEGATED, held_back, parts_of, told_done
from retrieval.settle_scene import Scene
from retrieval.topic_doings import Gist, is_named, names_head, past_of, reach
from retrieval.topic_overlap import Match, compare
from retrieval.topic_reading import Topic
from retrieval.topic_words import is_word, stem, words

GROUPS = {
    "gives": frozenset({"hand", "write"}),
    "mends": frozenset({"mend", "fit", "switch", "move", "clear"}),
    "says": frozenset({"tell", "agree", "call"}),
    "meets": frozenset({"visit", "event", "book", "introduce"}),
    "pays": frozenset({"money", "price"}),
}
"""Kinds of doing (`topic_doings`) that are reported in like words."""
CROSSED = (
    "done", "result", "own result", "presented", "praised", "praise", "thanks", "come", "read", "in use", "stands",
    "when", "again", "handed", "worked", "past", "first word past",
)  # fmt: skip
"""Signs that weigh differently by who speaks, and by whether the sentence names the thing."""
_LATELY = re.compile(
    r"\b(?:since|as of|from (?:now|today)|this morning|yesterday|today|last night|an hour ago|a minute ago|just now|minutes ago|at noon|on (?:monday|tuesday|wednesday|thursday|friday)|heute|gestern|ce matin|hier|seit|depuis)\b"
)
_AGAIN = re.compile(
    r"\b(?:again|now|finally|no longer|any ?more|wieder|jetzt|nun|maintenant|enfin|de nouveau)\b"
)
_THANKS = re.compile(
    r"\b(?:thanks|thank you|thx|cheers|ta|danke|dank|merci|much obliged|grateful|appreciate)\b"
)
_STANDS = re.compile(
    r"\b(?:is|are|'s|'re|now)(?: now| all| back| already| both)* (?:in|on|up|live|out|at|with|back|off|open|down|through|over|there|here|gone|away|ready|set)\b"
)
_PERFECT = re.compile(
    r"\b(?:i've|we've|i have|we have|has been|have been|has|haben|habe|hat|avons|ai|wurden?|a été|ont été)\b"
)
_PAST = re.compile(r"\b(?:was|were|did|had|went|came|got|left|took|made|saw|found|war|waren|kam)\b")
_BUT = re.compile(r"\b(?:but|though|however|aber|mais|only|except)\b")
_NEXT = re.compile(r"\b(?:next|then|after that|afterwards|to follow|follows|later)\b")
_AMISS = re.compile(
    r"\b(?:silent|down|offline|failing|fails|failed|stuck|late|broken|leaks?|leaking|dead|closed|locked|blocked|empty|crash\w*|error|errors|wrong|dark|defekt|kaputt|still|noch|encore|toujours)\b"
)
_DID = re.compile(
    r"\b(?:i|we|our \w+|my \w+|he|she|they|wir|ich|nous|on|je) (?:just |have |already |also |finally |then )*(?P<doing>[^\W\d_]+)"
)
_PAPERS = frozenset(
    stem(w)
    for w in one_by_one(
        "invoice bill quote offer estimate contract agreement brochure datasheet sheet certificate licence license report plan drawing photo "
        "form list letter card policy guide manual booklet schedule timetable statement receipt order catalogue sample flyer poster draft "
        "version annex appendix addendum memo minutes summary spreadsheet rechnung angebot vertrag anlage bericht liste zertifikat formular "
        "facture devis contrat rapport bon"
    )
)
"""Kinds of papers: one that the promise does not name is probably another thing."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of the event: the place of its first piece, its `plain` form, and how well it names the thing (0..3)."""

    at: int
    said: str
    named: int


def sentences_of(scene: Scene, gist: Gist) -> list[Sentence]:
    """Every sentence once, in order."""
    found: list[Sentence] = []
    last = None
    for at, piece in enumerate(scene.pieces):
        if piece.sentence != last:
            said = without_quotes(plain(piece.whole))
            found.append(Sentence(at, said, reach(gist, said)))
        last = piece.sentence
    return found


def features(
    scene: Scene, sentences: list[Sentence], n: int, promise: Promise, topic: Topic, gist: Gist
) -> dict[str, float]:
    """Named numbers for `sentences[n]`; those that are absent are 0."""
    one = sentences[n]
    piece = scene.pieces[one.at]
    by_owner = piece.speaker is not None and scene.is_ours(piece.speaker) == (
        promise.direction is Direction.ours
    )
    signs = dict.fromkeys(_words_signs(one.said), 1.0)
    signs |= dict.fromkeys(_thing_signs(one.said, piece, topic, gist, by_owner, scene), 1.0)
    found = dict(signs)
    found |= _of_event(scene, promise, gist, max(s.named for s in sentences))
    found |= _of_naming(one, gist)
    side = "owner" if by_owner else "waiter"
    alone = scene.alone_in_thread(promise)
    for sign in CROSSED:
        if sign in signs and one.named >= 2:
            found[f"{side}: {sign}, named"] = 1.0
        elif sign in signs and alone:
            found[f"{side}: {sign}, alone"] = 1.0
    found["by owner"] = float(by_owner)
    found["first"], found["last"] = float(n == 0), float(n == len(sentences) - 1)
    found["words"] = math.log1p(sum(map(is_word, words(one.said))))
    before = max((s.named for s in sentences[max(0, n - 2) : n]), default=0)
    found["named before"] = float(before if one.named < 2 else 0)
    if n + 1 < len(sentences):
        after = sentences[n + 1].said
        found["denied after"] = float(bool(NEGATED.search(FINE_NO.sub(" ", after))))
        found["but after"] = float(after.lstrip().startswith(("but", "however", "only", "still")))
    return {name: value for name, value in found.items() if value}


@lru_cache(maxsize=8192)
def _words_signs(said: str) -> frozenset[str]:
    """What a sentence shows whatever was promised."""
    tokens = [w for w in words(said) if is_word(w)]
    did = _DID.search(said)
    body = FINE_NO.sub(" ", said)
    shown = {
        "thanks": _THANKS.search(said),
        "praise": PRAISE.search(said),
        "come": results.HAS_COME.search(said),
        "read": results.HAS_READ.search(said),
        "seen": results.SEEN.search(said),
        "in use": results.IN_USE.search(said),
        "complete": results.COMPLETE.search(said),
        "stands": _STANDS.search(said),
        "when": _LATELY.search(said),
        "again": _AGAIN.search(said),
        "presented": cues.PRESENTED.search(said),
        "handed": cues.HANDED.search(said),
        "received": cues.RECEIVED.search(said),
        "reviewed": cues.REVIEWED.search(said),
        "works": cues.WORKS.search(said),
        "as promised": cues.AS_PROMISED.search(said),
        "complaint": cues.COMPLAINT.search(said),
        "unable": cues.UNABLE.search(said),
        "unfinished": cues.UNFINISHED.search(said),
        "denied": NEGATED.search(body),
        "perfect": _PERFECT.search(said),
        "was": _PAST.search(said),
        "but": _BUT.search(said),
        "next": _NEXT.search(said),
        "amiss": _AMISS.search(said),
        "pronoun": ABOUT_IT.search(said),
        "number": re.search(r"\d", said),
        "of us": re.search(r"\b(?:i|we|our|my|wir|ich|nous|je)\b", said),
        "of you": re.search(r"\b(?:you|your|sie|ihr\w*|vous|votre|vos)\b", said),
        "we did": did and past_of(did["doing"]),
        "past": any(past_of(w) for w in tokens),
        "two pasts": sum(bool(past_of(w)) for w in tokens) > 1,
        "first word past": tokens and past_of(tokens[0]),
        "soon past": any(past_of(w) for w in tokens[:3]),
        "exclaimed": said.rstrip().endswith("!"),
    }
    return frozenset(name for name, there in shown.items() if there)


def _thing_signs(
    said: str, piece: Piece, topic: Topic, gist: Gist, by_owner: bool, scene: Scene
) -> frozenset[str]:
    """What it shows of this very promise."""
    shown: set[str] = set()
    for part in parts_of(said):
        how = told_done(part, topic, gist, by_owner)
        if how and not held_back(part, gist, how, by_owner):
            shown.add("done" if how == "doing" else how)
        elif how:
            shown.add("held back")
    if any(k in results.OF_OWNER and results.OF_OWNER[k].search(said) for k in gist.kinds):
        shown.add("own result")
    if worked_on(said, gist):
        shown.add("worked")
    if praised(said, plain(scene.event.said_text)):
        shown.add("praised")
    stems = frozenset(stem(w) for w in words(said) if is_word(w))
    match = compare(topic.in_any_state, said, strict=True)
    if match is not Match.none:
        shown.add(f"match {match.name}")
    if stems & gist.doing:
        shown.add("doing named")
    if (stems & _PAPERS) - frozenset(stem(w) for w in words(gist.text) if is_word(w)):
        shown.add("another paper")
    if any(is_named(stem(w), stems) for w in gist.proper):
        shown.add("proper name")
    return frozenset(shown)


def _of_naming(one: Sentence, gist: Gist) -> dict[str, float]:
    named = frozenset(stem(w) for w in words(one.said) if is_word(w)) | {
        w for w in words(one.said) if w.isdigit()
    }
    told = sum(is_named(w, named) for w in gist.telling)
    head = names_head(gist, one.said)
    return {
        f"named {one.named}": 1.0,
        "told": float(min(told, 4)),
        "all told": float(bool(gist.telling) and told == len(gist.telling)),
        "head": float(head),
        "head only": float(head and bool(gist.telling) and not told),
        "told only": float(not head and told > 0),
    }


def _of_event(scene: Scene, promise: Promise, gist: Gist, best: int) -> dict[str, float]:
    """Where and when it was said."""
    event = scene.event
    whole = plain(event.said_text)
    waited = (event.at.date() - promise.at.date()).days
    late = (event.at.date() - promise.due).days if promise.due else None
    files = [words_of_name(a.name) for a in event.attachments]
    found = {
        "same thread": float(scene.same_thread(promise)),
        "alone": float(scene.alone_in_thread(promise)),
        "asked": float(scene.asked_before(gist)),
        "same day": float(waited == 0),
        "after a month": float(waited > 30),
        "no day": float(late is None),
        "file": float(bool(files)),
        "file named": float(max((reach(gist, name) for name in files), default=0)),
        "mail names": float(best),
        "short": float(len(whole) < 80),
        "mail asks": float("?" in whole),
        "mail unable": float(bool(cues.UNABLE.search(whole))),
        "mail released": float(bool(cues.RELEASED.search(whole))),
        "mail taken back": float(bool(cues.TAKEN_BACK.search(whole))),
        "mail pushed": float(bool(cues.PUSHED.search(whole))),
        "mail denied": float(bool(NEGATED.search(FINE_NO.sub(" ", whole)))),
        "call": float(bool(event.turns)),
        "nothing named": float(not gist.head),
    }
    if late is not None:
        when = "long before" if late < -3 else "before" if late < 0 else "on" if late <= 1 else "after"
        found[f"{when} its day"] = 1.0
    for group, kinds in GROUPS.items():
        found[group] = float(bool(kinds & gist.kinds))
    return found
