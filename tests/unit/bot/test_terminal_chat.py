"""`promissory chat`: the same replies as in Slack, with numbers for buttons, at a keyboard or piped."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.replies.answers import text_reply
from bot.terminal.chat import run, typed
from records.models import ProposalStatus
from tests.doubles.conversation import StoryConversation
from tests.pictures.samples import MIRA, TOM


def talk(*lines: str, actor: str = TOM.email, conversation: StoryConversation | None = None) -> str:
    out = io.StringIO()
    run(conversation or StoryConversation(), actor=actor, console=Console(file=out, width=100), lines=lines)
    return out.getvalue()


def test_a_question_is_answered_with_quotes_and_sources() -> None:
    said = talk("what did we promise Acme?")
    assert "We made Acme three promises" in said
    assert "“I'll send you the revised quote with the volume discount by Friday.”" in said
    assert "Re: Volume pricing for 2026" in said and "Searched mail (1,204)" in said


def test_a_number_presses_its_button() -> None:
    story = StoryConversation()
    said = talk("cards", "1", conversation=story)
    assert "[1]\u00a0Approve" in said and "Approved by Tom Reyes" in said
    assert story.decided == [("cp-7f3a", "approve", TOM.email, None)]


def test_reject_asks_for_the_reason_on_the_next_line() -> None:
    story = StoryConversation()
    said = talk("cards", "3", "Dana wants a call", conversation=story)
    assert "Why? It helps to propose better" in said and "Reason: Dana wants a call" in said
    assert story.proposal.status is ProposalStatus.rejected


def test_edit_shows_the_value_and_writes_the_new_one() -> None:
    story = StoryConversation()
    said = " ".join(talk("cards", "2", "Send it Monday", conversation=story).split())
    assert "now: Send the revised quote" in said
    assert story.decided == [("cp-7f3a", "edit", TOM.email, "Send it Monday")]


def test_an_empty_line_leaves_it_as_it_is() -> None:
    story = StoryConversation()
    assert "Left as it was." in talk("cards", "3", "", conversation=story)
    assert story.decided == []


def test_a_menu_becomes_buttons_and_a_colleague_is_named_by_address() -> None:
    story = StoryConversation()
    said = talk(
        "cards", "14", "17", "nobody@x.example", "17", TOM.email.upper(), actor=MIRA.email, conversation=story
    )
    assert "Snooze\u00a0until\u00a0next\u00a0week" in said
    assert "don't know anybody" in said
    assert story.settled == [
        ("pr-ev-quote", "snooze", MIRA.email, "2025-12-01"),
        ("pr-ev-quote", "wrong_owner", MIRA.email, TOM.email),
    ]


def test_who_may_not_decide_hears_why() -> None:
    said = talk("cards", "1", actor=MIRA.email)
    assert "! Only a manager or an admin can decide this." in said


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("7", "There is no button 7"),
        ("0", "There is no button 0"),
        ("👍", "Ask me what was promised"),
        ("help", "type a number"),
    ],
)
def test_other_lines_get_one_plain_answer(line: str, answer: str) -> None:
    assert answer in " ".join(talk(line).split())


def test_quit_ends_it() -> None:
    assert "three promises" not in talk("quit", "what did we promise Acme?")


def test_words_from_a_mail_can_not_steer_the_terminal() -> None:
    story = StoryConversation(reply=text_reply("[bold red]boo[/] \x1b]0;title\x07\x1b[2Jgone \u202etxt"))
    out = io.StringIO()
    console = Console(file=out, width=100, force_terminal=True, color_system=None)
    run(story, actor=TOM.email, console=console, lines=["hello"])
    assert "[bold red]boo[/] ]0;title[2Jgone txt" in out.getvalue()


def test_piped_lines_are_echoed_and_the_end_of_input_ends_it() -> None:
    out = io.StringIO()
    lines = list(typed(io.StringIO("one\ntwo"), Console(file=out)))
    assert [x.strip() for x in lines] == ["one", "two"]
    assert out.getvalue() == "› one\n› two\n"


def test_it_works_in_a_real_pipe_without_colour_codes() -> None:
    script = (
        "from bot.terminal.chat import run; from tests.doubles.conversation import StoryConversation as S; "
        f"run(S(), actor='{TOM.email}')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input="cards\n1\n",
        capture_output=True,
        check=False,
        text=True,
        cwd=Path(__file__).parents[3],
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "Approved by Tom Reyes" in done.stdout and "\x1b" not in done.stdout
