"""A question in a Slack channel: the answer stands where all who see it may read it, and nowhere else."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.replies.answers import text_reply
from bot.slack.questions import ANSWERED_ELSEWHERE, LOOKING_HERE
from tests.doubles.slack import BOT_USER
from tests.doubles.slack_world import MIRA, TOM, TRANSPORTS, Killed, World, world
from tests.pictures.samples import QUESTION
from tests.pictures.samples import TOM as TOM_PERSON

ANSWER = "We made Acme three promises"
BOTH = pytest.mark.parametrize("here", TRANSPORTS, indirect=True)
ONE = pytest.mark.parametrize("here", ["http"], indirect=True)


@pytest.fixture
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, request.param) as started:
        yield started


@BOTH
def test_a_mention_is_answered_in_a_dm_and_the_channel_learns_nothing(here: World) -> None:
    here.ask(f"<@{BOT_USER}> {QUESTION}", channel="C0SALES")
    here.until_reads(ANSWER)
    here.slack.wait(lambda: any(m.text == ANSWERED_ELSEWHERE for m in here.slack.in_channel("C0SALES")))
    assert [m.words.strip() for m in here.slack.in_channel("C0SALES")] == [ANSWERED_ELSEWHERE]
    posted = (c.args["text"] for c in here.slack.calls if c.method == "chat.postMessage")
    assert next(posted) == LOOKING_HERE
    assert here.conversation.asked[0][0] == QUESTION


@BOTH
def test_where_everybody_may_read_the_answer_it_stands_in_the_thread(here: World) -> None:
    here.slack.person(BOT_USER, None, is_bot=True)
    here.slack.members["C0SALES"] = [MIRA, TOM, BOT_USER]
    here.conversation.may_read = frozenset({TOM_PERSON.email})
    asked = here.ask(f"<@{BOT_USER}> {QUESTION}", channel="C0SALES")
    here.slack.wait(lambda: any(ANSWER in m.words for m in here.slack.in_channel("C0SALES")))
    here.settle()
    (answer,) = here.slack.in_channel("C0SALES")
    assert answer.thread_ts == asked["event"]["ts"]
    assert "by Friday" in answer.words and here.dm() == []
    assert "feedback_buttons" not in str(answer.blocks), "a thumb is for the asker"
    first = next(c.args["text"] for c in here.slack.calls if c.method == "chat.postMessage")
    assert first == LOOKING_HERE, "until it is known who may read it, nothing is said"


@ONE
@pytest.mark.parametrize(
    ("room", "members"),
    [
        ({}, [MIRA, TOM]),
        ({"is_ext_shared": True}, [MIRA]),
        ({}, [MIRA, "UGUEST"]),
        ({}, [MIRA, "UNOBODY"]),
        ({}, [TOM]),
    ],
    ids=["somebody may not read it", "shared with a company", "a guest", "unknown", "the asker is not shown"],
)
def test_otherwise_the_channel_learns_one_sentence_and_the_asker_gets_the_answer(
    here: World, room: dict[str, Any], members: list[str]
) -> None:
    here.slack.person("UGUEST", "guest@elsewhere.example", is_restricted=True)
    here.slack.rooms["C0SALES"], here.slack.members["C0SALES"] = room, members
    if room or members != [MIRA, TOM]:
        here.conversation.may_read = frozenset({TOM_PERSON.email, "guest@elsewhere.example"})
    here.ask(f"<@{BOT_USER}> {QUESTION}", channel="C0SALES")
    answer = here.until_reads(ANSWER)
    here.settle()
    assert [m.words.strip() for m in here.slack.in_channel("C0SALES")] == [ANSWERED_ELSEWHERE]
    assert f"You asked: {QUESTION}" in answer.words and len(here.dm()) == 1


@ONE
def test_who_comes_in_while_the_answer_is_looked_for_does_not_read_it(here: World) -> None:
    here.slack.members["C0SALES"] = [MIRA]

    def somebody_joins() -> None:
        here.tell(here.slack.member_event(TOM, joined=True))

    here.conversation.before_answer = somebody_joins
    here.ask(f"<@{BOT_USER}> {QUESTION}", channel="C0SALES")
    here.until_reads(ANSWER)
    here.settle()
    assert [m.words.strip() for m in here.slack.in_channel("C0SALES")] == [ANSWERED_ELSEWHERE]


@ONE
def test_a_crash_between_the_two_places_leaves_one_answer(here: World) -> None:
    here.slack.members["C0SALES"] = [MIRA]
    reached = threading.Event()

    def die(delivery_id: str) -> None:
        reached.set()
        raise Killed

    here.inbox.done = die  # type: ignore[method-assign]
    here.conversation.reply = text_reply("long " * 6000)
    here.ask(f"<@{BOT_USER}> {QUESTION}", channel="C0SALES")
    assert reached.wait(30)
    here.slack.members["C0SALES"] = [MIRA, TOM]  # so the second attempt finds another place
    here.restart()
    here.settle()
    assert "long" not in here.slack.in_channel("C0SALES")[0].words
    assert here.slack.in_channel("C0SALES")[0].text == ANSWERED_ELSEWHERE
    assert len(here.dm()) == 4 and "Page 4 of 4" in here.dm()[-1].words


@ONE
def test_a_thread_keeps_its_subject_below_the_question_and_below_the_answer(here: World) -> None:
    asked = here.ask(QUESTION)
    answer = here.until_reads(ANSWER)
    here.settle()
    here.ask("and which of them are late?", thread_ts=answer.ts)
    here.ask("and the others?", thread_ts=asked["event"]["ts"])
    here.settle()
    assert len({thread for _, _, thread in here.conversation.asked}) == 1


@ONE
def test_an_answer_given_elsewhere_keeps_the_subject_of_its_channel(here: World) -> None:
    here.slack.members["C0SALES"] = [MIRA, TOM]
    asked = here.ask(f"<@{BOT_USER}> {QUESTION}", channel="C0SALES")
    answer = here.until_reads(ANSWER)
    here.settle()
    here.ask("and which of them are late?", thread_ts=answer.ts)
    here.ask(f"<@{BOT_USER}> and theirs?", channel="C0SALES", thread_ts=asked["event"]["ts"])
    here.settle()
    assert {thread for _, _, thread in here.conversation.asked} == {f"C0SALES:{asked['event']['ts']}"}
