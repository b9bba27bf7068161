"""Evidence from what came along: the names of files, an invitation, a mail that is itself the thing."""

import re

from records.models import Event, EventKind, Promise, PromiseStatus
from retrieval import settle_cues as cues
from retrieval.sentences import plain
from retrieval.settle_scene import Reading, Scene
from retrieval.topic_conflicts import conflicting
from retrieval.topic_doings import Gist
from retrieval.topic_overlap import Match, compare
from retrieval.topic_reading import Topic
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


def file_evidence(scene: Scene, promise: Promise, topic: Topic, gist: Gist) -> Reading | None:
    """A file named like the promised thing, where the text itself names nothing.

    The quote is the sentence that hands it over, else the first thing said; kept only when the
    text speaks of the attachment or stands in the promise's own thread.
    """
    if not scene.event.attachments or any(
        conflicting(gist, plain(p.whole), p.whole, scene.names) for p in scene.pieces
    ):
        return None
    for attachment in scene.event.attachments:
        if _PICTURES.search(attachment.name) or conflicting(
            gist, words_of_name(attachment.name), "", scene.names
        ):
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


_COUNT = re.compile(r"\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b")
_NUMBERS = {
    word: n
    for n, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=2
    )
}


def _with_umlauts(name: str) -> str:
    """Names of files often write "ue" for "ü"."""
    return name.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")


def doubted_by_files(scene: Scene, promise: Promise, gist: Gist) -> str:
    """Why the files that came along make a "kept" doubtful; "" if they don't.

    Some of a promised number of files, or a file whose name is nearly the promised one.
    """
    names = [words_of_name(a.name) for a in scene.event.attachments if not _PICTURES.search(a.name)]
    numbered = [n for n in names if re.search(r"\d", n)]
    action = gist.text.partition(" | ")[0]
    found = _COUNT.search(action)
    wanted = (_NUMBERS.get(found[1]) or int(found[1])) if found else 0
    if 2 <= len(numbered) < wanted and len({re.sub(r"\W*\d+\W*", " ", n) for n in numbered}) == 1:
        return f"{len(numbered)} files of {wanted} came"
    mine = {w for w in gist.proper if len(w) > 2} & set(action.split())
    for name in names:
        tokens = set(name.split())
        if len(mine) >= 2 and mine & tokens and not mine <= tokens:
            return "the file has another name"
        if all(conflicting(gist, n, n, scene.names) for n in (name, _with_umlauts(name))):
            return "the file has another name"
    return ""


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
