"""The message extension: only the asker reads the list, and what they insert tells others nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.teams.decisions import NOT_YOURS
from bot.teams.identity import STRANGER
from bot.teams.invokes import FAILED
from bot.teams.search import FIRST, NOTHING
from tests.doubles.adaptive_cards import actions, check_card, texts
from tests.doubles.teams import Room
from tests.doubles.teams_world import MIRA, TOM, World, world
from tests.pictures import samples

CANARY = "kingfisher-4711"
WORDS = "I'll send you the revised quote"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as started:
        yield started


def search(here: World, words: str, room: Room | None = None, *, user: str = MIRA, **more: Any) -> Any:
    where = room or here.teams.personal(user)
    return here.tell(here.teams.query(user, where, words, **more))["composeExtension"]


def test_promises_are_found_among_what_the_asker_may_read(here: World) -> None:
    here.add(MIRA)
    (found,) = search(here, "quote")["attachments"]
    assert found["preview"]["content"] == {
        "title": "Acme: send the revised quote",
        "text": "due Friday",
    }
    assert here.conversation.searched == [("quote", samples.MIRA.email)]
    here.conversation.readers = frozenset()
    assert search(here, "quote") == {"type": "message", "text": NOTHING}


def test_what_is_inserted_says_nothing_of_the_promise(here: World) -> None:
    here.add(MIRA)
    here.conversation.found = [("pr-ev-quote", f"Acme: {CANARY}", f"due, {CANARY}")]
    (found,) = search(here, "quote")["attachments"]
    check_card(found["content"])
    assert CANARY not in str(found["content"]) and CANARY in str(found["preview"])


def test_who_may_read_it_sees_it_in_a_view_of_their_own(here: World) -> None:
    here.add(MIRA)
    here.add(TOM)
    here.conversation.readers = frozenset((samples.MIRA.email,))
    (found,) = search(here, "quote")["attachments"]
    elsewhere = here.teams.group("Lunch", [MIRA, TOM])
    elsewhere.installed = False  # the chat into which it was inserted has no bot
    (button,) = actions(found["content"])
    seen = here.tell(here.teams.click(MIRA, elsewhere, button))
    assert WORDS in "".join(texts(seen["value"]))
    refused = here.tell(here.teams.click(TOM, elsewhere, button))
    assert refused["value"] == NOT_YOURS
    assert here.teams.in_room(elsewhere) == []


def test_a_stranger_finds_nothing(here: World) -> None:
    here.add(MIRA)
    here.teams.person("29:guest", samples.MIRA.email, "Mira Okafor", role="guest")
    room = here.teams.channel("Acme", [MIRA, "29:guest"])
    assert search(here, "quote", room, user="29:guest") == {"type": "message", "text": FIRST}
    assert here.conversation.searched == []
    here.teams.people[MIRA].role = "guest"
    here.restart()
    assert search(here, "quote", user=MIRA)["text"] == STRANGER


def test_in_a_chat_without_us_we_know_who_asks_from_their_own_chat(here: World) -> None:
    here.add(MIRA)
    elsewhere = here.teams.group("Lunch", [MIRA, TOM])
    elsewhere.installed = False
    assert len(search(here, "quote", elsewhere)["attachments"]) == 1
    assert search(here, "quote", elsewhere, user=TOM)["text"] == FIRST


def test_a_promise_id_that_was_made_up_shows_nothing(here: World) -> None:
    here.add(MIRA)
    for subject in ("pr-of-somebody", "", "x" * 600, "../etc"):
        button = {"verb": "show_promise", "data": {"action": "show_promise", "subject": subject}}
        answer = here.tell(here.teams.click(MIRA, here.teams.personal(MIRA), button))
        assert answer["statusCode"] in (200, 400) and WORDS not in str(answer)


def test_markup_in_a_title_stays_text(here: World) -> None:
    here.add(MIRA)
    here.conversation.found = [("pr-1", "<b>Acme</b>\n<img src=x>", '<a href="https://evil.example">x</a>')]
    (found,) = search(here, "quote")["attachments"]
    assert "<" not in str(found["preview"]["content"])


def test_results_come_in_pages(here: World) -> None:
    here.add(MIRA)
    here.conversation.found = [(f"pr-{n}", f"Promise {n}", "due") for n in range(40)]
    first = search(here, "")["attachments"]
    assert len(first) == 25
    rest = search(here, "", queryOptions={"skip": 25, "count": 25})["attachments"]
    assert [a["preview"]["content"]["title"] for a in rest] == [f"Promise {n}" for n in range(25, 40)]


@pytest.mark.parametrize(
    "value",
    [
        {"commandId": "somethingElse"},
        {"parameters": "quote"},
        {"parameters": [{"name": "query", "value": ["a"]}]},
        {"queryOptions": {"skip": -5, "count": True}},
        {"queryOptions": []},
    ],
)
def test_odd_queries_get_a_plain_answer(here: World, value: dict[str, Any]) -> None:
    here.add(MIRA)
    assert search(here, "quote", **value)["type"] in ("message", "result")


def test_a_search_that_fails_says_so(here: World) -> None:
    here.add(MIRA)

    def fail(*_: object, **__: object) -> Any:
        raise RuntimeError("the ledger's password is hunter2")

    here.conversation.search = fail
    said = search(here, "quote")
    assert said["text"].startswith(FAILED) and "hunter2" not in said["text"]
