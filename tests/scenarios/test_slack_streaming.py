"""An answer that grows in Slack's assistant pane: one answer, whatever Slack refuses and whenever we break off."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.questions import LOOKING
from tests.doubles.slack import Message
from tests.doubles.slack_world import MIRA, TOM, TRANSPORTS, Killed, World, world
from tests.pictures import samples

BOTH = pytest.mark.parametrize("here", TRANSPORTS, indirect=True)
ONE = pytest.mark.parametrize("here", ["http"], indirect=True)
ANSWER = "We made Acme three promises"
THREAD = "1763000000.000100"


@pytest.fixture
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, request.param) as started:
        started.slack.channels.add("C0ACME")
        started.slack.rooms["C0ACME"] = {"name": "acme-renewal"}
        yield started
        assert started.slack.streaming == set(), "a message was left growing"
        assert started.slack.markdown == [], "words were streamed as text that Slack parses"


def ask(here: World, words: str = samples.QUESTION, *, user: str = MIRA) -> Message:
    """In the pane, where every message stands in a thread; returns the newest one of ours."""
    here.ask(words, user=user, thread_ts=THREAD)
    here.settle()
    return here.dm(user)[-1]


# ---------------------------------------------------------------- when Slack won't have it


@BOTH
@pytest.mark.parametrize(
    "error", ["unknown_method", "missing_scope", "channel_type_not_supported", "ratelimited"]
)
def test_an_answer_that_can_not_be_streamed_is_posted(here: World, error: str) -> None:
    here.slack.fail("chat.startStream", error)
    answer = ask(here)
    assert ANSWER in answer.words and "feedback_buttons" in str(answer.blocks) and len(here.dm()) == 1


@ONE
@pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream"])
@pytest.mark.parametrize("error", ["invalid_chunks", "message_not_in_streaming_state", "team_not_found"])
def test_a_stream_that_breaks_off_becomes_the_whole_answer(here: World, method: str, error: str) -> None:
    here.slack.fail(method, error)
    whole = _words_of(samples_answer(here))
    answer = ask(here)
    assert len(here.dm()) == 1 and _words_of(answer) == whole
    newest = [c.method for c in reversed(here.slack.calls)]
    assert newest.index("chat.update") < newest.index("chat.stopStream"), "what still grows can't be replaced"


@ONE
def test_without_the_pane_a_status_line_becomes_the_answer(here: World) -> None:
    here.slack.fail("assistant.threads.setStatus", "missing_scope")
    go_on = threading.Event()
    here.conversation.before_answer = lambda: _wait(go_on)
    here.ask(samples.QUESTION, thread_ts=THREAD)
    status = here.until_reads(LOOKING)
    go_on.set()
    here.settle()
    assert [m.ts for m in here.dm()] == [status.ts] and ANSWER in status.words
    assert here.slack.count("chat.startStream") == 0


# ---------------------------------------------------------------- crashes


@ONE
@pytest.mark.parametrize("method", ["chat_startStream", "chat_appendStream", "chat_stopStream"])
def test_a_crash_while_an_answer_grows_leaves_one_answer_after_the_start(here: World, method: str) -> None:
    reached = threading.Event()
    client = here.door.workspaces.all()[0].client

    def die(**_: Any) -> Any:
        reached.set()
        raise Killed

    setattr(client, method, die)
    here.ask(samples.QUESTION, thread_ts=THREAD)
    assert reached.wait(30)
    here.restart()
    here.settle()
    whole = _words_of(samples_answer(here))
    (answer,) = here.dm()
    assert _words_of(answer) == whole


@ONE
def test_an_answer_that_was_streamed_just_before_the_crash_stays_as_it_is(here: World) -> None:
    reached = threading.Event()

    def die(delivery_id: str) -> None:
        reached.set()
        raise Killed

    here.inbox.done = die  # type: ignore[method-assign]
    here.ask(samples.QUESTION, thread_ts=THREAD)
    assert reached.wait(30)
    before = [(m.ts, m.words, m.edits) for m in here.dm()]
    here.restart()
    here.settle()
    assert [(m.ts, m.words, m.edits) for m in here.dm()] == before and len(before) == 1


@ONE
def test_work_in_the_pane_that_keeps_failing_ends_in_a_plain_sentence(here: World) -> None:
    def fail() -> None:
        raise RuntimeError("secret of acme")

    here.conversation.before_answer = fail
    here.ask(samples.QUESTION, thread_ts=THREAD)
    here.settle()
    (sorry,) = [m for m in (*here.dm(), *here.slack.whispers) if "did not work" in m.text]
    assert "secret" not in sorry.words and here.conversation.asked == []


@ONE
def test_a_question_that_was_deleted_meanwhile_is_not_answered(here: World) -> None:
    here.conversation.before_answer = lambda: here.slack.deleted.add(THREAD)
    here.ask(samples.QUESTION, thread_ts=THREAD)
    here.settle()
    assert here.dm() == [] and here.slack.whispers == [] and here.slack.count("chat.postMessage") == 1


@ONE
def test_two_people_in_their_panes_do_not_see_each_others_answers(here: World) -> None:
    for user in (MIRA, TOM):
        here.ask(samples.QUESTION, user=user, thread_ts=THREAD)
    here.settle()
    assert [len(here.dm(user)) for user in (MIRA, TOM)] == [1, 1]


def samples_answer(here: World) -> Message:
    """The same answer as a plain DM shows it."""
    here.ask(samples.QUESTION, user=TOM)
    here.until_reads(ANSWER, TOM)
    here.settle()
    return here.dm(TOM)[-1]


def _words_of(message: Message) -> list[str]:
    return message.words.removeprefix(message.text).split()


def _wait(event: threading.Event) -> None:
    assert event.wait(30)
