"""Which promises are about the topic of a question: by their own words, their sentence, or their mail."""

import re
from collections.abc import Callable, Mapping, Sequence

from records.models import Event, EventKind, Promise
from retrieval.answer_chains import Chain
from retrieval.question import Kind, Question
from retrieval.sentences import plain
from retrieval.topic_match import ENOUGH, TopicWords
from retrieval.topic_words import STOP, is_word, naming_stems, verb_groups, words

_SENTENCE_END = re.compile(r"[.!?]\s|\n\s*\n")
_POINTS = re.compile(
    r"(?<!\w)(?:[Ii]t|[Tt]hem|[Tt]hey|(?:[Tt]hat|[Tt]his|[Tt]hese|[Tt]hose)(?=\W*$| (?:is|are|will|to|by|on|over|for|in|back|out|up|with|at|before|after|today|tomorrow|next|one)(?!\w))|[Oo]nes?|[Tt]he same|[Bb]oth"
    r"|es|sie|ihn|(?:[Dd]as|[Dd]ies(?:e[ns]?)?)(?! [A-ZÄÖÜ])|[Bb]eides?|(?:vous|te|leur|lui) (?:l['’]|le|la|les|en)|l['’](?=env|ai|aur)|cela|ça|ceci|celles?-ci|ceux-ci)(?!\w)"
)
_PERCENT = r"(?:%|percent|per cent|prozent|pour ?cent)"
_CHEAPER = re.compile(
    rf"{_PERCENT}\s+(?:off|less|cheaper|weniger|günstiger|de moins|unter)(?!\w)"
    rf"|(?<!\w)(?:give|grant|geb\w+|gewähr\w*|accord\w*|offr\w*|knock|take)(?!\w)[^.!?]{{0,60}}{_PERCENT}\s+(?:auf|on|sur)(?!\w)"
    rf"|{_PERCENT}\s+(?:auf|on|sur)(?!\w)[^.!?]{{0,60}}(?<!\w)(?:geben|gewähren|nachlassen|entgegenkommen)(?!\w)",
    re.IGNORECASE,
)
"""A discount that is given in numbers and never called one."""
_CLOSE_BEHIND = 0.2
"""How much less of the topic a promise may name than the one that names most of it."""
_FEW = 2
"""Promises that the mail around them may stand for, where their own words do not."""
HALF = 0.5
"""Enough where the question is short, names the account, and nothing names more of it."""

Before = Callable[[Sequence[str]], Mapping[str, str]]
"""Event ids -> what the mail before each one in its thread says."""


def about(
    asked: Question, chains: Sequence[Chain], events: Mapping[str, Event], before: Before
) -> list[Chain]:
    """Those that name the topic best themselves; failing that, their sentence, then their mail."""
    topic = TopicWords.of(asked.topic)
    if not topic.stems:
        return list(chains)
    named = bool(asked.account_ids or asked.people or asked.owner_emails)
    for told in (_own_words, _whole_sentence):
        best = _best(topic, chains, events, told, ENOUGH)
        if best:
            return best
    # "At the depot walk" names a meeting, and everything said there is meant.
    meetings = [c for c in chains if any(_meeting(events.get(row.event_id)) for row in c.members)]
    best = _best(topic, meetings, events, _title, 0.99)
    if best:
        return best
    # "I'll send it on Friday" names nothing: the mail around it does, or the one it answers.
    pointing = [c for c in chains if any(_points_out(row, events.get(row.event_id)) for row in c.members)]
    for least in (ENOUGH, HALF) if named and asked.kind is not Kind.whether else (ENOUGH,):
        best = _best(topic, pointing, events, _near, least)
        if best:
            return best
        earlier = before([row.event_id for c in pointing for row in c.members])

        def thread(row: Promise, event: Event, earlier: Mapping[str, str] = earlier) -> str:
            return f"{event.subject} {_whole_sentence(row, event)} {earlier.get(event.id, '')}"

        for some, told in (
            (pointing, thread),
            (chains, _whole_mail if asked.kind is not Kind.whether else _subject),
        ):
            best = _best(topic, some, events, told, least)
            if best and (len(best) <= _FEW or told is thread or asked.scene):
                return best
        for told in (_own_words, _whole_sentence) if least is ENOUGH and named else ():
            best = _best(topic, chains, events, told, HALF)
            if best and len(best) <= _FEW and asked.kind is not Kind.whether:
                return best
    return []


def _best(
    topic: TopicWords,
    chains: Sequence[Chain],
    events: Mapping[str, Event],
    told: Callable[[Promise, Event], str],
    least: float,
) -> list[Chain]:
    shares = []
    for chain in chains:
        rows = [row for row in chain.members if row.event_id in events]
        text = " ".join(told(row, events[row.event_id]) for row in rows)
        around = " ".join(events[row.event_id].subject for row in rows)
        shares.append(topic.share(text, around=around))
    best = max(shares, default=0.0)
    if best < least:
        return []
    enough = max(least, best - _CLOSE_BEHIND)
    return [chain for chain, share in zip(chains, shares, strict=True) if share >= enough]


def _points_out(row: Promise, event: Event | None) -> bool:
    """Whether "it" in the quote stands for something that its own sentence does not name."""
    if event is None:
        return False
    if not _POINTS.search(row.quote):
        # "Will do by Friday": nothing in it is a thing.
        return all(verb_groups(word) for word in naming_words(row.quote))
    return not naming_stems(plain(_whole_sentence(row, event).replace(row.quote, " ")))


def _own_words(row: Promise, event: Event) -> str:
    own = f"{row.quote} {row.action}"
    return f"{own} discount" if _CHEAPER.search(own) else own


def _whole_sentence(row: Promise, event: Event) -> str:
    """A quote is the shortest clause; the thing it is about may stand just outside it."""
    before, after = event.text[max(0, row.start - 200) : row.start], event.text[row.end : row.end + 200]
    return _SENTENCE_END.split(before)[-1] + row.quote + _SENTENCE_END.split(after)[0]


def naming_words(quote: str) -> list[str]:
    """The words of a quote that are neither stop words nor numbers."""
    return [w for w in words(plain(quote)) if is_word(w) and w not in STOP and not w[0].isdigit()]


def _meeting(event: Event | None) -> bool:
    return event is not None and event.kind in (EventKind.meeting, EventKind.transcript)


def _title(row: Promise, event: Event) -> str:
    return event.subject if _meeting(event) else ""


def _subject(row: Promise, event: Event) -> str:
    return f"{event.subject}. {_whole_sentence(row, event)}"


def _whole_mail(row: Promise, event: Event) -> str:
    return f"{event.subject}. {event.said_text or event.text}"


def _near(row: Promise, event: Event) -> str:
    """The lines before it in the same mail, where "it" has its name."""
    return event.text[max(0, row.start - 400) : row.end + 80]
