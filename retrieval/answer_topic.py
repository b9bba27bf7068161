"""Which promises are about the topic of a question: by their own words, their meaning, or their mail."""

import re
from collections.abc import Callable, Mapping, Sequence

from records.models import Event, EventKind, Promise
from retrieval.answer_chains import Chain
from retrieval.answer_synonyms import Widened
from retrieval.question_fields import Kind, Question
from retrieval.question_words import WHEN, WHO
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
    rf"|(?<!\w)(?:keep|hold|honou?r|extend|behalten|gardez) (?:the |your |their |die |les )?\d+\s*{_PERCENT}"
    rf"|(?<!\w)(?:give|grant|geb\w+|gewähr\w*|accord\w*|offr\w*|knock|take)(?!\w)[^.!?]{{0,60}}{_PERCENT}\s+(?:auf|on|sur)(?!\w)"
    rf"|{_PERCENT}\s+(?:auf|on|sur)(?!\w)[^.!?]{{0,60}}(?<!\w)(?:geben|gewähren|nachlassen|entgegenkommen)(?!\w)",
    re.IGNORECASE,
)
"""A discount that is given in numbers and never called one."""
_ALL = 0.99
_CLOSE_BEHIND = 0.15
"""How much less of the topic a promise may name than the one that names most of it."""
_FEW = 2
"""Promises that the mail around them may stand for, where their own words do not."""
HALF = 0.5
"""Enough where the question is short, names the account, and nothing names more of it."""

ALIKE_SURELY = 0.42
"""How well the words of a promise must match the topic by meaning, where none of its own names it and the
answer would be that we promised it. What has nothing to do with the topic rarely reaches .3."""
ALIKE_UNNAMED = 0.36
"""The same where the question speaks of no promise, and names neither account nor person."""
ALIKE = 0.3
"""The same where it names one ..."""
ALIKE_ALONE = 0.27
"""... and where one promise matches so much better than the next one:"""
_APART = 0.12
_LEAD = 200
"""Characters before a promise in which a thing has its name that it calls "those"."""
_SOMEWHAT_ALIKE = 0.25
"""What the words of a promise must match where only the mail around them names the topic."""
_CLOSE_IN_MEANING = 0.06
"""How much less well than the best one another may match ..."""
_FAR_IN_MEANING = 0.2
"""... and where they name all of the topic."""

Alike = Callable[[Sequence[Chain]], Sequence[float] | None]
"""Promises -> how well each matches the topic by meaning, None where that is not known."""
Before = Callable[[Sequence[str]], Mapping[str, str]]
"""Event ids -> what the mail before each one in its thread says."""


def about(
    asked: Question, chains: Sequence[Chain], events: Mapping[str, Event], before: Before, alike: Alike
) -> list[Chain]:
    """Those that name the topic best themselves; failing that, those that mean it, then their mail."""
    topic = TopicWords.of(asked.topic)
    if not topic.stems:
        return list(chains)
    return _the_thing_itself(asked, topic, _about(asked, topic, chains, events, before, alike))


def _about(
    asked: Question,
    topic: TopicWords,
    chains: Sequence[Chain],
    events: Mapping[str, Event],
    before: Before,
    alike: Alike,
) -> list[Chain]:
    named = bool(asked.account_ids or asked.people or asked.owner_emails)
    for told in (_own_words, _whole_sentence):
        # What names all of it itself needs no subject line to help.
        if best := _best(topic, chains, events, told, _ALL, around=False):
            return _nearest(topic, best, events, told, alike)
    # A topic of which the words name only a part may stand there by other names.
    other = Widened.of(asked.topic)
    for told in (_own_words, _whole_sentence) if other.more and not asked.strict else ():
        best = [c for c in _best(other, chains, events, told, _ALL) if not _called_so(topic, c, events)]
        if best:
            return _nearest(topic, best, events, told, alike)
    for told in (_own_words, _whole_sentence):
        best = _best(topic, chains, events, told, ENOUGH if not asked.strict else _ALL)
        if best or asked.strict:
            return _nearest(topic, best, events, told, alike)
    # What has a name of its own, "SCIM", is called by it: something like it is something else.
    meant = None if any(_is_name(word, asked.text) for word in asked.topic) else alike(chains)
    if best := _meant(asked, chains, meant, named=named):
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
            if meant and told is _whole_mail:
                # A mail that names the thing somewhere promises something else as often as not.
                likeness = dict(zip(map(id, chains), meant, strict=True))
                best = [chain for chain in best if likeness[id(chain)] >= _SOMEWHAT_ALIKE]
            if best and (len(best) <= _FEW or told is thread or asked.scene):
                return best
        sure = asked.kind is Kind.whether and asked.says_promise
        for told in (_own_words, _whole_sentence) if least is ENOUGH and named and not sure else ():
            best = _best(topic, chains, events, told, HALF)
            if best and len(best) <= _FEW:
                return best
    return []


def _is_name(word: str, text: str) -> bool:
    """Whether a word of the topic is an abbreviation or a number of something."""
    if not re.fullmatch(r"[\w-]{2,8}", word) or (word.isdigit() and len(word) < 3):
        return False
    shouted = bool(re.search(rf"(?<!\w){re.escape(word.upper())}(?!\w)", text)) and not text.isupper()
    return (
        (shouted and len(word) < 7) or any(c.isdigit() for c in word) or not re.search(r"[aeiouyäöüéè]", word)
    )


def names_it(topic: Sequence[str], row: Promise, event: Event) -> bool:
    """Whether a promise, its sentence or its subject names at least half of a topic in so many words."""
    words_of = TopicWords.of(topic)
    return (
        not words_of.stems
        or words_of.share(f"{_own_words(row, event)} {_near(row, event)}", event.subject) >= HALF
    )


