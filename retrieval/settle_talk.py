"""Reads a reply together with the mail before it: "Done." to a question, a yes to a new date, a changed invitation."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re
from datetime import date, timedelta

from records.models import Direction, Event, EventKind, Promise
from retrieval import settle_cues as cues
from retrieval.phrases import any_of
from retrieval.sentences import plain, split
from retrieval.settle_clauses import Piece
from retrieval.settle_hedges import guessed
from retrieval.settle_scene import CHANGED, KEPT, UNSURE, WITHDRAWN, Reading, Scene
from retrieval.topic_conflicts import conflicting
from retrieval.topic_doings import Gist, names_head, past_of, reach
from retrieval.topic_words import STOP

ANSWERED_WITHIN = timedelta(days=21)
"""A reply that comes later than this is not read as an answer to the mail before it."""
_BRIEF = 400
"""Characters of a mail that speaks of one thing only."""
_WORD = 25
_SHORT = 240
"""Characters of a reply that answers with a mere "Done."."""

_DONE = any_of(
    r"""
    (?:(?:it|that|they|this|all|everything)(?:'s| is| has| was| were|'re| are| have) )?(?:all |just |already |long |now )*(?:been )?(?:done|sent|finished|sorted|completed|complete|signed|paid|shipped|submitted|posted|delivered|uploaded|booked|fixed|on its way|in the post)\b(?! (?:by|on|tomorrow|next|soon|until))
    (?:it|they) (?:went|left|go?ne?) (?:out|off)
    erledigt|gemacht|verschickt|(?:ist|sind) (?:raus|erledigt|verschickt|fertig)|schon (?:geschehen|passiert)
    c'est (?:fait|parti|envoyé|réglé)|fait|envoyé
    """,
    before=r"^\W*(?:(?:hi|hello|hey|hallo|bonjour)(?: \w+)?[,!]? )?(?:(?:yes|yep|yeah|yup|sure|indeed|absolutely|ja|jawohl|oui)\b[\s,.!:-]*)?(?:",
    after=r")",
)
_YES = re.compile(
    r"^\W*(?:it|they|she|he|i|we|this|that) (?:has|have|did|was|were|is|are)(?:,| (?:indeed|already|yes)\b|\W*$)|^\W*(?:yes|yep|yeah|yup|indeed|ja|oui)\b[\s,.!:-]*(?:(?:it|they|we|i|he|she) (?:did|has|have|is|are|was|were|went)\b|(?:this|yesterday|last|on|at|first thing|earlier|just|gestern|heute|hier|ce)\b.{0,40}$|$)"
)
_HAS_ASKED = re.compile(
    r"\b(?:has|have|did|is|are|was|were|hat|haben|ist|sind|wurde|wurden|avez|est|sont)\b.*\?|\b(?:already|yet|schon|déjà)\b.*\?",
    re.DOTALL,
)

_PROPOSES = any_of(
    r"""
    (?:move|moving|shift|push|postpone|reschedule|bring|put|make|switch|change|swap|delay|come|do|meet|hold|have|start|say|take|send|manage|visit)(?: \S+){0,10}? (?:to|on|for|until|till|from|back|forward|instead|it|the)
    (?:would|could|can|might|how about|what about|is there any (?:way|chance)|any chance|are you|shall|let's|let us|maybe|perhaps|suggest|propose|prefer|works? better|suits?|better)
    (?:now )?(?:takes? place|is (?:now )?(?:on|at)|has (?:been )?moved|was moved|moves|rescheduled|new date|new time|change of plan|instead)
    (?:verschieben|verlegen|verschoben|verlegt|passt|passen|ginge|geht|wäre|ausweichen|vorziehen|stattdessen|können wir|könnten (?:wir|sie))
    (?:reporter|décaler|déplacer|avancer|venir|pourriez|pouvez|possible|convient|plutôt|serait)
    """,
    before=r"(?<!\w)(?:",
    after=r")(?!\w)",
)
_ACCEPTS = any_of(
    r"""
    (?:yes|yep|yeah|yup|sure|ok|okay|fine|agreed|done|deal|perfect|great|lovely|noted|understood|absolutely|certainly|of course|gladly|happily|wonderful|excellent|super|works|suits|confirmed|accepted|will do|all right|alright|no problem|not a problem|no worries|no trouble|by all means|go ahead|sounds good|there is|we can|i can|that works|that's fine|that suits|fits|happy (?:to|with)|good (?:for|with) (?:me|us))
    (?:see you|speak|talk) (?:then|on)
    (?:it is|it's a date|in (?:the|my|our) (?:calendar|diary)|moved it|changed it|rebooked|rearranged|rescheduled)
    (?:got|received|accepted) the (?:new |updated )?(?:invite|invitation|time|date|slot)
    (?:ja|gerne|passt|einverstanden|geht klar|in ordnung|alles klar|kein problem|machen wir|abgemacht|notiert|klar|prima|bestätigt|perfekt|selbstverständlich)
    (?:oui|d'accord|entendu|noté|c'est noté|parfait|très bien|ça marche|pas de (?:problème|souci)|volontiers|bien sûr|convient|avec plaisir|confirmé)
    """,
    before=r"(?<!\w)(?:",
    after=r")(?!\w)",
)
_REFUSES = re.compile(
    r"\b(?:unfortunately|afraid|sorry but|can't|cannot|can not|couldn't|not possible|impossible|doesn't work|does not work|won't work|no way|rather not|not (?:suit|work|available|free|able)|we'd need|however|would prefer|too late|too early|leider|nicht|ne (?:pouvons|peux|sera)|malheureusement|impossible|let me (?:check|see|ask)|will check|i'll check|have to check|need to check|get back to you|come back to you|ask (?:the|our|my)|muss (?:ich )?(?:erst )?(?:prüfen|fragen)|kläre|je (?:vérifie|demande))\b"
)


def _by_owner(event: Event, promise: Promise, scene: Scene) -> bool:
    return event.sender is not None and scene.is_ours(event.sender) == (promise.direction is Direction.ours)


def affirmed(scene: Scene, promise: Promise, gist: Gist) -> Reading | None:
    """The one who owes answers "Done." or "Yes, it went out" to a question about this promise."""
    last = scene.mail_before
    if scene.speaks_as_owner(promise) and scene.alone_in_thread(promise) and not scene.event.attachments:
        only = scene.pieces[0] if len(scene.pieces) == 1 else None
        if (
            only
            and len(scene.event.said_text) < _WORD
            and _DONE.fullmatch(only.plain.strip(" .!"))
            and "hand" in gist.kinds
            and not asked_of_another(scene, gist)
        ):
            return Reading(
                KEPT, only, 0.72, "the one who owes it says so, and nothing else was open in this thread"
            )
    if last is None or not scene.speaks_as_owner(promise) or _by_owner(last, promise, scene):
        return None
    if scene.event.at - last.at > ANSWERED_WITHIN or len(scene.event.said_text) > _SHORT:
        return None
    asked = [
        q for q in _sentences(last) if q.endswith("?") and _HAS_ASKED.search(q) and not _STILL_ON.search(q)
    ]
    named = [q for q in asked if reach(gist, q) >= 2]
    if not named and scene.alone_in_thread(promise):
        named = [q for q in asked if reach(gist, q) or not _asks_of_another(q)]
    if not named:
        return None
    first = next((p for p in scene.pieces if _DONE.search(p.plain) or _YES.search(plain(p.whole))), None)
    if first is None or scene.pieces.index(first) > 1 or first.whole.rstrip().endswith("?"):
        return None
    whole = plain(scene.event.said_text)
    if guessed(whole) or re.search(
        r"\b(?:not|n't|but|except|will|tomorrow|nicht|aber|mais|pas)\b|n't|'ll\b", whole
    ):
        return None
    return Reading(KEPT, first, 0.76, "the one who owes it says so when asked")


_STILL_ON = re.compile(
    r"\bstill (?:on|planned|happening|coming|possible|valid|in place|ok|okay|fine|going)\b|\bbleibt es\b|\btoujours (?:prévu|bon)"
)


def asked_of_another(scene: Scene, gist: Gist) -> bool:
    """Whether the mail before this one, by the other side, asks for something else, so that a bare "Done" answers that."""
    last = scene.mail_before
    if last is None or last.sender is None or scene.event.sender is None:
        return False
    if scene.is_ours(last.sender) == scene.is_ours(scene.event.sender):
        return False
    asked = [s for s in _sentences(last) if s.endswith("?") or cues.REQUEST.search(s)]
    return bool(asked) and all(not reach(gist, s) for s in asked)


_ANOTHER_THING = re.compile(
    r"\b(?:the|our|your|my|a|an|die|der|das|den|unsere?n?|ihre?n?|le|la|les|votre|notre|vos|nos) (?:\w+ ){0,2}?(?P<thing>[^\W\d_]{4,})"
)


def _asks_of_another(question: str) -> bool:
    """Whether a question that names nothing of the promise names a thing of its own: "did the new coupler arrive?"."""
    return any(
        found["thing"] not in STOP and not past_of(found["thing"])
        for found in _ANOTHER_THING.finditer(question)
    )


def _sentences(event: Event) -> list[str]:
    return [plain(event.text[s.start : s.end]).strip() for s in split(event.text, event.said)]


def agreed_move(scene: Scene, promise: Promise, gist: Gist) -> Reading | None:
    """One side proposed another day in the mail before, and the other side agrees here."""
    last = scene.mail_before
    if last is None or last.sender is None or scene.event.sender is None:
        return None
    if (
        scene.is_ours(last.sender) == scene.is_ours(scene.event.sender)
        or scene.event.at - last.at > ANSWERED_WITHIN
    ):
        return None
    if not scene.same_thread(promise):
        return None
    due = _proposed(last, promise, gist, scene)
    if due is None:
        return None
    own = _date_in(scene.event.text, scene.event, promise)
    for piece in scene.pieces[:5]:
        whole = plain(piece.whole)
        if piece.whole.rstrip().endswith("?") or _REFUSES.search(_harmless(whole)):
            return None
        here = _date_in(piece.whole, scene.event, promise)
        if here is not None and here.weekday() == due.weekday() and not re.search(r"\d", piece.whole):
            # "Monday it is" is the Monday that was proposed
            here = own = due
        if (here == due) or (_ACCEPTS.search(whole) and own in (None, due)):
            was = f" instead of {promise.due.isoformat()}" if promise.due else ""
            return Reading(CHANGED, piece, 0.82, f"both sides agree on {due.isoformat()}{was}", new_due=due)
    return None


_MOVES = re.compile(
    r"\b(?:(?:had|have|need|needed) to (?:move|postpone|reschedule|shift|push)|(?:we|i)(?:'ve| have)? (?:moved|postponed|rescheduled|shifted) (?:the|our|it|that)|now (?:takes? place|on|meets?|planned|scheduled|set)|(?:has|have|was|were) (?:been )?(?:moved|rescheduled|postponed|shifted|pushed|brought forward)|(?:is|are) (?:now |being )?(?:moved|rescheduled|postponed|shifted|pushed|on)|moves? (?:to|from)|new (?:date|time|slot)|change of plan|wurde (?:\S+ ){0,4}?(?:verschoben|verlegt)|findet (?:nun|jetzt|erst)|aura (?:désormais )?lieu|est (?:reporté|déplacé)e?)\b"
)


def host_moves(scene: Scene, promise: Promise, gist: Gist) -> Reading | None:
    """The side that is visited or called states another day for the meeting itself."""
    if not (gist.kinds & _MEETS or gist.head == "meeting") or _by_owner(scene.event, promise, scene):
        return None
    if not scene.same_thread(promise):
        return None
    for piece in scene.pieces:
        whole = plain(piece.whole)
        if piece.whole.rstrip().endswith("?") or not _MOVES.search(whole):
            continue
        if reach(gist, whole) < 2 and not (scene.alone_in_thread(promise) and reach(gist, whole)):
            continue
        due = _date_in(piece.whole, scene.event, promise)
        if due is not None and not guessed(whole):
            return Reading(CHANGED, piece, 0.78, f"the other side moved it to {due.isoformat()}", new_due=due)
    return None


_INSTEAD = re.compile(
    r"\b(?:only (?:make|manage|do|come|get)\b|(?:i|we)(?:'d| would) rather\b|only (?:\w+ ){0,2}(?:on|from) (?:the )?(?:\d|mon|tue|wed|thu|fri)\w*|instead|rather than|make that|new (?:date|day|slot)|not until|no earlier than|has to wait|have to wait|need until|needs until|moved?|moving|pushed?|pushing|shifted|shifting|postponed?|postponing|rescheduled?|delayed|slips?|slipped|statt|stattdessen|erst (?:am|ab|zum)|verschiebt|verschoben|verschieben|plutôt|reporté\w*|décalé\w*)\b"
)


def put_off(scene: Scene, promise: Promise, gist: Gist) -> Reading | None:
    """The one who owes states another day in words that name the doing or the old day only."""
    if not _by_owner(scene.event, promise, scene) or not scene.same_thread(promise):
        return None
    for piece in scene.pieces:
        whole = plain(piece.whole)
        if (
            piece.whole.rstrip().endswith("?")
            or not _INSTEAD.search(whole)
            or guessed(whole)
            or cues.UNABLE.search(whole)
        ):
            continue
        meets = bool(gist.kinds & _MEETS) or bool(
            re.search(r"\b(?:come|be there|do it|make it|visit|start)\b", whole)
        )
        if not (
            names_head(gist, whole)
            or (
                meets
                and (reach(gist, whole) or not gist.things or len(scene.event.said_text) < _SHORT)
                and scene.alone_in_thread(promise)
            )
        ):
            continue
        due = _date_in(piece.whole, scene.event, promise)
        if due is not None and not conflicting(gist, whole, piece.whole, scene.names):
            was = f" instead of {promise.due.isoformat()}" if promise.due else ""
            return Reading(
                CHANGED, piece, 0.78, f"the one who owes it now says {due.isoformat()}{was}", new_due=due
            )
    return None


def day_in_doubt(scene: Scene, promise: Promise, gist: Gist) -> Reading | None:
    """The one who owes it says that the day may not be kept, and names no other."""
    if not _by_owner(scene.event, promise, scene) or not scene.same_thread(promise):
        return None
    for piece in scene.pieces:
        whole = plain(piece.whole)
        if not cues.DOUBTFUL.search(whole) or piece.whole.rstrip().endswith("?"):
            continue
        level = reach(gist, whole)
        if (level >= 2 or (level and scene.alone_in_thread(promise))) and not conflicting(
            gist, whole, piece.whole, scene.names
        ):
            return Reading(UNSURE, piece, 0.6, "it is said that the day may not be kept")
    return None


def _harmless(said: str) -> str:
    return re.sub(
        r"\b(?:no problem|not a problem|kein problem|pas de (?:problème|souci)|nicht schlimm)\b", " ", said
    )


def _proposed(last: Event, promise: Promise, gist: Gist, scene: Scene) -> date | None:
    """The new day that a mail proposes for this promise."""
    texts = [last.text[s.start : s.end] for s in split(last.text, last.said)]
    whole = " ".join(texts)
    meets = bool(gist.kinds & _MEETS) or gist.head == "meeting"
    brief = (
        scene.alone_in_thread(promise) and len(whole) < _BRIEF and (meets or reach(gist, plain(whole)) >= 2)
    )
    for text in texts:
        if not _PROPOSES.search(plain(text)) or not (brief or _named_in(gist, text)):
            continue
        if not meets and "?" not in text and not _SHIFTS.search(plain(text)):
            # a thing that is to be sent is moved by who owes it; others can only ask for it
            continue
        due = _date_in(text, last, promise)
        if due is not None:
            return due
    return None


_SHIFTS = re.compile(
    r"\b(?:push|move|postpone|shift|delay|reschedule|bring forward|verschieben|verlegen|reporter|décaler)\b"
)


def _named_in(gist: Gist, text: str) -> bool:
    low = plain(text)
    return names_head(gist, low) or (bool(gist.kinds & _MEETS or not gist.head) and reach(gist, low) >= 2)


def _date_in(text: str, event: Event, promise: Promise) -> date | None:
    """The last day in a text that lies ahead and is not the promise's own."""
    from retrieval.due_dates import find_due_dates

    text = re.sub(r"\((?:was|war|previously|bisher|avant)[^)]*\)", " ", text, flags=re.IGNORECASE)
    today = event.at.date()
    days = [d.due for d in find_due_dates(text, event.at) if d.due >= today and d.due != promise.due]
    return days[-1] if days else None


_CANCELLED = re.compile(r"^\W*(?:cancell?ed|abgesagt|annulée?|storniert|declined)\b")
_UPDATED = re.compile(
    r"\b(?:updated (?:invitation|invite|event)|invitation updated|rescheduled|new time|new date|verschoben|aktualisiert\w*|mis(?:e)? à jour|reportée?|\(was)\b|\bwas:"
)
_MEETS = frozenset({"visit", "event", "call", "book", "test"})


def called_off(scene: Scene, promise: Promise, gist: Gist) -> Reading | None:
    """A calendar entry of the promised meeting that was cancelled or got another day."""
    event = scene.event
    if event.kind is not EventKind.meeting or not scene.pieces:
        return None
    title = plain(f"{event.subject} . {event.text.splitlines()[0] if event.text else ''}")
    cancelled = "cancelled" in event.flags or bool(_CANCELLED.search(plain(event.text)))
    if not (gist.kinds & _MEETS or gist.head == "meeting"):
        return None
    level = reach(gist, title)
    days = {d for d in (event.at.date(), *_all_days(event)) if d == promise.due}
    if level < 2 and not (level and days):
        return None
    if cancelled:
        if not days and promise.due is not None and _all_days(event):
            return None
        return Reading(WITHDRAWN, scene.pieces[0], 0.8, "the meeting was called off in the calendar")
    if _UPDATED.search(plain(f"{event.subject} {event.text}")):
        due = _date_in(_when_line(event), event, promise)
        if due is not None and due != promise.due:
            return Reading(
                CHANGED, _piece_of_date(scene), 0.8, f"the calendar now says {due.isoformat()}", new_due=due
            )
    return None


def _all_days(event: Event) -> list[date]:
    from retrieval.due_dates import find_due_dates

    return [d.due for d in find_due_dates(event.text, event.at)]


def _when_line(event: Event) -> str:
    lines = [
        line
        for line in event.text.splitlines()
        if re.match(r"\W*(?:when|wann|quand|date|datum|time)\b", line, re.IGNORECASE)
    ]
    return lines[0] if lines else event.text


def _piece_of_date(scene: Scene) -> Piece:
    return next((p for p in scene.pieces if re.search(r"\d", p.plain)), scene.pieces[0])
