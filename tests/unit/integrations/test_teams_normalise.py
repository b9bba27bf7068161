"""What is said in Teams, by the same rules as in Slack."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.formats.chat import Speaker
from integrations.ports import Change
from integrations.teams.normalise import read
from records.models import Event, EventKind, Participant

PEOPLE = {"aad-mara": Speaker("mara@northbeam.example", "Mara Lindqvist", "Europe/Berlin")}
BOT = "28:bot"
CHANNEL = "19:sales@thread.tacv2"


def activity(text: str = "I'll send the quote on Friday.", **more: Any) -> dict[str, Any]:
    return {
        "type": "message", "id": "1763900001000", "timestamp": "2025-11-23T12:13:21.5Z",
        "localTimestamp": "2025-11-23T13:13:21.5+01:00", "text": text, "textFormat": "plain",
        "from": {"id": "29:mara", "name": "Mara L.", "aadObjectId": "aad-mara"}, "recipient": {"id": BOT},
        "conversation": {"id": f"{CHANNEL};messageid=1763900000000", "conversationType": "channel"},
        "channelData": {"tenant": {"id": "t1"}, "team": {"name": "Sales", "aadGroupId": "g1"},
                        "channel": {"name": "Acme"}},
        **more,
    }  # fmt: skip


def told(one: dict[str, Any], **more: Any) -> tuple[Change, ...]:
    return read(one, who=PEOPLE.get, **more)


def said(one: dict[str, Any], **more: Any) -> Event:
    (change,) = told(one, **more)
    (only,) = change.events
    return only


def test_a_message_is_an_event_on_its_speakers_own_clock() -> None:
    e = said(activity())
    assert e.kind is EventKind.chat and e.source == "teams" and e.subject == "Sales / Acme"
    assert e.sender == Participant(email="mara@northbeam.example", name="Mara Lindqvist")
    assert e.at.timestamp() == 1763900001.0 and e.at.utcoffset() == timedelta(hours=1)
    assert e.link and e.link.startswith("https://teams.microsoft.com/l/message/19%3Asales%40thread.tacv2/")


def test_replies_share_the_thread_of_what_they_answer() -> None:
    root = activity(id="1763900000000", conversation={"id": CHANNEL, "conversationType": "channel"})
    assert said(activity()).thread == said(root).thread


def test_an_edit_takes_the_place_of_what_was_said_and_a_deletion_takes_it_away() -> None:
    later = {"timestamp": "2025-11-23T12:20:00Z"}
    (first,) = told(activity())
    (second,) = told(activity("On Monday.", type="messageUpdate", **later))
    (gone,) = told(activity("", type="messageDelete", **later))
    assert first.ref == second.ref == gone.ref and gone.gone
    assert first.version < second.version == gone.version
    assert second.events[0].at == first.events[0].at and second.events[0].id != first.events[0].id


@pytest.mark.parametrize(
    "more",
    [
        {"conversation": {"id": "a:1", "conversationType": "personal"}}, {"from": {"id": BOT}}, {"from": {}},
        {"from": {"id": "28:other", "role": "bot"}}, {"type": "conversationUpdate"}, {"id": ""},
        {"timestamp": "soon"}, {"conversation": None},
        {"text": "<at>Promissory</at> what did we promise Acme?", "entities": [
            {"type": "mention", "text": "<at>Promissory</at>", "mentioned": {"id": BOT}}]},
    ],
)  # fmt: skip
def test_questions_to_us_bots_and_other_activities_are_no_conversation(more: dict[str, Any]) -> None:
    assert told(activity(**more)) == ()


def test_mentions_stand_by_name_and_are_who_it_is_said_to() -> None:
    mention = {
        "type": "mention",
        "text": "<at>Dana</at>",
        "mentioned": {"id": "29:dana", "name": "Dana Whitfield"},
    }
    e = said(activity("<at>Dana</at> you'll have it on Friday", entities=[mention]))
    assert e.text == "@Dana you'll have it on Friday"
    assert e.to == (Participant(email="", name="Dana Whitfield"),)


def test_a_quoted_reply_is_not_what_was_said() -> None:
    html = "<blockquote>We'll pay on Friday.</blockquote><p>That is too late.</p>"
    e = said(activity("We'll pay on Friday. That is too late.", attachments=[
        {"contentType": "text/html", "content": html}]))  # fmt: skip
    assert "That is too late." in e.text
    assert ["We'll pay on Friday." in e.text[i:j] for i, j in e.quoted] == [True]


def test_files_are_told_by_name() -> None:
    file = {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "Order form.pdf",
            "content": {"fileType": "pdf"}}  # fmt: skip
    assert [a.name for a in said(activity("", attachments=[file])).attachments] == ["Order form.pdf"]
    assert told(activity(""))[0].events == ()


def test_a_name_in_the_activity_is_only_a_name() -> None:
    """Whoever the directory does not know has no address, whatever they call themselves."""
    e = said(activity(**{"from": {"id": "29:x", "name": "priya@northbeam.example", "aadObjectId": "aad-x"}}))
    assert e.sender == Participant(email="", name="priya@northbeam.example")


json_like: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    "text",
    "from",
    "entities",
    "attachments",
    "channelData",
    "conversation",
    "localTimestamp",
    "recipient",
]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), json_like))
def test_a_wild_activity_is_read_or_left_alone(more: dict[str, Any]) -> None:
    for change in told(activity(**more)):
        assert change.ref
