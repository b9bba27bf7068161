"""What is said in Slack, as people read it there; what is edited or deleted is followed."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.formats.chat import MOST_PEOPLE, Speaker
from integrations.ports import Change
from integrations.slack.normalise import plain, read
from records.models import Event, EventKind, Participant

PEOPLE = {
    "UMARA": Speaker("mara@northbeam.example", "Mara Lindqvist", "Europe/Berlin"),
    "UDANA": Speaker("", "Dana Whitfield", "America/New_York"),
}
TS, LATER = "1763900001.000100", "1763900050.000200"


def message(text: str = "I'll send the quote on Friday.", **more: Any) -> dict[str, Any]:
    return {
        "type": "message", "channel": "C0SALES", "channel_type": "channel", "user": "UMARA", "text": text,
        "ts": TS, "event_ts": TS, **more,
    }  # fmt: skip


def edited(text: str, **more: Any) -> dict[str, Any]:
    inner = {k: v for k, v in message(text).items() if k in ("type", "user", "text", "ts")}
    return message(subtype="message_changed", ts=LATER, event_ts=LATER, message={**inner, **more}, user=None)


def deleted() -> dict[str, Any]:
    return message(subtype="message_deleted", ts=LATER, event_ts=LATER, deleted_ts=TS, user=None)


def told(event: dict[str, Any], **more: Any) -> tuple[Change, ...]:
    where = {"us": "U0BOT", "team": "T0HOME", "workspace": "https://home.slack.com/", "room": "#sales"}
    return read(event, who=PEOPLE.get, **{**where, **more})


def said(event: dict[str, Any], **more: Any) -> Event:
    (change,) = told(event, **more)
    (only,) = change.events
    return only


def test_a_message_is_an_event_on_its_speakers_own_clock() -> None:
    e = said(message())
    assert e.kind is EventKind.chat and e.text == "I'll send the quote on Friday."
    assert e.sender == Participant(email="mara@northbeam.example", name="Mara Lindqvist")
    assert e.at.timestamp() == pytest.approx(float(TS)) and e.at.utcoffset() == timedelta(hours=1)
    assert (e.subject, e.source) == ("#sales", "slack")
    assert e.link == "https://home.slack.com/archives/C0SALES/p1763900001000100"


def test_a_reply_is_in_the_thread_of_what_it_answers() -> None:
    reply = said(message("Done.", ts=LATER, event_ts=LATER, thread_ts=TS))
    assert reply.thread == said(message()).thread
    assert reply.link and reply.link.endswith(f"?thread_ts={TS}&cid=C0SALES")
    assert said(message(ts=LATER, event_ts=LATER)).thread != said(message()).thread


def test_an_edit_takes_the_place_of_what_was_said_and_a_deletion_takes_it_away() -> None:
    (first,), (second,), (gone,) = told(message()), told(edited("On Monday.")), told(deleted())
    assert first.ref == second.ref == gone.ref
    assert first.version < second.version == gone.version and gone.gone
    assert first.events[0].id != second.events[0].id
    assert first.events[0].external_id == second.events[0].external_id
    assert told(edited("On Monday.", subtype="tombstone"))[0].gone


def test_a_link_that_unfolds_is_the_same_message() -> None:
    """Slack tells of a preview as of an edit; the words are the same, and so is the event."""
    assert said(edited(message()["text"])).id == said(message()).id


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"}, {"user": "U0BOT"}, {"user": "USLACKBOT"}, {"user": None}, {"subtype": "channel_join"},
        {"subtype": "channel_topic"}, {"subtype": "bot_message"}, {"ts": "soon", "event_ts": "soon"}, {"channel": ""},
        {"type": "reaction_added"}, {"text": "<@U0BOT> what did we promise Acme?"},
        {"text": " <@U0BOT|promissory> what?"},
    ],
)  # fmt: skip
def test_bots_notices_and_questions_to_us_are_no_conversation(more: dict[str, Any]) -> None:
    assert told(message(**more)) == ()


def test_a_message_that_became_a_question_to_us_is_taken_back() -> None:
    assert told(edited("<@U0BOT> what did we promise?"))[0].gone


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("<@UMARA> will send it", "@Mara Lindqvist will send it"),
        ("<@UNOBODY|bob> and <@UNOBODY>", "@bob and @somebody"),
        ("see <#C1|acme-deal>, <!here>", "see #acme-deal, @here"),
        ("<!subteam^S1|@sales> <!date^1^{date}|20 Nov>", "@sales 20 Nov"),
        ("<https://x.example/a?b=1&amp;c=2>", "https://x.example/a?b=1&c=2"),
        ("<https://x.example|the contract> <mailto:a@x.example|a@x.example>", "the contract a@x.example"),
        ("5 &lt; 6 &amp;&amp; 7 &gt; 6", "5 < 6 && 7 > 6"),
        ("&lt;@UMARA&gt; is no mention", "<@UMARA> is no mention"),
        ("&amp;lt;", "&lt;"),
        ("  spaced  ", "spaced"),
    ],
)
def test_words_stand_as_people_read_them(raw: str, shown: str) -> None:
    assert plain(raw, PEOPLE.get)[0] == shown


def test_what_is_quoted_or_code_is_not_what_was_said() -> None:
    raw = "&gt; We'll pay on Friday.\nThat is too late.\n```I'll send it```\nWe'll call."
    text, quoted, _ = plain(raw, PEOPLE.get)
    assert [text[i:j] for i, j in quoted] == ["> We'll pay on Friday.", "```I'll send it```"]
    rest, quoted, _ = plain("Hm.\n&gt;&gt;&gt; all\nof this", PEOPLE.get)
    assert [rest[i:j] for i, j in quoted] == [">>> all\nof this"]


def test_files_are_told_by_name_also_where_nothing_else_was_said() -> None:
    shared = message("", subtype="file_share", files=[
        {"name": "Order form.pdf", "mimetype": "application/pdf", "size": 1200}, {"mode": "tombstone"},
    ])  # fmt: skip
    e = said(shared)
    assert [(a.name, a.media_type, a.size) for a in e.attachments] == [
        ("Order form.pdf", "application/pdf", 1200)
    ]
    assert told(message("  "))[0].events == ()


def test_it_is_addressed_to_whom_it_mentions_and_then_to_the_members() -> None:
    members = [Participant(email=f"m{n}@acme.example") for n in range(50)]
    e = said(message("<@UDANA> on Friday", user="UMARA"), members=[PEOPLE["UMARA"].person, *members])
    assert e.to[0].name == "Dana Whitfield" and e.sender not in e.to and len(e.to) == MOST_PEOPLE


def test_somebody_whom_slack_does_not_tell_is_somebody() -> None:
    assert said(message(user="UGONE")).sender == Participant(email="", name="somebody")


@given(st.text(alphabet=st.sampled_from("ab <>@#!|&;gtlamp`\n\ue000"), max_size=80))
def test_any_text_is_read_with_its_spans_in_place(raw: str) -> None:
    text, quoted, _ = plain(raw, PEOPLE.get)
    assert text == text.strip()
    edges = [edge for span in quoted for edge in span]
    assert edges == sorted(edges) and all(0 <= edge <= len(text) for edge in edges)


json_like: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["text", "user", "files", "message", "subtype", "thread_ts", "ts"]), json_like
    )
)
def test_a_wild_event_is_read_or_left_alone(more: dict[str, Any]) -> None:
    for change in told(message(**more)):
        assert change.ref.startswith("T0HOME:C0SALES:")
