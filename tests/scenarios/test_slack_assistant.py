"""The assistant pane in Slack: prompts worth asking, a status at once, and one answer that grows while it is read."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.replies.answers import text_reply
from bot.slack.assistant import GREETING, LONGEST_TITLE, STATUS
from bot.slack.identity import STRANGER
from bot.slack.questions import LOOKING
from tests.doubles.slack import Message
from tests.doubles.slack_world import MIRA, TRANSPORTS, World, world
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


def opened(here: World, *, user: str = MIRA, looking_at: str | None = None, moved: bool = False) -> None:
    here.tell(here.slack.pane_event(user, looking_at=looking_at, thread=THREAD, moved=moved))
    here.settle()


def ask(here: World, words: str = samples.QUESTION, *, user: str = MIRA) -> Message:
    """In the pane, where every message stands in a thread; returns the newest one of ours."""
    here.ask(words, user=user, thread_ts=THREAD)
    here.settle()
    return here.dm(user)[-1]


# ---------------------------------------------------------------- opening it


@BOTH
def test_whoever_opens_the_pane_is_greeted_with_something_to_ask(here: World) -> None:
    opened(here)
    assert [(m.text, m.thread_ts) for m in here.dm()] == [(GREETING, THREAD)]
    assert [p["message"] for p in here.slack.prompts[THREAD]] == ["What is late?", "What do I owe this week?"]


@ONE
def test_beside_the_channel_of_a_deal_its_insight_card_comes_once(here: World) -> None:
    opened(here, looking_at="C0ACME")
    insight = here.until_reads("Acme: where we stand")
    assert insight.thread_ts == THREAD and insight.actions == ["dismiss_insight"]
    assert here.slack.prompts[THREAD][0]["message"] == "What did we promise acme-renewal?"
    for channel in ("C0SALES", "C0ACME", "C0ACME"):
        opened(here, looking_at=channel, moved=True)
    assert [m.ts for m in here.dm() if "where we stand" in m.words] == [insight.ts]


@ONE
def test_an_insight_card_that_nobody_wants_stays_away_for_good(here: World) -> None:
    opened(here, looking_at="C0ACME")
    insight = here.until_reads("Acme: where we stand")
    here.press(insight, "dismiss_insight", user=MIRA)
    here.until_reads("unasked any more")
    here.settle()
    assert here.conversation.dismissed == [("ac-acme", samples.MIRA.email)]
    assert "where we stand" not in insight.words and insight.actions == []


@ONE
def test_another_channel_in_view_changes_what_is_worth_asking(here: World) -> None:
    opened(here)
    opened(here, looking_at="C0ACME", moved=True)
    assert here.slack.prompts[THREAD][0]["message"] == "What did we promise acme-renewal?"
    assert len([m for m in here.dm() if m.text == GREETING]) == 1


@ONE
def test_a_channel_that_we_can_not_see_stops_nothing(here: World) -> None:
    opened(here, looking_at="C0SECRET")
    assert here.slack.prompts[THREAD][0]["message"] == "What is late?"


@ONE
def test_a_prompt_can_not_call_anybody(here: World) -> None:
    hostile = ("Ask <!channel>", "What did <!channel> promise <https://evil.example|Acme>?")
    here.conversation.suggestions = lambda **_: [hostile] * 9  # type: ignore[method-assign]
    opened(here)
    prompts = here.slack.prompts[THREAD]
    assert len(prompts) == 4 and not any(set("<>") & set(p["title"] + p["message"]) for p in prompts)


@ONE
def test_a_stranger_reads_one_sentence_in_the_pane_and_nothing_else(here: World) -> None:
    here.slack.person("UGUEST", samples.MIRA.email, is_restricted=True)
    opened(here, user="UGUEST", looking_at="C0ACME")
    opened(here, user="UGUEST", looking_at="C0ACME", moved=True)
    ask(here, user="UGUEST")
    assert [m.words.strip() for m in here.dm("UGUEST")] == [STRANGER, STRANGER]
    assert here.slack.prompts == {} and here.conversation.asked == []


@ONE
def test_the_pane_greets_once_however_often_slack_tells_us(here: World) -> None:
    body = here.slack.pane_event(MIRA, thread=THREAD)
    for retry in (None, 1, 2):
        here.tell(body, retry=retry)
    here.settle()
    assert len(here.dm()) == 1


# ---------------------------------------------------------------- asking


@BOTH
def test_an_answer_in_the_pane_begins_with_a_status_and_then_grows(here: World) -> None:
    go_on = threading.Event()
    here.conversation.before_answer = lambda: _wait(go_on)
    here.ask(samples.QUESTION, thread_ts=THREAD)
    here.slack.wait(lambda: here.slack.statuses)
    assert here.slack.statuses == [(here.slack.direct(MIRA), THREAD, STATUS)]
    assert here.dm() == [], "the status is all there is until the answer begins"
    go_on.set()
    here.settle()
    (answer,) = here.dm()
    assert ANSWER in answer.words and "by Friday" in answer.words and answer.thread_ts == THREAD
    assert LOOKING not in answer.words
    portions = here.slack.grown[answer.ts]
    assert len(portions) > 2 and ANSWER in str(portions[0]) and "feedback_buttons" in str(portions[-1])
    assert here.slack.titles[THREAD] == samples.QUESTION


@ONE
def test_a_long_question_makes_a_short_title(here: World) -> None:
    ask(here, "what " * 100)
    assert 0 < len(here.slack.titles[THREAD]) <= LONGEST_TITLE


@BOTH
@pytest.mark.parametrize("good", [True, False], ids=["up", "down"])
def test_a_thumb_under_an_answer_counts_and_is_thanked_for(here: World, good: bool) -> None:
    answer = ask(here)
    here.tell(here.slack.thumb(MIRA, answer, good=good))
    here.until_reads("Thank you.")
    here.settle()
    assert here.conversation.thumbs == [("an_story", good, samples.MIRA.email)]
    assert ANSWER in answer.words and "feedback_buttons" not in str(answer.blocks)


@ONE
def test_a_long_answer_grows_on_its_first_page_and_goes_on_in_the_thread(here: World) -> None:
    words = " ".join(f"w{n}" for n in range(6000))
    here.conversation.reply = text_reply(words)
    ask(here)
    assert "Page 4 of 4" in here.dm()[-1].words and len(here.dm()) == 4
    assert {m.thread_ts for m in here.dm()} == {THREAD}
    said = [
        e["text"]
        for m in here.dm()
        for b in m.blocks
        if b["type"] == "rich_text"
        for e in b["elements"][0]["elements"]
    ]
    assert " ".join(said).split() == words.split(), "nothing is lost"


@ONE
def test_words_from_a_mail_stay_words_while_they_are_streamed(here: World) -> None:
    hostile = "<!channel> <@UTOM> **now** [portal](https://evil.example) `code` ~no~ ![x](https://evil.example/x.png)"
    here.conversation.reply = text_reply(hostile)
    answer = ask(here)
    assert answer.blocks[0]["elements"][0]["elements"] == [{"type": "text", "text": hostile}]
    assert "mrkdwn" not in str(answer.blocks) and "image" not in str(answer.blocks)


@ONE
def test_a_reply_below_a_reminder_is_understood_in_the_pane_too(here: World) -> None:
    here.posts.save("reminder:rm-1", here.slack.direct(MIRA), THREAD)
    proposed = ask(here, "moved to Tuesday")
    assert here.conversation.below == [("reminder:rm-1", "moved to Tuesday", samples.MIRA.email)]
    assert proposed.actions == ["move_due", "leave_it"] and proposed.thread_ts == THREAD
    here.press(proposed, "move_due", user=MIRA)
    here.until_reads("Now due on 2025-12-02")
    here.settle()
    assert here.conversation.settled == [("pr-ev-quote", "move", samples.MIRA.email, "2025-12-02")]
    assert here.conversation.asked == []


@ONE
@pytest.mark.parametrize("method", ["assistant.threads.setTitle", "assistant.threads.setSuggestedPrompts"])
def test_what_only_makes_the_pane_nicer_keeps_nobody_from_an_answer(here: World, method: str) -> None:
    here.slack.fail(method, "invalid_thread_ts")
    opened(here)
    assert ANSWER in ask(here).words


def _wait(event: threading.Event) -> None:
    assert event.wait(30)
