"""Short replies to a reminder are read as people mean them, in their own words; a doubt reads as nothing."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workflows.reply_words import Kind, Said, Shift, understand
from records.models import Direction
from tests.builders import COMPANY, HENRIK, TOM

FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def read(words: str) -> Said | None:
    return understand(words, FRIDAY, [c for c in COMPANY if c.name != "Mara Lindqvist"])


def kind(words: str) -> str | None:
    said = read(words)
    return said.kind.value if said else None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("moved to Tuesday", date(2026, 11, 24)),
        ("Moved to Tuesday.", date(2026, 11, 24)),
        ("<@U0BOT> moved to *Tuesday*", date(2026, 11, 24)),
        ("we agreed on 3 December", date(2026, 12, 3)),
        ("moved to Tuesday, 24 November", date(2026, 11, 24)),
        ("moved from Monday to Tuesday", date(2026, 11, 24)),
        ("Thursday instead of Tuesday", date(2026, 11, 26)),
        ("moved it, Tuesday now", date(2026, 11, 24)),
        ("No, moved to Tuesday", date(2026, 11, 24)),
        ("not done, moved to Tuesday", date(2026, 11, 24)),
        ("can't make Tuesday, moved to Thursday", date(2026, 11, 26)),
        ("they gave us until Friday", date(2026, 11, 27)),
        ("they want it Thursday instead", date(2026, 11, 26)),
        ("please move it to 2026-12-01", date(2026, 12, 1)),
        ("deadline is 5 Dec", date(2026, 12, 5)),
        ("pushed to end of month", date(2026, 11, 30)),
        ("verschoben auf Dienstag", date(2026, 11, 24)),
        ("wurde auf den 3. Dezember verschoben", date(2026, 12, 3)),
        ("haben uns auf den 5. Dezember geeinigt", date(2026, 12, 5)),
        ("reporté à mardi", date(2026, 11, 24)),
    ],
)
def test_a_new_day_is_read(words: str, day: date) -> None:
    said = read(words)
    assert said is not None and (said.kind, said.day) == (Kind.move, day)


@pytest.mark.parametrize(
    "words",
    [
        "nicht meine Schuld",
        "somebody else answered",
        "Tom is on vacation",
        "they called it off",
        "called the visit off",
    ],
)
def test_what_only_sounds_like_done_or_not_mine_is_neither(words: str) -> None:
    assert kind(words) is None


@pytest.mark.parametrize(
    ("words", "shift", "after"),
    [
        ("postponed by two weeks", Shift(2, "week"), date(2026, 12, 9)),
        ("pushed a week", Shift(1, "week"), date(2026, 12, 2)),
        ("delayed by 3 business days", Shift(3, "business"), date(2026, 11, 30)),
        ("um eine Woche verschoben", Shift(1, "week"), date(2026, 12, 2)),
        ("moved back a month", Shift(1, "month"), date(2026, 12, 25)),
    ],
)
def test_a_delay_counts_from_the_day_on_which_it_was_due(words: str, shift: Shift, after: date) -> None:
    said = read(words)
    assert said is not None and (said.kind, said.day, said.shift) == (Kind.move, None, shift)
    assert shift.after(date(2026, 11, 25)) == after


def test_a_month_later_stays_within_the_month() -> None:
    assert Shift(1, "month").after(date(2027, 1, 31)) == date(2027, 2, 28)
    assert Shift(13, "month").after(date(2026, 12, 31)) == date(2028, 1, 31)


@pytest.mark.parametrize(
    "words",
    ["done", "Done!", "sent it yesterday", "It's done, thanks.", "no it's done", "all done", "✅", "erledigt",
     "haben wir gestern geschickt", "ist raus", "c'est fait", "envoyé hier", "the quote went out on Monday",
     "hat Tom gemacht", "already sent on 18 November", "it was done by Tom", "the plan is sent", "der Plan ist raus"],
)  # fmt: skip
def test_done_is_read(words: str) -> None:
    assert kind(words) == "done"


@pytest.mark.parametrize(
    "words",
    ["not done yet", "nicht erledigt", "noch nicht erledigt", "we haven't sent it", "almost done", "I'm on it",
     "we did not move it to Tuesday", "we never agreed on 3 December", "still open", "pas encore", "didn't send it",
     "sent the draft, the final one is not done yet"],
)  # fmt: skip
def test_what_is_denied_stays_open(words: str) -> None:
    assert kind(words) == "still_open"


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("got it", Direction.theirs),
        ("they sent us the contract", Direction.theirs),
        ("they got it", Direction.ours),
    ],
)
def test_what_they_did_is_about_what_they_owe(words: str, side: Direction) -> None:
    said = read(words)
    assert said is not None and (said.kind, said.side) == (Kind.done, side)


@pytest.mark.parametrize(
    "words",
    ["not a promise", "wrong", "That's wrong.", "no promise", "I never promised that", "false alarm",
     "kein Versprechen", "das war kein Versprechen", "stimmt nicht", "pas une promesse"],
)  # fmt: skip
def test_that_it_is_no_promise_is_read(words: str) -> None:
    assert kind(words) == "not_a_promise"


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        ("that's Tom's", TOM),
        ("Tom does it", TOM),
        ("Tom Adeyemi will do it", TOM),
        ("das macht Tom", TOM),
        ("das ist Toms", TOM),
        ("ask henrik", HENRIK),
        ("Henrik took over", HENRIK),
        ("Tom", TOM),
        ("wrong owner", None),
        ("not mine", None),
        ("someone else's", None),
    ],
)
def test_whose_it_is_is_read(words: str, owner: object) -> None:
    said = read(words)
    assert said is not None and (said.kind, said.owner) == (Kind.wrong_owner, owner)


def test_a_first_name_that_two_colleagues_share_names_nobody() -> None:
    twins = [TOM, TOM.model_copy(update={"email": "tom2@northbeam.example", "name": "Tom Reyes"})]
    assert understand("that's Tom's", FRIDAY, twins) is None
    said = understand("that's Tom Reyes's", FRIDAY, twins)
    assert said is not None and said.owner == twins[1]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("tomorrow", date(2026, 11, 21)),
        ("next week", date(2026, 11, 27)),
        ("remind me Friday", date(2026, 11, 27)),
        ("can you remind me on Friday?", date(2026, 11, 27)),
        ("ask me again in 2 weeks", date(2026, 12, 4)),
        ("please snooze until 1 December", date(2026, 12, 1)),
        ("morgen", date(2026, 11, 21)),
        ("erinnere mich am Freitag", date(2026, 11, 27)),
        ("later", None),
        ("not now", None),
    ],
)
def test_later_is_read(words: str, day: date | None) -> None:
    said = read(words)
    assert said is not None and (said.kind, said.day) == (Kind.snooze, day)


@pytest.mark.parametrize(
    "words", ["Tuesday", "on Tuesday", "I'll send it on Tuesday", "not done yet, will be done Tuesday",
              "I'll have it done by Tuesday", "done by Tuesday"],
)  # fmt: skip
def test_a_day_without_more_may_mean_either(words: str) -> None:
    said = read(words)
    assert said is not None and (said.kind, said.day) == (Kind.day, date(2026, 11, 24))


@pytest.mark.parametrize(
    "words",
    ["", " ", "thanks", "👍", "ok", "is it done?", "did we move it to Tuesday?", "what is this about", "who owes it",
     "what did we promise Acme", "maybe we move it to Tuesday", "if they agree we move it to Tuesday",
     "it is a promise", "not sure if it's a promise", "we did not keep our promise", "not Tom's", "they sent it back",
     "moved to yesterday", "move to 31.02.", "don't remind me again", "I will be in Munich on Tuesday",
     "the meeting is on Tuesday", "remind Tom on Friday", "> moved to Tuesday", "done " * 60],
)  # fmt: skip
def test_questions_doubts_and_small_talk_are_not_understood(words: str) -> None:
    assert read(words) is None


CORE = st.sampled_from(
    re.findall(
        r"\S+",
        "done sent moved to Tuesday not we did n't Tom 's promise a wrong tomorrow next week remind me Friday until erledigt "
        "verschoben auf nicht Dienstag 3 December 31.12. by two weeks ? , . ! from yet owner é İ ß 12/3 9999",
    )
)


@settings(max_examples=300, deadline=None)
@given(
    words=st.one_of(st.text(max_size=200), st.lists(CORE, max_size=14).map(" ".join)),
    shift=st.integers(0, 3000),
)
def test_no_text_breaks_it_and_no_day_lies_in_the_past(words: str, shift: int) -> None:
    now = FRIDAY + timedelta(days=shift)
    said = understand(words, now, COMPANY)
    if said is not None and said.day is not None:
        assert said.day >= now.date()


@settings(max_examples=200, deadline=None)
@given(
    deed=st.sampled_from(
        [
            "done",
            "sent",
            "finished",
            "delivered",
            "moved to Tuesday",
            "postponed to 3 December",
            "agreed on Friday",
        ]
    ),
    no=st.sampled_from(["not", "never", "we have not", "it is not", "we haven't", "we didn't", "it wasn't"]),
    after=st.sampled_from(["", " yet", " so far", ".", " I think"]),
)
def test_what_is_denied_is_never_proposed(deed: str, no: str, after: str) -> None:
    said = read(f"{no} {deed}{after}")
    assert said is None or said.kind in (Kind.still_open, Kind.day)
