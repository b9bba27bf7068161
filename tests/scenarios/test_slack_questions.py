"""A question in Slack, by DM or mention, over Socket Mode and HTTP: acknowledged first, answered once."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.replies.answers import text_reply
from bot.slack.identity import STRANGER
from bot.slack.questions import LOOKING
from tests.doubles.slack import BOT_ID, BOT_USER
from tests.doubles.slack_world import MIRA, TRANSPORTS, Killed, World, world
from tests.pictures.samples import MIRA as MIRA_PERSON
from tests.pictures.samples import QUESTION

ANSWER = "We made Acme three promises"
BOTH = pytest.mark.parametrize("here", TRANSPORTS, indirect=True)
ONE = pytest.mark.parametrize("here", ["http"], indirect=True)


@pytest.fixture
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, request.param) as started:
        yield started


@BOTH
def test_a_dm_gets_a_status_at_once_and_then_the_answer_with_its_sources(here: World) -> None:
    go_on = threading.Event()
    here.conversation.before_answer = lambda: _wait(go_on)
    here.ask(QUESTION)
    status = here.until_reads(LOOKING)
    go_on.set()
    answer = here.until_reads(ANSWER)
    assert answer.ts == status.ts, "the answer takes the place of the status"
    assert "I'll send you the revised quote with the volume discount by Friday." in answer.words
    assert "https://promissory.lumenworks.example/events/ev-quote" in answer.words
    assert here.conversation.asked[0][:2] == (QUESTION, MIRA_PERSON.email)
    assert len(here.dm()) == 1


@ONE
def test_the_asker_may_say_whether_an_answer_helped(here: World) -> None:
    here.ask(QUESTION)
    answer = here.until_reads(ANSWER)
    here.settle()
    here.tell(here.slack.thumb(MIRA, answer, good=False))
    here.until_reads("Thank you.")
    here.settle()
    assert here.conversation.thumbs == [("an_story", False, MIRA_PERSON.email)]
    assert ANSWER in answer.words and "feedback_buttons" not in str(answer.blocks)


@ONE
def test_what_has_no_answer_asks_for_no_thumb(here: World) -> None:
    here.conversation.reply = text_reply("I found nothing about that.")
    here.ask(QUESTION)
    answer = here.until_reads("I found nothing")
    assert "feedback_buttons" not in str(answer.blocks)


@BOTH
def test_slack_hears_ok_before_any_work_is_done(here: World) -> None:
    go_on = threading.Event()

    def work() -> None:
        _wait(go_on)
        here.slack.mark("worked")

    here.conversation.before_answer = work
    here.ask(QUESTION)  # returns when acknowledged; the work can't have ended, for it waits for us
    assert "worked" not in here.slack.timeline
    go_on.set()
    here.until_reads(ANSWER)
    assert here.slack.timeline.index("acknowledged") < here.slack.timeline.index("worked")


@BOTH
def test_more_questions_than_workers_are_all_acknowledged(here: World) -> None:
    go_on = threading.Event()
    here.conversation.before_answer = lambda: _wait(go_on)
    for n in range(12):
        here.ask(f"{QUESTION} {n}")
    go_on.set()
    here.settle()
    assert sorted(q for q, _, _ in here.conversation.asked) == sorted(f"{QUESTION} {n}" for n in range(12))


@BOTH
def test_the_same_delivery_three_times_is_answered_once(here: World) -> None:
    body = here.ask(QUESTION)
    here.tell(body, retry=1)
    here.until_reads(ANSWER)
    here.tell(body, retry=2)
    here.tell(body | {"event_id": "EvOTHER"})
    here.settle()
    assert len(here.conversation.asked) == 1
    assert len(here.dm()) == 1


@BOTH
def test_a_delivery_that_was_being_worked_on_when_the_process_died_is_answered_once_after_the_start(
    here: World,
) -> None:
    reached = threading.Event()

    def die() -> None:
        reached.set()
        raise Killed

    here.conversation.before_answer = die
    body = here.ask(QUESTION)
    assert reached.wait(30)
    here.conversation.before_answer = lambda: None
    here.restart()
    here.until_reads(ANSWER)
    here.tell(body, retry=1)
    here.settle()
    assert len(here.conversation.asked) == 1
    assert len(here.dm()) == 1, "the old status became the answer"


@ONE
def test_an_answer_that_was_posted_just_before_the_crash_is_not_posted_again(here: World) -> None:
    reached = threading.Event()

    def die(delivery_id: str) -> None:
        reached.set()
        raise Killed

    here.conversation.reply = text_reply("long " * 6000)
    here.inbox.done = die  # type: ignore[method-assign]  # of this process; the next one has its own
    here.ask(QUESTION)
    assert reached.wait(30)  # seeing the last page is not enough: its place may not be noted yet
    posted = [(m.ts, m.words) for m in here.dm()]
    assert len(posted) == 4 and "Page 4 of 4" in posted[-1][1]
    here.restart()
    here.settle()
    assert [(m.ts, m.words) for m in here.dm()] == posted
    assert len(here.conversation.asked) == 2, "it was worked on again, and changed nothing"


@ONE
def test_work_that_fails_for_a_moment_is_tried_again(here: World) -> None:
    failures = iter([RuntimeError("database is locked"), OSError("disk")])
    here.conversation.before_answer = lambda: _raise_next(failures)
    here.ask(QUESTION)
    here.until_reads(ANSWER)
    assert len(here.dm()) == 1


@ONE
def test_work_that_keeps_failing_ends_in_a_plain_sentence_with_a_reference(here: World) -> None:
    here.conversation.before_answer = _raiser(RuntimeError("secret of acme"))
    here.ask(QUESTION)
    sorry = here.until_reads("Sorry, that did not work")
    assert "reference T0HOME:message:" in sorry.text
    assert "secret" not in sorry.words and "Traceback" not in sorry.words
    here.settle()


@ONE
def test_what_cant_be_stored_is_not_acknowledged(here: World) -> None:
    accept = here.inbox.accept
    here.inbox.accept = _raiser(OSError("disk full"))  # type: ignore[method-assign]
    body = here.slack.message_event(MIRA, QUESTION)
    assert here.slack.post(here.url, body) == 500
    here.inbox.accept = accept  # type: ignore[method-assign]
    here.tell(body, retry=1)
    here.until_reads(ANSWER)
    assert len(here.conversation.asked) == 1


@ONE
@pytest.mark.parametrize(
    "flags",
    [
        {"profile": {"email": "someone@elsewhere.example"}},
        {"profile": {}},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True},
        {"deleted": True},
        {"is_bot": True},
        {"is_email_confirmed": False},
    ],
    ids=lambda flags: next(iter(flags)),
)
def test_nobody_known_learns_nothing(here: World, flags: dict[str, Any]) -> None:
    email = MIRA_PERSON.email
    here.slack.person("UGUEST", email, **flags)
    here.ask(QUESTION, user="UGUEST")
    assert here.until_reads(STRANGER, "UGUEST").words.strip() == STRANGER
    here.ask(f"<@{BOT_USER}> {QUESTION}", user="UGUEST", channel="C0SALES")
    here.slack.wait(lambda: here.slack.whispers)
    assert [(w.only_for, w.text) for w in here.slack.whispers] == [("UGUEST", STRANGER)]
    assert here.slack.in_channel("C0SALES") == []
    assert here.conversation.asked == []


@ONE
def test_bots_edits_deletions_and_other_workspaces_are_not_answered(here: World) -> None:
    ask = here.slack.message_event
    here.tell(ask(MIRA, QUESTION, bot_id="B0OTHER"))
    here.tell(ask(MIRA, QUESTION, subtype="message_changed"))
    here.tell(ask(MIRA, QUESTION, subtype="message_deleted"))
    here.tell(ask(MIRA, QUESTION, subtype="channel_join"))
    here.tell(ask(BOT_USER, QUESTION))
    here.tell(ask(BOT_USER, QUESTION, bot_id=BOT_ID))
    here.tell(ask(MIRA, QUESTION) | {"team_id": "T0OTHER"})
    here.tell(ask(MIRA, QUESTION, channel_type="group", channel="G0GROUP", type="message"))
    here.tell(ask(MIRA, QUESTION) | {"event": {"type": "team_join", "user": {"id": MIRA}}})
    here.ask("what is overdue?")
    here.settle()
    assert [q for q, _, _ in here.conversation.asked] == ["what is overdue?"]
    assert here.slack.count("chat.postMessage") == 1


@ONE
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", "Ask me what was promised"),
        ("   \n", "Ask me what was promised"),
        (":tada: :+1:", "Ask me what was promised"),
        ("👍🎉", "Ask me what was promised"),
        ("…?!", "Ask me what was promised"),
        ("why " * 5000, "too long"),
        (":flag-de: 🇩🇪", "Ask me what was promised"),
    ],
    ids=["nothing", "blank", "shortcodes", "emoji", "punctuation", "20,000 characters", "a flag"],
)
def test_a_message_that_asks_nothing_or_too_much_gets_one_plain_answer(
    here: World, text: str, answer: str
) -> None:
    here.ask(text)
    here.until_reads(answer)
    assert here.conversation.asked == []
    assert len(here.dm()) == 1


@ONE
def test_a_question_reaches_the_ledger_in_plain_words(here: World) -> None:
    here.ask(
        "what does <@UTOM> owe <mailto:dana@acme.example|dana@acme.example> &amp; <http://acme.example|acme.example> in <#C1|sales>?"
    )
    here.until_reads(ANSWER)
    assert here.conversation.asked[0][0] == (
        "what does Tom Reyes owe dana@acme.example & acme.example in sales?"
    )


@ONE
def test_a_question_in_a_thread_is_answered_there(here: World) -> None:
    here.ask(QUESTION, thread_ts="1763000000.000100")
    answer = here.until_reads(ANSWER)
    assert answer.thread_ts == "1763000000.000100"
    assert here.conversation.asked[0][2] == f"D{MIRA}:1763000000.000100"


@ONE
def test_words_from_a_mail_can_not_call_anybody_or_pose_as_a_link(here: World) -> None:
    hostile = "<!channel> <@UTOM> *now* `code` ~no~ _yes_ <https://evil.example|our portal> & \x1b[31mred \u202etxt.exe"
    here.conversation.reply = text_reply(hostile)
    here.ask(QUESTION)
    answer = here.until_reads("evil.example")
    assert "<" not in answer.text and "&lt;!channel&gt;" in answer.text
    elements = answer.blocks[0]["elements"][0]["elements"]
    assert elements == [{"type": "text", "text": hostile.replace("\x1b", "").replace("\u202e", "")}]
    assert "mrkdwn" not in str(answer.blocks)


@ONE
def test_a_long_answer_comes_in_pages(here: World) -> None:
    words = " ".join(f"w{n}" for n in range(6000))
    here.conversation.reply = text_reply(words)
    here.ask(QUESTION)
    here.until_reads("Page 4 of 4")
    here.settle()
    said = "".join(
        e["text"] + " "
        for m in here.dm()
        for b in m.blocks
        if b["type"] == "rich_text"
        for e in b["elements"][0]["elements"]
    )
    assert said.split() == words.split(), "nothing is lost"
    assert [m.thread_ts for m in here.dm()] == [None, *[here.dm()[0].ts] * 3]


@ONE
def test_slack_asking_to_slow_down_is_obeyed(here: World) -> None:
    here.slack.fail("chat.update", "ratelimited")
    here.ask(QUESTION)
    here.until_reads(ANSWER)
    assert len(here.conversation.asked) == 1


def _wait(event: threading.Event) -> None:
    assert event.wait(30)


def _raiser(error: BaseException | type[BaseException]) -> Any:
    def fail(*_: object) -> None:
        raise error

    return fail


def _raise_next(errors: Iterator[Exception]) -> None:
    if error := next(errors, None):
        raise error