def _called_so(topic: TopicWords, chain: Chain, events: Mapping[str, Event]) -> bool:
    """Whether a promise's own mail calls something by the asker's words: the promise is then about another thing."""
    return any(
        topic.share(events[row.event_id].said_text or events[row.event_id].text) >= _ALL
        for row in chain.members
        if row.event_id in events
    )


_IT = re.compile(r"(?<!\w)(?:why|it|warum|wieso|pourquoi)(?!\w)")
_OF_WHAT = re.compile(
    r"(?<!\w)(?:for|of|about|regarding|concerning|für|von|über|pour|de|du|des|d['’])\s*"
    r"(?:(?:the|an?|our|your|their|his|her|all|both|der|die|das|den|dem|unser\w*|la|les?|l['’])\s*)?(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)


def _the_thing_itself(asked: Question, topic: TopicWords, chains: list[Chain]) -> list[Chain]:
    """ "When is the crane?" asks for the crane, not for the statement about it, where both are promised."""
    text = asked.text.lower()
    if len(chains) < 2 or not (WHEN.search(text) or WHO.search(text) or _IT.search(text)):
        return chains
    itself = [chain for chain in chains if any(not _only_beside(row.quote, topic) for row in chain.members)]
    return itself or chains


def _only_beside(quote: str, topic: TopicWords) -> bool:
    """Whether a quote names a topic only to say what something else is for."""
    places = [m.start() for m in re.finditer(r"[\w-]+", quote) if topic.share(m.group()) > 0]
    return bool(places) and all(_OF_WHAT.search(quote[:at]) for at in places)


def _nearest(
    topic: TopicWords,
    chains: list[Chain],
    events: Mapping[str, Event],
    told: Callable[[Promise, Event], str],
    alike: Alike,
) -> list[Chain]:
    """Without those that name the topic but match it much less well by meaning than another one."""
    scores = alike(chains) if len(chains) > 1 else None
    if not scores or max(scores) < ALIKE_UNNAMED:
        return chains
    whole = any(
        topic.share(told(row, events[row.event_id])) >= _ALL
        for chain in chains
        for row in chain.members
        if row.event_id in events
    )
    least = max(scores) - (_FAR_IN_MEANING if whole else _CLOSE_IN_MEANING)
    return [chain for chain, score in zip(chains, scores, strict=True) if score >= least]


def _meant(
    asked: Question, chains: Sequence[Chain], scores: Sequence[float] | None, *, named: bool
) -> list[Chain]:
    """Those that match by meaning: how well they must depends on what else the question tells, and on the rest."""
    if not scores:
        return []
    first, second = [*sorted(scores, reverse=True), 0.0][:2]
    if asked.says_promise:
        least, apart = ALIKE_SURELY, 0.0
    elif named:
        least, apart = (ALIKE_ALONE if first - second >= _APART else ALIKE), 0.05
    else:
        least, apart = ALIKE_UNNAMED, 0.08
    if first < least or (first < ALIKE_SURELY and first - second < apart and second < least):
        return []
    enough = max(least, first - _CLOSE_IN_MEANING)
    return [chain for chain, score in zip(chains, scores, strict=True) if score >= enough]


def _best(
    topic: TopicWords | Widened,
    chains: Sequence[Chain],
    events: Mapping[str, Event],
    told: Callable[[Promise, Event], str],
    least: float,
    *,
    around: bool = True,
) -> list[Chain]:
    shares = []
    for chain in chains:
        rows = [row for row in chain.members if row.event_id in events]
        text = " ".join(told(row, events[row.event_id]) for row in rows)
        subjects = " ".join(events[row.event_id].subject for row in rows) if around else ""
        shares.append(topic.share(text, around=subjects))
    best = max(shares, default=0.0)
    if best < least:
        return []
    enough = max(least, best - _CLOSE_BEHIND)
    return [chain for chain, share in zip(chains, shares, strict=True) if share >= enough]


def telling_span(row: Promise, event: Event) -> tuple[int, int]:
    """Where the words stand that tell what a promise is about: for "I'll email you those" some before it."""
    return (
        (max(_turn(row, event)[0], row.start - _LEAD), row.end)
        if _points_out(row, event)
        else (row.start, row.end)
    )


def _points_out(row: Promise, event: Event | None) -> bool:
    """Whether "it" in the quote stands for something that its own sentence does not name."""
    if event is None:
        return False
    if not _POINTS.search(row.quote):
        # "Will do by Friday": nothing in it is a thing.
        return all(verb_groups(word) for word in naming_words(row.quote))
    return not naming_stems(plain(_whole_sentence(row, event).replace(row.quote, " ")))


def _own_words(row: Promise, event: Event) -> str:
    verb, _, rest = row.action.partition(" ")
    # "You'll have it" is put as "deliver it": a verb that nobody said names nothing.
    said = row.action if verb.lower() in row.quote.lower() else rest
    own = f"{row.quote} {said}"
    return f"{own} discount" if _CHEAPER.search(own) else own


def _whole_sentence(row: Promise, event: Event) -> str:
    """A quote is the shortest clause; the thing it is about may stand just outside it."""
    first, last = _turn(row, event)
    before = event.text[max(first, row.start - 200) : row.start]
    after = event.text[row.end : min(last, row.end + 200)]
    return _SENTENCE_END.split(before)[-1] + row.quote + _SENTENCE_END.split(after)[0]


def _turn(row: Promise, event: Event) -> tuple[int, int]:
    """What the same person says in one go: in a call what another says just before is no sentence of theirs."""
    return next(((t.start, t.end) for t in event.turns if t.start <= row.start < t.end), (0, len(event.text)))


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
    first, last = _turn(row, event)
    return event.text[max(first, row.start - 400) : min(last, row.end + 80)]
