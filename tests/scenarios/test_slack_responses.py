"""What only one person sees in Slack: for as long as Slack lets us, to Slack's own addresses, with buttons that work."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.replies.answers import text_reply
from bot.slack.responses import MOST_USES, is_slacks
from bot.slack.slash import LOOKING
from tests.doubles.slack_world import MIRA, TRANSPORTS, Killed, World, world
from tests.pictures import sample_pages, samples
from tests.scenarios.slack_commands import ANSWER, command, whispered

BOTH = pytest.mark.parametrize("here", TRANSPORTS, indirect=True)
ONE = pytest.mark.parametrize("here", ["http"], indirect=True)


@pytest.fixture
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, request.param) as started:
        yield started
        everybody = [m.words for m in started.slack.in_channel("C0SALES")]
        assert everybody == [], "what was asked by a command was said to everybody"


# ---------------------------------------------------------------- how long


@ONE
def test_an_answer_that_comes_too_late_stands_in_the_dm(here: World) -> None:
    go_on = threading.Event()
    here.conversation.before_answer = lambda: _wait(go_on)
    here.slack.deliver(here, here.slack.command(MIRA, "Acme"))
    here.slack.outlive_hooks()
    go_on.set()
    assert "You asked: What did we promise Acme?" in here.until_reads(ANSWER).words
    here.settle()
    assert [w.text for w in here.slack.whispers] == [LOOKING]


@ONE
def test_a_long_answer_uses_up_what_slack_allows_and_goes_on_in_the_dm(here: World) -> None:
    here.conversation.reply = text_reply(" ".join(f"w{n}" for n in range(16_000)))
    command(here, "Acme")
    pages = [w for w in here.slack.whispers if "Page" in w.words]
    assert len(pages) == MOST_USES == len(here.slack.responses)
    assert "Page 1 of" in here.dm()[0].words, "the whole answer, where it has room"


@ONE
def test_a_command_that_was_being_answered_when_the_process_died_is_answered_once(here: World) -> None:
    reached = threading.Event()

    def die() -> None:
        reached.set()
        raise Killed

    here.conversation.before_answer = die
    body = here.slack.command(MIRA, "Acme")
    here.slack.deliver(here, body)
    assert reached.wait(30)
    here.conversation.before_answer = lambda: None
    here.restart()
    here.settle()
    here.slack.deliver(here, body)
    here.settle()
    assert sum(ANSWER in w.words for w in here.slack.whispers) == 1 and here.dm() == []


@ONE
def test_an_answer_that_was_given_just_before_the_crash_is_not_given_again(here: World) -> None:
    reached = threading.Event()

    def die(delivery_id: str) -> None:
        reached.set()
        raise Killed

    here.inbox.done = die  # type: ignore[method-assign]
    here.slack.deliver(here, here.slack.command(MIRA, "Acme"))
    assert reached.wait(30)
    here.restart()
    here.settle()
    assert len(here.slack.responses) == 1 and here.dm() == []


@ONE
@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.2:9/steal", "https://hooks.slack.com.evil.example/x", "file:///etc/passwd", ""],
)
def test_nothing_is_sent_to_an_address_that_is_not_slacks(here: World, address: str) -> None:
    body = here.slack.command(MIRA, "Acme") | {"response_url": address}
    here.slack.deliver(here, body)
    here.until_reads(ANSWER)
    here.settle()
    assert here.slack.responses == []


@pytest.mark.parametrize(
    ("address", "theirs"),
    [
        ("https://hooks.slack.com/commands/T1/2/x", True),
        ("https://hooks.slack.com:443/commands/T1/2/x", True),
        ("https://slack.com/api/respond", True),
        ("http://hooks.slack.com/commands/T1/2/x", False),
        ("https://hooks.slack.com@evil.example/x", False),
        ("https://evil.example/?https://hooks.slack.com/", False),
        ("https://hooks.slack.com\\@evil.example/", False),
        ("https://hooks.slack.com:x/", False),
        ("https://evilslack.com/api/", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("//hooks.slack.com/x", False),
        ("", False),
    ],
)
def test_only_slacks_own_addresses_are_called(address: str, theirs: bool) -> None:
    class Client:
        base_url = "https://slack.com/api/"

    assert is_slacks(address, Client()) is theirs  # type: ignore[arg-type]


# ---------------------------------------------------------------- buttons in what one person sees


@BOTH
def test_a_card_that_only_one_person_sees_can_be_dismissed(here: World) -> None:
    command(here, "about Acme")
    insight = whispered(here, "where we stand")
    here.tell(here.slack.click_in_whisper(MIRA, insight, "dismiss_insight"))
    here.settle()
    assert here.conversation.dismissed == [("ac-acme", samples.MIRA.email)]
    assert "unasked any more" in insight.words and insight.actions == []


@ONE
def test_a_promise_that_only_one_person_sees_can_be_settled_and_handed_over(here: World) -> None:
    here.conversation.reply = sample_pages.remembered()
    command(here, "Acme")
    shown = whispered(here, "Remembered")
    here.tell(here.slack.click_in_whisper(MIRA, shown, "promise_done"))
    whispered(here, "Kept, you said so")
    here.settle()
    assert "Remembered" in shown.words, "what else stands there is not lost"
    here.tell(here.slack.click_in_whisper(MIRA, shown, "wrong_owner"))
    view = here.slack.wait(lambda: here.slack.views)[-1]
    here.tell(here.slack.filled(MIRA, view, owner="UTOM"))
    whispered(here, "Handed over to tom@")
    here.settle()
    assert [kind for _, kind, _, _ in here.conversation.settled] == ["done", "wrong_owner"]
    assert here.dm() == []


@ONE
def test_what_comes_of_such_a_click_too_late_stands_in_the_dm(here: World) -> None:
    command(here, "about Acme")
    insight = whispered(here, "where we stand")
    body = here.slack.click_in_whisper(MIRA, insight, "dismiss_insight")
    here.slack.outlive_hooks()
    here.tell(body)
    here.until_reads("unasked any more")
    here.settle()


def _wait(event: threading.Event) -> None:
    assert event.wait(30)
