"""Clauses that tell of a promise kept: delivered, done, received."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re
from dataclasses import replace

from records.models import Promise
from retrieval import settle_cues as cues
from retrieval.settle_clauses import Piece
from retrieval.settle_doubts import all_parts, long_ago, unfinished
from retrieval.settle_scene import EMPTY, KEPT, UNSURE, Aim, Reading, Scene, asks, doing_said, touches
from retrieval.topic_overlap import Match, compare
from retrieval.topic_reading import Topic, content
from retrieval.topic_words import DOING_NOUNS, LINKS, MAKES, STOP, is_word, stem, verb_groups, words


def receipt(piece: Piece, topic: Topic, aim: Aim, received: bool) -> Reading | None:
    said = piece.plain
    thanked = cues.THANKED.search(said)
    if received and not topic.gives and not topic.verbs & MAKES and not doing_said(said, topic):
        received = False
    if topic.verb_stem in _DONE_ON_SITE:
        # what was to be installed has only arrived
        received = False
    if received and not aim.pronoun and not cues.UNFINISHED.search(cues.REVIEWED.sub(" ", before_and(said))):
        return Reading(
            KEPT, piece, 0.9 if aim.match is Match.full else 0.78, "the other side confirms that it came"
        )
    if thanked and not cues.THANKED_EARLY.search(said):
        thing = thanked.group("obj")
        meets = compare(topic, thing) >= Match.likely
        leading = leading_head(thing, topic)
        if meets and (leading or doing_named(thing, topic)):
            return Reading(
                KEPT, piece, 0.86 if aim.match is Match.full else 0.75, "the other side gives thanks for it"
            )
    usable = not topic.gives or topic.head in {"login", "key", "acces", "acount", "link", "build", "fix"}
    if usable and cues.WORKS.search(said) and not cues.UNFINISHED.search(said):
        return Reading(KEPT, piece, 0.8, "the other side says that it works")
    if cues.REVIEWED.search(said) and aim.match is Match.full and not cues.UNFINISHED.search(said):
        return Reading(UNSURE, piece, 0.55, "the other side seems to have it", weak=True)
    ready = cues.COMPLETE.search(said)
    if ready and ready.group().lower() == "ready":
        # what stands ready at the other side waits for the one who owes
        return None
    if says_done(said, topic) and not topic.gives and not unfinished(said) and not turned_round(said, topic):
        return Reading(KEPT, piece, 0.72, "the other side says that it is done")
    return None


_TO_US = re.compile(
    r"\b(?:to|at) (?:us|me)\b|\b(?:called|rang|phoned|contacted|asked|emailed|mailed|told|visited) (?:us|me)\b"
)


def turned_round(said: str, topic: Topic) -> bool:
    """ "The landlord wrote to us" tells of no letter to the landlord."""
    return bool(topic.verbs & {"call", "talk"} or topic.verb_stem in _TURNS_TO) and bool(_TO_US.search(said))


_TURNS_TO = frozenset(
    stem(w)
    for w in (
        "write",
        "ring",
        "call",
        "phone",
        "ask",
        "reply",
        "mail",
        "email",
        "contact",
        "chase",
        "talk",
        "speak",
    )
)


def before_and(said: str) -> str:
    """The part of "we received it and are reviewing it" that tells of the receipt."""
    first = re.split(r" and |, ", said, maxsplit=1)[0]
    return first if cues.RECEIVED.search(first) else said


def leading_head(thing: str, topic: Topic) -> bool:
    """Whether the thing thanked for is itself the promised one, not something said about it."""
    for token in words(thing):
        if not is_word(token):
            continue
        if stem(token) == topic.head:
            return True
        if token in STOP or stem(token) in topic.identity or verb_groups(token):
            continue
        if token in {"of", "on", "about", "for"}:
            return False
        if token in {
            "revised",
            "updated",
            "new",
            "signed",
            "final",
            "corrected",
            "latest",
            "quick",
            "detailed",
        }:
            continue
        return False
    return False


_CALLED = re.compile(
    r"\b(?:(?:thanks|thank you|thx|danke|merci)\b.{0,20}\b(?:for|für|pour) (?:the|your|taking my|das|le) (?:\w+ )?(?:call|chat|phone call|conversation|telefonat|gespräch|appel)"
    r"|(?:good|nice|great|lovely) (?:speaking|talking|chatting|to speak|to talk) (?:to|with) you|as (?:just )?discussed (?:on|over) the phone)\b"
)


def says_talked(scene: Scene, piece: Piece, promise: Promise, topic: Topic) -> Reading | None:
    """A promised call is kept when either side speaks of it as done."""
    if not topic.verbs & {"call", "talk"} and topic.head != "meeting":
        return None
    if not _CALLED.search(piece.plain) or asks(piece) or long_ago(scene, piece, promise):
        return None
    whole = piece.whole.lower()
    if scene.same_thread(promise) or (topic.head and topic.head in {stem(w) for w in words(whole)}):
        return Reading(KEPT, piece, 0.78, "the promised call is spoken of as done")
    return Reading(UNSURE, piece, 0.5, "a call took place that may be the promised one")


def says_rang(scene: Scene, piece: Piece, promise: Promise, topic: Topic) -> Reading | None:
    """A promised call is kept when the one who waited for it says that somebody rang."""
    said = piece.plain
    if "call" not in topic.verbs or not cues.RANG.search(said) or cues.NEGATED.search(said):
        return None
    if re.search(r"\b(?:i|we) (?:rang|phoned|called)\b", said) or not scene.same_thread(promise):
        return None
    return Reading(KEPT, piece, 0.76, "the other side says that the call took place")


def answered(scene: Scene, piece: Piece, promise: Promise, topic: Topic) -> Reading | None:
    """A promised answer or decision is kept when the same thread brings it, and only one was owed there."""
    if topic.head != "answer" or not scene.same_thread(promise) or not cues.GAVE_ANSWER.search(piece.plain):
        return None
    owed = [
        p
        for p, its in scene.waiting
        if its.head == "answer" and p.direction is promise.direction and scene.same_thread(p)
    ]
    if len(owed) > 1:
        return None
    return Reading(KEPT, piece, 0.74, "the one who owes the answer gives it")


def doing_named(thing: str, topic: Topic) -> bool:
    return bool(topic.verb_stem) and any(
        stem(t) == topic.verb_stem and t.endswith("ing") for t in words(thing) if is_word(t)
    )


def delivered(scene: Scene, piece: Piece, promise: Promise, topic: Topic, aim: Aim) -> Reading | None:
    said = piece.plain
    presented = bool(cues.PRESENTED.search(said))
    handed = bool(cues.HANDED.search(said))
    promised = bool(cues.AS_PROMISED.search(said))
    done = says_done(said, topic)
    if (
        "introduce" in topic.verbs
        and re.search(r"\b(?:meet|introducing|in cc)\b", said)
        and aim.match is not Match.none
    ):
        return Reading(UNSURE, piece, 0.6, "it reads like the promised introduction", weak=True)
    if not (presented or handed or promised or done):
        return None
    if not aim.clear and topic.parts and topic.gives and (presented or handed):
        return delivered_together(scene, piece, topic)
    if aim.match is Match.part:
        if (presented or handed) and touches(said, topic):
            part = compare(replace(topic, identity=frozenset(), states=frozenset()), said)
            if (
                part >= Match.part
                and topic.head in {stem(w) for w in words(said) if is_word(w)}
                and not compound_only(topic, said)
            ):
                return Reading(UNSURE, piece, 0.5, "something like it came, but perhaps not this very thing")
        return None
    if not aim.clear:
        if done and doing_said(said, topic) and touches_itself(said, topic) and not topic.gives:
            return Reading(KEPT, piece, 0.8, "the one who owes it says that it is done")
        return None
    if aim.guessed:
        return delivered_unnamed(scene, piece, presented, promised)
    if handed and not presented and not done and not aim.pronoun and sent_another(said, topic, scene):
        return None
    base = 0.9 if aim.match is Match.full else 0.78
    base -= 0.08 if aim.pronoun else 0.0
    base += 0.05 if promised or scene.same_thread(promise) else 0.0
    if done and not topic.gives:
        return Reading(KEPT, piece, base, "the one who owes it says that it is done")
    if handed and not presented and topic.verb_stem in _DONE_ON_SITE:
        return None
    if (presented or handed or promised) and (
        topic.gives or topic.verbs & MAKES or not topic.verbs or noun_is_doing(topic)
    ):
        return Reading(KEPT, piece, base, "the one who owes it delivers it")
    if promised and "answer" in {topic.head, topic.verb_stem}:
        return Reading(KEPT, piece, base - 0.1, "the one who owes it answers as promised")
    if presented and "sign" in topic.verbs and ("signed" in said or "countersigned" in said):
        return Reading(KEPT, piece, base, "the one who owes it sends it signed")
    if presented or promised:
        return Reading(UNSURE, piece, 0.5, "it came along, but whether it was done is not said", weak=True)
    return None


_DONE_ON_SITE = frozenset(stem(w) for w in ("install", "fit", "mount", "connect", "configure", "set"))
"""Doings that are not over when the thing has been brought."""


def delivered_together(scene: Scene, piece: Piece, topic: Topic) -> Reading | None:
    """Of several things promised together, one is handed over here: the rest has to be named as well."""
    named = {stem(w) for w in words(piece.plain) if is_word(w)}
    if not any(part <= named for part in topic.parts):
        return None
    if all_parts(scene, topic):
        return Reading(KEPT, piece, 0.75, "the one who owes it delivers it")
    return Reading(UNSURE, piece, 0.5, "only a part of it came")


def touches_itself(said: str, topic: Topic) -> bool:
    """Whether the thing is named, and not another one of the same name ("alarm display" for "alarm")."""
    tokens = words(said)
    for i, word in enumerate(tokens):
        if not is_word(word) or word in STOP or stem(word) not in topic.identity | {topic.head}:
            continue
        after = tokens[i + 1] if i + 1 < len(tokens) else "."
        doing = bool(verb_groups(after) & topic.verbs) or DOING_NOUNS.get(stem(after)) in topic.verbs
        if stem(word) == topic.head or not is_word(after) or after in STOP or after in LINKS or doing:
            return True
    return False


def sent_another(said: str, topic: Topic, scene: Scene) -> bool:
    """Whether the thing sent is another one, and the promised one stands apart: "sent the sizes, mockups next"."""
    parts = said.split(", ")
    sent = [p for p in parts if cues.HANDED.search(p)]
    if len(parts) == 1 or any(compare(topic, p) >= Match.likely for p in sent):
        return False
    if not any(content(p, scene.names) - EMPTY for p in sent):
        return False
    listed = [p for p in parts if compare(topic, p) >= Match.likely]
    return not any(p.split(" ")[0] in {"the", "our", "a", "an", "your", "and"} for p in listed)


def compound_only(topic: Topic, said: str) -> bool:
    """Whether the head word only ever stands there as part of another name ("API docs" for "API")."""
    return (
        compare(replace(topic, identity=frozenset(), states=frozenset(), numbers=frozenset()), said)
        is Match.part
    )


def noun_is_doing(topic: Topic) -> bool:
    return bool(topic.verbs & {"talk", "confirm", "introduce"}) and topic.head in {"feedback", "answer"}


def delivered_unnamed(scene: Scene, piece: Piece, presented: bool, promised: bool) -> Reading | None:
    """ "Here you go, as promised" names nothing: it counts where only one promise of the thread is open."""
    if not cues.HERE_YOU_GO.search(piece.plain):
        return None
    if content(piece.plain, scene.names) - EMPTY:
        return None
    if promised:
        found = Reading(
            KEPT, piece, 0.75, "something came as promised, and one promise of this thread was open"
        )
        return (
            replace(found.doubted("the file has another name"), guessed=True) if other_files(scene) else found
        )
    return Reading(UNSURE, piece, 0.5, "something came that may be it", guessed=True) if presented else None


def other_files(scene: Scene) -> bool:
    """Whether a file came along whose name says what it is; a fitting one is judged elsewhere."""
    from retrieval.settle_files import telling_names

    return bool(telling_names(scene.event))


def says_done(said: str, topic: Topic) -> bool:
    """Whether the clause says that the promised doing is over."""
    if topic.gives and "give" in topic.verbs and not topic.verbs - {"give"}:
        return False
    tokens = [w for w in words(said) if is_word(w)]
    for i, word in enumerate(tokens):
        same = bool(topic.verbs & verb_groups(word)) or (topic.verb_stem and stem(word) == topic.verb_stem)
        if same and is_past(word, tokens[:i]):
            return True
    found = cues.COMPLETE.search(said)
    if found and found.group().lower() == "ready" and topic.verb_stem in _NOT_BY_READY:
        # an update that is ready is not installed
        return False
    return bool(found)


_NOT_BY_READY = frozenset(
    stem(w)
    for w in (
        "install", "deploy", "roll", "train", "host", "run", "visit", "replace", "swap", "fit", "mount", "migrate", "pay", "sign",
        "present", "demonstrate", "move", "release", "launch", "publish",
    )
)  # fmt: skip


_PAST = frozenset(
    {
        "sent", "gave", "given", "paid", "met", "spoke", "spoken", "wrote", "written", "built", "chose",
        "chosen", "held", "kept", "put", "set", "rang", "read", "got", "unterschrieben", "bestätigt",
        "bestätigen",
    }
)  # fmt: skip


def is_past(word: str, before: list[str]) -> bool:
    if word in {"confirm", "bestätigen", "bestätige"}:
        return bool({"hereby", "can", "hiermit"} & set(before[-4:]))
    if word.endswith("ed") or word in _PAST:
        return True
    return (
        (word.startswith("ge") and word.endswith(("t", "en")))
        or (word.endswith("iert"))
        or (word.endswith("t") and word.startswith(("frei", "ein", "ver", "be", "er", "über")))
    )
