"""Quotes for questions that no promise answers: what somebody said about something."""

import re
from collections.abc import Mapping
from datetime import datetime

from records.models import Answer, Coverage, Direction, Event, EventKind
from retrieval import answer_text as wording
from retrieval.answer_citing import Citations, best_part
from retrieval.ports import Ledger
from retrieval.question_fields import Question
from retrieval.search import Found, Search
from retrieval.topic_match import ENOUGH, TopicWords

MOST_QUOTES = 3
_NOW = re.compile(
    r"(?<!\w)(?:still|now|currently|latest|newest|most recent|last thing|noch|aktuell\w*|zuletzt|derzeit|toujours|encore|actuellement)(?!\w)"
)
_LOOKED_AT = 20
ENOUGH_WORDS = 0.6
"""Share of a question's telling words that a passage must name to be quoted as an answer ..."""
HALF_OF_WORDS = 0.5
"""... fewer where it asks what one person or company said ..."""
ENOUGH_ALONE = 0.75
"""... and more of them where the question names neither account nor person."""
CLOSE = 0.84
"""... unless its cosine is at least this, with some of the words. Both tuned on questions of our own."""


def quoted(
    asked: Question, reader: str, now: datetime, ledger: Ledger, search: Search, coverage: Coverage
) -> Answer | None:
    """The best passages with their speakers; None where nothing the reader may read answers."""
    if not asked.topic:
        return None
    found = find(asked, reader, now, search, " ".join(asked.topic), _LOOKED_AT)
    events = ledger.events(reader, [one.hit.event_id for one in found])
    topic = TopicWords.of(asked.topic)
    ours = {person.email.partition("@")[2] for person in ledger.people()}
    good: list[tuple[float, Found, Event]] = []
    for one in found:
        event = events.get(one.hit.event_id)
        if event is None or not _said_by(asked, event, ours):
            continue
        share = max(topic.share(one.hit.text, around=event.subject), topic.share(_whole(event)))
        if _enough(asked, share, one):
            good.append((share, one, event))
    if not good:
        return None
    # What names all of the topic comes before what names a part; their order is otherwise the search's.
    best = max(share for share, _, _ in good)
    good = [g for g in good if g[0] >= best - 0.34]
    if _NOW.search(asked.text.lower()):
        good.sort(key=lambda g: g[2].at, reverse=True)
    else:
        good.sort(key=lambda g: -round(g[0], 1))
    citations = Citations()
    lines = []
    for n, (_, one, event) in enumerate(good[:MOST_QUOTES], start=1):
        start, end = _part(asked, event, one, topic)
        mark = citations.mark(event, start, end)
        when = wording.day(event.at.date(), asked.today)
        quote = " ".join(event.text[start:end].split())
        lines.append(f"{n}. {speaker(event, start)}, {when}: “{quote}” {mark}")
    head = "This is what I found:" if len(lines) > 1 else "I found this:"
    return Answer(
        answer="\n".join([head, *lines]),
        promises=(),
        citations=citations.all(),
        coverage=coverage,
        refused=False,
    )


def mentioned(asked: Question, reader: str, now: datetime, ledger: Ledger, search: Search) -> str:
    """That the thing is spoken of somewhere, though nobody promises it; "" where it is not."""
    if not asked.topic:
        return ""
    topic = TopicWords.of(asked.topic)
    found = find(asked, reader, now, search, " ".join(asked.topic), 8)
    named = [one for one in found if topic.share(one.hit.text) >= ENOUGH]
    event = ledger.events(reader, [named[0].hit.event_id]).get(named[0].hit.event_id) if named else None
    if event is None:
        return ""
    return f"{_mention(event, asked)}, but nobody promises it there."


def said_by_others(asked: Question, reader: str, now: datetime, ledger: Ledger, search: Search) -> str:
    """That the other side speaks of it, where the question asks what one side said; "" where it does not."""
    if not (asked.topic and asked.talk and asked.direction_said) or asked.people or asked.owner:
        return ""
    topic = TopicWords.of(asked.topic)
    found = find(asked, reader, now, search, " ".join(asked.topic), 8)
    named = [one.hit.event_id for one in found if topic.share(one.hit.text) >= ENOUGH]
    events = ledger.events(reader, named)
    ours = {person.email.partition("@")[2] for person in ledger.people()}
    for event in (events[one] for one in named if one in events):
        if not _said_by(asked, event, ours):
            own = asked.direction is Direction.ours
            return f"{_mention(event, asked)}, but by {'a customer, not by us' if own else 'us, not by a customer'}."
    return ""


