"""`/promises` in Slack: asked anywhere, answered only to whoever asked, for as long as Slack lets us."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.buttons import NOT_OPENED
from bot.slack.identity import STRANGER
from bot.slack.slash import LOOKING, MINE, question_of
from tests.doubles.slack_world import MIRA, TRANSPORTS, World, world
from tests.pictures import samples
from tests.scenarios.slack_commands import ANSWER, command, whispered

BOTH = pytest.mark.parametrize("here", TRANSPORTS, indirect=True)
ONE = pytest.mark.parametrize("here", ["http"], indirect=True)


@pytest.fixture
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, request.param) as started:
        yield started
        everybody = [m.words for m in started.slack.in_channel("C0SALES")]
        assert everybody == [], "what was asked by a command was said to everybody"


# ---------------------------------------------------------------- what can be asked


@BOTH
def test_a_name_alone_asks_what_we_promised_them(here: World) -> None:
    go_on = threading.Event()
    here.conversation.before_answer = lambda: _wait(go_on)
    here.slack.deliver(here, here.slack.command(MIRA, "Acme"))
    assert [(w.only_for, w.text) for w in here.slack.whispers] == [(MIRA, LOOKING)], "felt at once"
    go_on.set()
    answer = whispered(here, ANSWER)
    here.settle()
    assert answer.only_for == MIRA and "by Friday" in answer.words
    assert "You asked: What did we promise Acme?" in answer.words
    assert [q for q, _, _ in here.conversation.asked] == ["What did we promise Acme?"]
    assert here.dm() == [] and "feedback_buttons" not in str(answer.blocks)


@ONE
@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("", MINE),
        ("   ", MINE),
        ("Acme", "What did we promise Acme?"),
        ("Hooli &amp; Sons", "What did we promise Hooli & Sons?"),
        ("<https://acme.example|Acme>", "What did we promise Acme?"),
        ("what is overdue", "what is overdue"),
        ("overdue with Acme?", "overdue with Acme?"),
        ("everything that we owe Acme by Friday", "everything that we owe Acme by Friday"),
        ("Was haben wir Acme versprochen?", "Was haben wir Acme versprochen?"),
    ],
)
def test_a_question_is_asked_as_it_is(here: World, words: str, asked: str) -> None:
    command(here, words)
    assert [q for q, _, _ in here.conversation.asked] == [asked]


@ONE
@pytest.mark.parametrize(
    ("words", "answer"),
    [("🎉", "Ask me what was promised"), ("why " * 5000, "too long")],
    ids=["emoji", "long"],
)
def test_what_asks_nothing_or_too_much_gets_a_plain_answer(here: World, words: str, answer: str) -> None:
    command(here, words)
    assert whispered(here, answer).only_for == MIRA and here.conversation.asked == []


@ONE
def test_about_a_customer_shows_where_things_stand(here: World) -> None:
    command(here, "about Acme")
    insight = whispered(here, "Acme: where we stand")
    assert insight.only_for == MIRA and insight.actions == ["dismiss_insight"]
    command(here, "about Hooli")
    assert whispered(here, "I know no customer called “Hooli”.").only_for == MIRA


@ONE
def test_help_says_what_can_be_asked(here: World) -> None:
    command(here, "help")
    assert "/promises settings" in whispered(here, "Only you see the answers.").words


def test_what_is_no_question_and_no_name_is_left_alone() -> None:
    assert question_of("…") == "…"


# ---------------------------------------------------------------- settings


@BOTH
def test_the_settings_open_at_once_and_say_what_became_of_them(here: World) -> None:
    command(here, "settings")
    view = here.slack.wait(lambda: here.slack.views)[-1]
    assert here.slack.whispers == [], "the form is answer enough"
    here.tell(here.slack.filled(MIRA, view, cap="3", tz=""))
    here.settle()
    assert "Your digest comes at 08:00" in str(view["blocks"])
    ((values, actor),) = here.conversation.saved
    assert actor == samples.MIRA.email and values["cap"] == "3" and values["tz"] == "", "emptied is not kept"


@ONE
def test_settings_that_can_not_be_are_asked_for_again_as_they_were_filled_in(here: World) -> None:
    command(here, "settings")
    view = here.slack.wait(lambda: here.slack.views)[-1]
    here.tell(here.slack.filled(MIRA, view, digest_at="19:00", cap="3"))
    here.settle()
    assert "19:00 lies in your quiet hours" in str(view["blocks"][0])
    filled_in = {b["block_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}
    assert filled_in["digest_at"]["initial_time"] == "19:00" and filled_in["cap"]["initial_value"] == "3"
    here.tell(here.slack.filled(MIRA, view, digest_at="07:00"))
    here.settle()
    assert [v["digest_at"] for v, _ in here.conversation.saved] == ["07:00"]


@ONE
def test_settings_that_slack_finds_too_late_to_open_say_so(here: World) -> None:
    body = here.slack.command(MIRA, "settings")
    here.slack.outlive_triggers()
    here.slack.deliver(here, body)
    assert whispered(here, NOT_OPENED).only_for == MIRA
    here.settle()


# ---------------------------------------------------------------- who may


@ONE
def test_a_stranger_reads_one_sentence(here: World) -> None:
    here.slack.person("UGUEST", samples.MIRA.email, is_restricted=True)
    for words in ("Acme", "", "help", "settings", "about Acme"):
        command(here, words, user="UGUEST")
    said = {w.text for w in here.slack.whispers if w.only_for == "UGUEST"}
    assert said == {LOOKING, STRANGER}
    assert here.conversation.asked == [] and here.slack.views == []


@ONE
def test_a_command_from_another_workspace_is_not_heard(here: World) -> None:
    body = here.slack.command(MIRA, "Acme") | {"team_id": "T0OTHER"}
    here.slack.deliver(here, body)
    here.settle()
    assert here.conversation.asked == [] and here.slack.responses == []


def _wait(event: threading.Event) -> None:
    assert event.wait(30)
