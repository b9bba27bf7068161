"""The two lines that stand for a conversation: what a colleague would repeat of it, in its own words."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.models import Event, EventKind, Participant, Turn
from retrieval.cleaning import clean
from retrieval.recap import LONGEST, recap
from tests.builders import DANA, MARA, NOW, event
from tests.unit.retrieval.recap_examples import FRESH, SEEN, UNSEEN, US, Example, Message

OURS = Participant(email=MARA.email, name=MARA.name)
THEIRS = Participant(email=DANA, name="Dana Whitfield")


def is_ours(who: Participant) -> bool:
    return who.email.endswith("@northbeam.example")


def conversation(messages: Sequence[Message]) -> list[Event]:
    """An hour apart; what has several lines is a mail, the rest a chat."""
    return [
        clean(
            event(
                text,
                number=n,
                sender=OURS if who == US else THEIRS,
                at=NOW - timedelta(days=3) + timedelta(hours=n),
                kind=EventKind.mail if "\n" in text else EventKind.chat,
            )
        )
        for n, (who, text) in enumerate(messages)
    ]


@pytest.mark.parametrize("example", [*SEEN, *UNSEEN, *FRESH], ids=lambda e: e[0])
def test_the_lines_are_what_a_colleague_would_repeat(example: Example) -> None:
    _, messages, wanted = example
    lines = [" ".join(line.words.split()) for line in recap(conversation(messages), is_ours)]
    assert len(lines) == len(wanted), lines
    for line, beginnings in zip(lines, wanted, strict=True):
        assert line.startswith(beginnings)


def test_each_line_says_who_said_it_and_when() -> None:
    told = conversation(
        [("them", "We need 50 seats more than planned."), ("us", "The offer now covers 250 seats.")]
    )
    first, second = recap(told[::-1], is_ours)
    assert (first.speaker, first.at) == (THEIRS, told[0].at) and (second.speaker, second.at) == (
        OURS,
        told[1].at,
    )


def test_of_a_call_each_line_is_of_whoever_speaks_there() -> None:
    text = "Can you deliver before Christmas?\nYes, we will deliver on 18 December.\n"
    cut = text.index("\n") + 1
    turns = (Turn(start=0, end=cut, speaker=THEIRS), Turn(start=cut, end=len(text), speaker=OURS))
    call = clean(event(text, kind=EventKind.transcript, turns=turns, sender=OURS))
    assert [line.speaker for line in recap([call], is_ours)] == [THEIRS, OURS]


def test_where_a_promise_was_read_weighs_more() -> None:
    text = (
        "The pilot costs 4,000 euros in 2027. The samples go out with the courier. The contract has 12 pages."
    )
    (mail,) = conversation([("us", text)])
    start = text.index("The samples")
    marked = {mail.id: [(start, start + 10)]}
    (line,) = recap([mail], is_ours, marked=marked, most=1)
    assert line.words == "The samples go out with the courier."


@pytest.mark.parametrize("flag", ["auto_reply", "bulk", "internal_note"])
def test_robots_newsletters_and_notes_among_us_have_no_last_word(flag: str) -> None:
    (mail,) = conversation([("them", "We approved the order for 12 licences.")])
    assert recap([mail], is_ours) and recap([mail.model_copy(update={"flags": (flag,)})], is_ours) == []


def test_one_endless_sentence_is_cut() -> None:
    (line,) = recap(conversation([("them", "we need the order " * 200)]), is_ours)[:1]
    assert len(line.words) <= LONGEST


def test_nothing_was_said() -> None:
    assert recap([], is_ours) == []
    assert (
        recap(
            conversation([("us", ""), ("them", "\n\n"), ("us", "👍"), ("them", "+44 20 7946 0318")]), is_ours
        )
        == []
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["us", "them"]), st.text(max_size=300)), max_size=4))
def test_every_line_was_really_said(messages: list[Message]) -> None:
    told = conversation(messages)
    lines = recap(told, is_ours)
    assert len(lines) <= 2 and lines == sorted(lines, key=lambda line: (line.at, line.event.id, line.start))
    for line in lines:
        assert line.event.was_said(line.start, line.end) and line.words.strip()
    assert len({(line.event.id, line.start) for line in lines}) == len(lines)