def _mention(event: Event, asked: Question) -> str:
    kind = "a meeting" if event.kind in (EventKind.meeting, EventKind.transcript) else "a message"
    when = wording.day(event.at.date(), asked.today)
    subject = f" (“{event.subject[:80]}”)" if event.subject else ""
    return f"It is mentioned in {kind} of {when}{subject}"


def find(asked: Question, reader: str, now: datetime, search: Search, words: str, most: int) -> list[Found]:
    """What the search finds with the question's account and time."""
    since, until = asked.said_between()
    return search.find(
        words, reader, most, now, account_ids=list(asked.account_ids) or None, since=since, until=until
    )


def _whole(event: Event) -> str:
    return f"{event.subject}. {event.said_text or event.text}"


def _part(asked: Question, event: Event, one: Found, topic: TopicWords) -> tuple[int, int]:
    """Where to quote: in the passage found, or where else in the mail the topic is named.

    Of a call, one turn: what the next speaker says is not theirs.
    """
    here = (one.hit.start, one.hit.end)
    turns = [t for t in event.turns if t.start < here[1] and here[0] < t.end]
    theirs = [t for t in event.turns if t.speaker.email in asked.owner_emails]
    on_topic = [t for t in theirs if topic.share(event.text[t.start : t.end])]
    turns = on_topic or [t for t in turns if t in theirs] or turns
    if turns:
        turn = max(turns, key=lambda t: topic.share(event.text[t.start : t.end]))
        return best_part(event, (turn.start, turn.end), topic)
    if topic.share(one.hit.text):
        return best_part(event, here, topic)
    spans = event.said or ((0, len(event.text)),)
    best = max(spans, key=lambda span: topic.share(event.text[span[0] : span[1]]))
    return (
        best_part(event, best, topic)
        if topic.share(event.text[best[0] : best[1]])
        else best_part(event, spans[0], topic)
    )


def _enough(asked: Question, share: float, one: Found) -> bool:
    """How much of the topic has to be named: less where the question says by whom or with whom."""
    named = bool(asked.account_ids or asked.people or asked.owner_emails)
    if named and asked.talk and asked.direction_said and share >= HALF_OF_WORDS:
        return True
    if share >= (ENOUGH_WORDS if named else ENOUGH_ALONE):
        return True
    return named and share > 0 and one.cosine is not None and one.cosine >= CLOSE


def _said_by(asked: Question, event: Event, ours: set[str]) -> bool:
    """Whether those whom the question asks for can have said it, to those it names."""
    named = set(asked.owner_emails)
    if named and named != set(asked.taker_emails):
        spoke = {turn.speaker.email for turn in event.turns} | (
            {event.sender.email} if event.sender else set()
        )
        if event.kind is not EventKind.meeting and not named & spoke:
            return False
    there = {p.email for p in event.participants} | {turn.speaker.email for turn in event.turns}
    if asked.taker_emails and not set(asked.taker_emails) & there:
        return False
    if asked.direction is None or not asked.direction_said or event.turns or event.sender is None:
        return True
    return (event.sender.domain in ours) == (asked.direction is Direction.ours)


def speaker(event: Event, at: int) -> str:
    """Who says what stands at `at`."""
    for turn in event.turns:
        if turn.start <= at < turn.end:
            return turn.speaker.label
    return event.sender.label if event.sender else "Somebody"


def before_in_thread(ledger: Ledger, reader: str, event_ids: list[str]) -> Mapping[str, str]:
    """Event id -> subject and words of the mail before it in its thread, where the reader may read that."""
    earlier = {i: one for i, (one, _) in ledger.neighbours_of(event_ids).items() if one}
    events = ledger.events(reader, sorted(set(earlier.values())))
    return {
        i: f"{events[one].subject} {events[one].said_text}" for i, one in earlier.items() if one in events
    }
