"""What can be done with a message in Slack: see what was promised in it, and remember a promise that we missed."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack import shortcuts
from bot.slack.buttons import NOT_OPENED
from bot.slack.identity import STRANGER
from bot.slack.shortcuts import HERE, LOOKING, NOT_LISTENING, SAVING, THIS, UNREADABLE
from records.models import Event
from tests.builders import event
from tests.doubles.slack_world import MIRA, TRANSPORTS, Killed, World, world
from tests.pictures import samples

Json = dict[str, Any]

BOTH = pytest.mark.parametrize("here", TRANSPORTS, indirect=True)
ONE = pytest.mark.parametrize("here", ["http"], indirect=True)
SAID = "I'll send you the revised quote with the volume discount by Friday."


@pytest.fixture
def here(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(shortcuts, "_read", _read)
    with world(tmp_path, request.param) as started:
        yield started
        assert started.slack.in_channel("C0SALES") == [], "only who asked sees anything"


def _read(_: object, body: Json) -> tuple[Event, str] | None:
    """As a workspace reads the message that a shortcut was used on."""
    text = body["message"]["text"]
    return (event(text), f"slack:T0HOME/{body['channel']['id']}") if text else None


def use(here: World, name: str, *, user: str = MIRA, text: str = SAID, channel: str = "C0SALES") -> Json:
    body: Json = here.slack.shortcut(user, name, text, channel=channel)
    here.tell(body)
    return body


def window(here: World) -> Json:
    view: Json = here.slack.wait(lambda: here.slack.views)[-1]
    return view


# ---------------------------------------------------------------- what was promised here


@BOTH
def test_what_was_promised_in_a_message_is_shown_to_whoever_asks(here: World) -> None:
    go_on = threading.Event()
    here.conversation.before_answer = lambda: _wait(go_on)
    use(here, HERE)
    assert LOOKING in str(window(here)), "felt before the work is done"
    go_on.set()
    here.settle()
    assert SAID in str(window(here)["blocks"]) and LOOKING not in str(window(here)["blocks"])
    assert here.conversation.read == [(SAID, samples.MIRA.email)]
    assert here.dm() == [] and here.slack.whispers == []


@ONE
def test_it_works_where_the_app_is_no_member(here: World) -> None:
    use(here, HERE, channel="D0OTHERS")
    here.settle()
    assert SAID in str(window(here)["blocks"])


@ONE
def test_who_closed_the_window_or_clicked_too_early_reads_it_in_the_dm(here: World) -> None:
    here.conversation.before_answer = lambda: here.slack.closed.add(window(here)["id"])
    use(here, HERE)
    here.until_reads(SAID)
    here.settle()
    here.conversation.before_answer = lambda: None
    body = here.slack.shortcut(MIRA, HERE, SAID)
    here.slack.outlive_triggers()
    here.tell(body)
    here.settle()
    assert len(here.dm()) == 2 and len(here.slack.views) == 1


@ONE
def test_a_crash_while_looking_ends_in_the_window_that_is_still_open(here: World) -> None:
    reached = threading.Event()

    def die() -> None:
        reached.set()
        raise Killed

    here.conversation.before_answer = die
    use(here, HERE)
    assert reached.wait(30)
    here.conversation.before_answer = lambda: None
    here.restart()
    here.settle()
    assert SAID in str(window(here)["blocks"]) and len(here.slack.views) == 1 and here.dm() == []


@BOTH
def test_a_promise_in_the_window_can_be_settled_there(here: World) -> None:
    use(here, HERE)
    here.settle()
    here.tell(here.slack.click_in_view(MIRA, window(here), "promise_done"))
    here.settle()
    shown = window(here)
    assert "Kept, you said so" in str(shown["blocks"]) and SAID in str(shown["blocks"])
    assert here.conversation.settled == [("pr-ev-quote", "done", samples.MIRA.email, None)]
    assert not [b for b in shown["blocks"] if b["type"] == "actions"]


@ONE
def test_a_promise_in_the_window_can_be_handed_over(here: World) -> None:
    use(here, HERE)
    here.settle()
    here.tell(here.slack.click_in_view(MIRA, window(here), "wrong_owner"))
    form = here.slack.wait(lambda: here.slack.views[1:])[-1]
    assert here.slack.count("views.push") == 1, "on top of the window that was clicked in"
    here.tell(here.slack.filled(MIRA, form, owner="UTOM"))
    here.until_reads("Handed over to tom@")
    here.settle()


@ONE
def test_a_click_in_the_window_of_which_nothing_came_says_so_there(here: World) -> None:
    use(here, HERE)
    here.settle()
    body = here.slack.click_in_view(MIRA, window(here), "promise_done")
    body["actions"][0]["value"] = "gone"
    here.tell(body)
    here.settle()
    shown = str(window(here)["blocks"])
    assert "not in the ledger any more" in shown and "promise_done" in shown


@ONE
def test_who_closed_the_window_reads_in_the_dm_what_became_of_a_click(here: World) -> None:
    use(here, HERE)
    here.settle()
    body = here.slack.click_in_view(MIRA, window(here), "promise_done")
    here.slack.closed.add(window(here)["id"])
    here.tell(body)
    here.until_reads("Kept, you said so")
    here.settle()


# ---------------------------------------------------------------- remember this


@BOTH
def test_a_promise_that_was_missed_is_asked_for_and_remembered(here: World) -> None:
    use(here, THIS)
    form = window(here)
    inputs = {b["block_id"]: b["element"] for b in form["blocks"] if b["type"] == "input"}
    assert inputs["words"]["initial_value"] == SAID and inputs["due"]["initial_date"] == "2025-11-28"
    assert inputs["person"]["initial_user"] == MIRA, "who is filled in is a person of this workspace"
    here.tell(here.slack.filled(MIRA, form, due="2025-12-01"))
    here.settle()
    ((held, values, actor),) = here.conversation.remembered
    assert (held, actor) == ("held-1", samples.MIRA.email)
    assert values["due"] == "2025-12-01" and values["owes"] == "us" and values["words"] == SAID
    assert "Remembered" in str(window(here)["blocks"])


@ONE
def test_words_that_are_not_in_the_message_are_asked_for_again(here: World) -> None:
    use(here, THIS)
    here.tell(here.slack.filled(MIRA, window(here), words="something else", account="Hooli"))
    here.settle()
    form = window(here)
    inputs = {b["block_id"]: b["element"] for b in form["blocks"] if b["type"] == "input"}
    assert "Those words are not in the message" in str(form["blocks"][0])
    assert (
        inputs["words"]["initial_value"] == "something else" and inputs["account"]["initial_value"] == "Hooli"
    )
    assert form["callback_id"] == "remember" and here.conversation.remembered == []
    here.tell(here.slack.filled(MIRA, form, words=SAID))
    here.settle()
    assert len(here.conversation.remembered) == 1


@ONE
def test_the_form_says_that_it_is_at_it(here: World) -> None:
    use(here, THIS)
    answer = here.slack.deliver(here, here.slack.filled(MIRA, window(here)))
    assert answer["response_action"] == "update" and SAVING in str(answer["view"])
    here.settle()


@ONE
def test_a_form_sent_in_twice_is_remembered_once(here: World) -> None:
    use(here, THIS)
    body = here.slack.filled(MIRA, window(here))
    here.tell(body)
    here.settle()
    here.tell(body)
    here.settle()
    assert len(here.conversation.remembered) == 1


@ONE
def test_who_closed_the_form_reads_in_the_dm_what_became_of_it(here: World) -> None:
    use(here, THIS)
    body = here.slack.filled(MIRA, window(here))
    here.slack.closed.add(window(here)["id"])
    here.tell(body)
    here.until_reads("Remembered")
    here.settle()


@ONE
def test_a_promise_is_not_remembered_of_somebody_unknown(here: World) -> None:
    here.slack.person("UGUEST", "guest@elsewhere.example", is_restricted=True)
    use(here, THIS)
    here.tell(here.slack.filled(MIRA, window(here), person="UGUEST"))
    here.settle()
    assert "I don't know that person" in str(window(here)["blocks"]) and here.conversation.remembered == []


@ONE
def test_a_form_that_slack_finds_too_late_to_open_says_so(here: World) -> None:
    body = here.slack.shortcut(MIRA, THIS, SAID)
    here.slack.outlive_triggers()
    here.tell(body)
    here.until_reads(NOT_OPENED)


# ---------------------------------------------------------------- who may, and what can be read


@ONE
@pytest.mark.parametrize("name", [HERE, THIS])
def test_a_stranger_reads_one_sentence(here: World, name: str) -> None:
    here.slack.person("UGUEST", samples.MIRA.email, is_restricted=True)
    use(here, name, user="UGUEST")
    here.slack.wait(lambda: STRANGER in str(here.slack.views))
    here.settle()
    assert here.conversation.read == []


@ONE
@pytest.mark.parametrize("name", [HERE, THIS])
def test_a_message_without_words_of_a_person_is_not_read(here: World, name: str) -> None:
    here.door.workspaces.read_message = lambda body: None
    use(here, name, text="")
    here.slack.wait(lambda: UNREADABLE in str(here.slack.views))
    here.settle()
    assert here.conversation.read == []


@ONE
@pytest.mark.parametrize("name", [HERE, THIS])
def test_where_nobody_listens_the_reason_is_true(here: World, name: str) -> None:
    use(here, name, text="")
    here.slack.wait(lambda: NOT_LISTENING in str(here.slack.views))
    here.settle()
    assert UNREADABLE not in str(here.slack.views) and here.conversation.read == []


@ONE
def test_a_shortcut_that_fails_ends_in_a_plain_sentence(here: World) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise RuntimeError("secret of acme")

    here.conversation.remember_form = fail  # type: ignore[method-assign]
    use(here, THIS)
    assert "secret" not in here.until_reads(NOT_OPENED).words


def _wait(event: threading.Event) -> None:
    assert event.wait(30)
