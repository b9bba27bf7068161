"""Call transcripts keep who said what, one line a turn."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.errors import Skip
from integrations.formats.subtitles import transcript_event
from records.models import Event, Participant

MTIME = datetime(2026, 5, 1, tzinfo=UTC)
CALL = """WEBVTT

NOTE
Title: Acme renewal call
Date: 2026-09-15T14:00:00+02:00
Participants: Ann Lee <ann@acme.example>, Bob Ray <bob@northwind.example>

1
00:00:01.000 --> 00:00:03.000
<v Ann Lee>Hello <i>there</i>.</v>

2
00:00:03.000 --> 00:00:06.000 align:start
<v Ann Lee>Can you send it?</v>

3
00:00:06.000 --> 00:00:09.500
<v Bob Ray>Sure &amp; we'll send it Friday.</v>
"""


def read(text: str, name: str = "call.vtt") -> Event:
    return transcript_event(text.encode(), name, MTIME)


def turns(event: Event) -> list[tuple[str, str]]:
    return [(turn.speaker.label, event.text[turn.start : turn.end]) for turn in event.turns]


def test_turns_have_speakers_and_cues_of_one_speaker_are_joined() -> None:
    event = read(CALL)
    assert turns(event) == [
        ("Ann Lee", "Hello there. Can you send it?"),
        ("Bob Ray", "Sure & we'll send it Friday."),
    ]
    assert event.text == "Hello there. Can you send it?\nSure & we'll send it Friday."
    assert event.turns[1].speaker == Participant(email="bob@northwind.example", name="Bob Ray")
    assert (event.subject, event.at.isoformat()) == ("Acme renewal call", "2026-09-15T14:00:00+02:00")
    assert [each.email for each in event.to] == ["ann@acme.example", "bob@northwind.example"]
    assert event.ends_at is not None and event.ends_at.isoformat() == "2026-09-15T14:00:09.500000+02:00"


def test_names_before_a_colon_are_speakers() -> None:
    event = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nAnn Lee: Hi.\n\n00:02.000 --> 00:03.000\nBob: Hello.\nAnn Lee: One thing: we'll pay.\n\n00:03.000 --> 00:04.000\nBob: Ok."
    )
    assert turns(event) == [
        ("Ann Lee", "Hi."),
        ("Bob", "Hello."),
        ("Ann Lee", "One thing: we'll pay."),
        ("Bob", "Ok."),
    ]


def test_srt_with_commas_and_numbers_is_read() -> None:
    event = read(
        "1\r\n00:00:00,000 --> 00:00:01,000\r\nWe'll send\r\nthe quote.\r\n\r\n2\r\n00:00:01,000 --> 00:00:02,000\r\nOn Friday.\r\n",
        "call.srt",
    )
    assert event.text == "We'll send the quote.\nOn Friday." and event.turns == ()


def test_cues_without_a_blank_line_between_them() -> None:
    event = read("1\n00:00:00,000 --> 00:00:01,000\nOne.\n2\n00:00:01,000 --> 00:00:02,000\nTwo.", "call.srt")
    assert event.text == "One.\nTwo."


@pytest.mark.parametrize(
    ("name", "at", "flag"),
    [
        ("2026-09-15 Acme.vtt", "2026-09-15T00:00:00+00:00", "time_missing"),
        ("GMT20260915-093000_Recording.vtt", "2026-09-15T09:30:00+00:00", None),
        ("acme.vtt", "2026-05-01T00:00:00+00:00", "date_missing"),
    ],
)
def test_without_a_date_inside_the_files_name_or_age_counts(name: str, at: str, flag: str | None) -> None:
    event = read("WEBVTT\n\n00:01.000 --> 00:02.000\nHi", name)
    assert event.at.isoformat() == at
    assert event.flags == ((flag,) if flag else ())


def test_a_first_name_finds_the_participant() -> None:
    event = read(CALL.replace("<v Bob Ray>", "<v Bob>"))
    assert event.turns[1].speaker.email == "bob@northwind.example"


def test_a_speaker_nobody_announced_keeps_the_name() -> None:
    event = read(CALL.replace("<v Bob Ray>", "<v Speaker 3>"))
    assert event.turns[1].speaker == Participant(email="", name="Speaker 3")


@pytest.mark.parametrize("text", ["", "WEBVTT", "WEBVTT\n\nNOTE nothing", "hello"])
def test_a_file_without_words_is_refused(text: str) -> None:
    with pytest.raises(Skip, match="no spoken words"):
        read(text)


def test_the_same_file_is_the_same_event() -> None:
    assert read(CALL).id == read(CALL).id != read(CALL.replace("Friday", "Monday")).id


PIECES = st.sampled_from(
    [
        "WEBVTT",
        "",
        "NOTE",
        "Date: 2026",
        "00:01.000 --> 00:02.000",
        "99:99:99,999 --> 99:99:99,999",
        "<v A>x</v>",
        "A: b",
        "1",
        "-->",
        "<v >",
        ":",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=10)), max_size=30))
def test_any_lines_give_turns_inside_the_text(lines: list[str]) -> None:
    try:
        event = transcript_event("\n".join(lines).encode("utf-8", "replace"), "x.vtt", MTIME)
    except Skip:
        return
    ends = [0, *[turn.end for turn in event.turns]]
    assert all(
        end <= turn.start <= turn.end <= len(event.text) for end, turn in zip(ends, event.turns, strict=False)
    )
