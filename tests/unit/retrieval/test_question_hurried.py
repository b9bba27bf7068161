"""Questions in few words, with short names, typos and side remarks, and what follows them up."""

from datetime import date

import pytest

from records.models import Direction, PromiseStatus
from retrieval.question_fields import OWED
from retrieval.question_short_times import in_full
from tests.unit.retrieval.test_question_reading import read, told


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("due mon?", "due 2026-11-30..2026-11-30"),
        ("anything due thur", "open"),
        ("promises to meridian sep", "mer; ours; said 2026-09-01..2026-09-30"),
        ("june promises meridian", "mer; ours; said 2026-06-01..2026-06-30"),
        ("juni zusagen meridian", "mer; ours; said 2026-06-01..2026-06-30"),
        ("what did we promise meridian over the last fortnight", "mer; ours; said 2026-11-11..2026-11-25"),
        ("due 11/30", "due 2026-11-30..2026-11-30"),
        ("due 27-29 nov", "due 2026-11-27..2026-11-29"),
    ],
)
def test_times_cut_short(text: str, fields: str) -> None:
    if fields == "open":
        assert read(text).due is not None and read(text).due.first == date(2026, 11, 26)  # type: ignore[union-attr]
    else:
        assert told(read(text)) == fields


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("and aug?", "and in august?"),
        ("sep?", "in september?"),
        ("by eod", "by today"),
        ("october invoice for tristate", "october invoice for tristate"),
        ("what do we owe jan", "what do we owe jan"),
        ("did june promise it", "did june promise it"),
        ("did we promise june a refund", "did we promise june a refund"),
        ("24/7 support", "24/7 support"),
        ("on 3/4", "on 3/4"),
        ("the last thing we said", "the last thing we said"),
    ],
)
def test_only_times_are_written_out(text: str, long: str) -> None:
    assert in_full(text) == long


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("waiting on kestrel for what", "kes; theirs; open/broken"),
        ("what haven't they done yet kestrel", "kes; theirs; open/broken"),
        ("what's kestrel late with", "kes; theirs; broken"),
        ("what did we miss at kestrel", "kes; ours; broken"),
        ("what should kestrel have gotten by now", "kes; ours; broken"),
        ("what did we not deliver to kestrel on time", "kes; ours; broken"),
        ("was ist kestrel gegenüber noch offen", "kes; ours; open/broken"),
        ("what are we expecting from kestrel", "kes; theirs; open/broken"),
        ("what did we back out of at kestrel", "kes; ours; withdrawn"),
        ("which promises are off the table", "withdrawn"),
        ("rescheduled for kestrel", "kes; ours; changed"),
        ("what did we already deliver to kestrel", "kes; ours; kept"),
        ("which kestrel promises were moved", "kes; changed"),
        ("open but not overdue yet for kestrel", "kes; ours; open"),
        ("qu'a promis sofia", "theirs; by sofia.marino"),
        ("qui nous doit quelque chose", "theirs; open/broken"),
    ],
)
def test_sides_and_states(text: str, fields: str) -> None:
    assert told(read(text)) == fields


@pytest.mark.parametrize(
    ("text", "pick"),
    [
        ("last thing we promised kestrel", "newest"),
        ("most recent commitment to kestrel", "newest"),
        ("was haben wir kestrel zuletzt versprochen", "newest"),
        ("soonest deadline for kestrel", "next"),
        ("first thing due for kestrel", "next"),
        ("what did we promise kestrel last week", ""),
        ("did we promise kestrel the first invoice", ""),
    ],
)
def test_the_newest_and_the_next(text: str, pick: str) -> None:
    asked = read(text)
    assert asked.pick == pick and (not pick or asked.topic == ())


def test_several_people_promise_together() -> None:
    asked = read("what did sofia and chloe promise")
    assert set(asked.owner_emails) == {"sofia.marino@meridian.example", "chloe.petit@northstar.example"}
    assert asked.direction is Direction.theirs


def test_a_name_without_its_end_is_still_the_name() -> None:
    assert told(read("meridia frei open")) == told(read("meridian freight open"))
    assert read("did we promise kestrel the meridian").account_ids


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("which deadlines did we botch with kestrel", ()),
        ("what overdue gubbins do we have with kestrel", ()),
        ("which helicopters did we promise kestrel", ("helicopters",)),
        ("what did we promise kestrel about helicopters", ("helicopters",)),
        ("open promises kestrel helicopters", ("helicopters",)),
        ("what free helicopters do we owe kestrel", ("free", "helicopters")),
        ("did we promise kestrel helicopters", ("helicopters",)),
    ],
)
def test_an_odd_word_is_no_thing_but_what_is_asked_for_is(text: str, topic: tuple[str, ...]) -> None:
    assert read(text).topic == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("who promised the recap", ("recap",)),
        ("recap of meridian please", ()),
        ("check from sofia?", ("check",)),
        ("can you check what sofia promised", ()),
        ("lot 2 valid till when", ("lot", "2")),
        ("access db migration", ("access", "database", "migration")),
    ],
)
def test_what_is_the_thing_and_what_is_not(text: str, topic: tuple[str, ...]) -> None:
    assert read(text).topic == topic


@pytest.mark.parametrize(
    ("first", "then", "fields"),
    [
        ("open promises with kestrel", "only ours", "kes; ours; open/broken"),
        ("open promises with kestrel", "theirs only", "kes; theirs; open/broken"),
        ("what does kestrel owe us", "what about us", "kes; ours; open/broken"),
        ("what does kestrel owe us", "the other way round", "kes; ours; open/broken"),
        ("what's late with kestrel", "only what they owe us", "kes; theirs; broken"),
        ("everything we promised kestrel", "without the kept ones", "kes; ours; open/broken"),
        ("everything we promised kestrel", "what is left", "kes; ours; open/broken"),
        ("what did sofia promise", "is any of it late", "theirs; by sofia.marino; broken"),
        ("what do we owe kestrel", "the contract?", "kes; ours; open/broken; about contract"),
        ("did we promise kestrel the training", "when was that promised", "kes; ours; about training"),
        ("burner training?", "until when", "about burner training"),
    ],
)
def test_follow_ups_keep_what_they_do_not_replace(first: str, then: str, fields: str) -> None:
    assert told(read(then, read(first))) == fields


def test_next_after_a_list_picks_from_it() -> None:
    asked = read("what's next", read("what do we owe kestrel"))
    assert (asked.account_ids, asked.pick, asked.statuses) == (("kes",), "next", OWED)


def test_is_it_late_asks_of_the_one_thing() -> None:
    asked = read("is it late", read("did we promise kestrel the training"))
    assert asked.topic == ("training",) and asked.statuses != (PromiseStatus.broken,)
