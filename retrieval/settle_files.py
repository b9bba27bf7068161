"""Evidence from what came along: the names of files, an invitation, a mail that is itself the thing."""

import re

from records.models import Event, EventKind, Promise, PromiseStatus
from retrieval import settle_cues as cues
from retrieval.sentences import plain
from retrieval.settle_scene import Reading, Scene
from retrieval.topic_overlap import Match, Topic, compare
from retrieval.topic_words import GENERIC_HEADS, STATES, stem, stems_of

_PICTURES = re.compile(
    r"^(?:image\d*|logo|signature|banner|icon|smime|winmail|unnamed|outlook-\w+)\b|\.(?:gif|p7s|ics|vcf)$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def words_of_name(name: str) -> str:
    """A file's name as words: "Acme_RevisedQuote_v2.pdf" -> "acme revised quote v2"."""
    stem = name.rsplit(".", 1)[0] if "." in name else name
    return re.sub(r"[\W_]+", " ", _CAMEL.sub(" ", stem)).strip().lower()


def telling_names(event: Event) -> list[str]:
    """Names of files that say what is in them, as words."""
    names = [words_of_name(a.name) for a in event.attachments if not _PICTURES.search(a.name)]
    return [
        n
        for n in names
        if re.search(r"[^\W\d_]{4}", n) and not re.fullmatch(r"(?:document|scan|file|img|doc)\W?\d*", n)
    ]


def file_evidence(scene: Scene, promise: Promise, topic: Topic) -> Reading | None:
    """A file named like the promised thing, where the text itself names nothing.

    The quote is the sentence that hands it over, else the first thing said; kept only when the
    text speaks of the attachment or stands in the promise's own thread.
    """
    for attachment in scene.event.attachments:
        if _PICTURES.search(attachment.name):
            continue
        match = _compare_name(topic, words_of_name(attachment.name))
        if match < Match.likely:
            continue
        spoken = next((p for p in scene.pieces if cues.PRESENTED.search(p.plain)), None)
        piece = spoken or scene.pieces[0]
        if any(cues.NEGATED.search(p.plain) or cues.PARTIAL.search(p.plain) for p in scene.pieces):
            return Reading(
                PromiseStatus.unsure, piece, 0.5, "a file with a fitting name came, but the text has doubts"
            )
        rivals = [
            t
            for p, t in scene.waiting
            if p.id != promise.id and t.head == topic.head and not t.same_thing(topic)
        ]
        sure = match is Match.full and not rivals and (spoken is not None or scene.same_thread(promise))
        if sure and (spoken is not None):
            return Reading(
                PromiseStatus.kept, piece, 0.8, "the attached file is named like the promised thing"
            )
        return Reading(
            PromiseStatus.unsure, piece, 0.55, "a file with a fitting name came without a word about it"
        )
    return None


INVITES_WITHIN = 60
"""Days after the promise in which a meeting of the promised name is the one that was meant."""
WRITES_WITHIN = 3
"""Days after the due day in which a mail called like the promised notes is taken for them."""
_INVITES = re.compile(r"\b(?:invit\w*|einlad\w*|calendar|kalender\w*|termin\w*)\b", re.IGNORECASE)
_REPLY = re.compile(r"^\s*(?:re|aw|fw|fwd|wg|sv|antw)\s*:", re.IGNORECASE)
_IS_TEXT = frozenset({"minutes", stem("summary")})


def event_itself(scene: Scene, promise: Promise, topic: Topic) -> Reading | None:
    """An event that is the promised thing: the invitation that was to come, or a mail called "Recap of ..."."""
    event = scene.event
    named = stems_of(plain(event.subject))
    waited = (event.at.date() - promise.at.date()).days
    if event.kind is EventKind.meeting:
        asked = _INVITES.search(promise.quote) or topic.verbs & {"book", "setup"}
        fits = topic.head == "meeting" and bool(topic.identity & named)
        if asked and fits and waited <= INVITES_WITHIN:
            return Reading(PromiseStatus.kept, scene.pieces[0], 0.8, "the invitation is in the calendar")
        return None
    late = (event.at.date() - (promise.due or promise.at.date())).days
    if event.kind is not EventKind.mail or topic.head not in _IS_TEXT or _REPLY.match(event.subject):
        return None
    if topic.head in named and late <= WRITES_WITHIN and (not topic.identity or topic.identity & named):
        why = "the mail itself is called like the promised thing"
        return Reading(PromiseStatus.kept, scene.pieces[0], 0.72, why)
    return None


def _compare_name(topic: Topic, name: str) -> Match:
    """Names of files carry company names and counters, so another word in them is no conflict."""
    if not topic.head:
        return Match.none
    found = Match.none
    tokens = name.split()
    if any(t in {"draft", "old", "template", "blank"} and t != topic.head for t in tokens):
        return Match.none
    bare = compare(Topic(head=topic.head), name.replace(" ", " , "))
    if bare < Match.likely:
        return Match.none
    named = set(tokens)
    stems = {stem(w) for w in named}
    if topic.numbers and not topic.numbers & named and any(w.isdigit() for w in named):
        return Match.none
    states = {STATES[w] for w in named if w in STATES}
    if topic.identity & stems or not topic.identity:
        found = Match.full
    elif topic.head not in GENERIC_HEADS:
        found = Match.likely
    if {"signed", "final", "corrected"} & topic.states and not topic.states & states:
        found = min(found, Match.likely)
    return found
