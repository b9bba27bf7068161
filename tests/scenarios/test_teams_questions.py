"""Questions in Teams: answered at once where everybody may read it, in private otherwise, to known people only."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.replies.answers import answer_reply, text_reply
from bot.teams.identity import STRANGER
from bot.teams.questions import ANSWERED_ELSEWHERE, NOT_ADDED
from tests.doubles.teams import BOT, TENANT, Room
from tests.doubles.teams_world import MIRA, REMINDER, TOM, Killed, World, world
from tests.pictures import samples
from tests.pictures.samples import QUESTION

ANSWER = "We made Acme three promises"
GUEST, OUTSIDER = "29:guest", "29:outsider"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as started:
        yield started


@pytest.fixture
def sales(here: World) -> Room:
    here.conversation.may_read = frozenset((samples.MIRA.email, samples.TOM.email))
    return here.teams.channel("Acme", [MIRA, TOM])


def test_a_question_in_the_private_chat_is_answered_there(here: World) -> None:
    here.ask(QUESTION)
    said = here.until_reads(ANSWER)
    assert "I'll send you the revised quote" in said.words
    assert set(here.teams.typing) == {"a:29:mira"}, "a sign of life comes first"
    assert [(q, who) for q, who, _ in here.conversation.asked] == [(QUESTION, samples.MIRA.email)]
    assert said.summary and said.text == ""


def test_ok_comes_before_the_answer_is_looked_for(here: World) -> None:
    go_on = threading.Event()
    here.conversation.before_answer = lambda: assert_in_time(go_on)
    here.ask(QUESTION)
    assert here.chat() == []
    go_on.set()
    here.until_reads(ANSWER)


def test_a_mention_is_answered_in_its_thread_where_everybody_may_read_it(here: World, sales: Room) -> None:
    asked = here.mention(QUESTION, sales)
    said = here.until_reads(ANSWER, sales)
    assert said.thread == asked["id"]
    assert here.conversation.asked[0][0] == QUESTION
    here.settle()
    assert len(here.teams.messages) == 1


def test_a_question_below_another_message_is_answered_below_it(here: World, sales: Room) -> None:
    here.mention(QUESTION, sales, root="1763800000001")
    assert here.until_reads(ANSWER, sales).thread == "1763800000001"


def test_where_a_member_may_not_read_it_the_asker_gets_it_alone(here: World, sales: Room) -> None:
    here.conversation.may_read = frozenset((samples.MIRA.email,))
    here.add(MIRA)
    here.mention(QUESTION, sales)
    note = here.until_reads(ANSWERED_ELSEWHERE, sales)
    private = here.until_reads(ANSWER, MIRA)
    assert f"You asked: {QUESTION}" in private.words
    here.settle()
    assert [m.words.strip() for m in here.teams.in_room(sales)] == [ANSWERED_ELSEWHERE] and note.thread


@pytest.mark.parametrize(
    "more",
    [
        {"role": "guest"},
        {"role": "anonymous"},
        {"role": ""},
        {"tenant": "another-tenant"},
        {"email": "dana@acme.example"},
        {"principal": "tom_acme.example#EXT#@lumenworks.example"},
    ],
    ids=["guest", "anonymous", "no role", "another tenant", "unknown address", "invited"],
)
def test_nothing_is_said_where_somebody_reads_along_whom_we_do_not_know(
    here: World, sales: Room, more: dict[str, Any]
) -> None:
    here.add(MIRA)
    here.teams.person(GUEST, **({"email": samples.TOM.email, "name": "Somebody"} | more))
    sales.members.append(GUEST)
    here.mention(QUESTION, sales)
    here.until_reads(ANSWERED_ELSEWHERE, sales)
    here.until_reads(ANSWER, MIRA)
    here.settle()
    assert ANSWER not in "".join(m.words for m in here.teams.in_room(sales))


@pytest.mark.parametrize("who", ["a guest", "a colleague who may not read it"])
def test_nobody_who_comes_in_while_the_answer_is_looked_for_reads_it(
    here: World, sales: Room, who: str
) -> None:
    address = samples.TOM.email if who == "a guest" else "priya@lumenworks.example"
    here.teams.person(GUEST, address, "Somebody", role="guest" if who == "a guest" else "user")
    here.conversation.people[address] = here.conversation.people[samples.TOM.email]
    here.conversation.before_answer = lambda: sales.members.append(GUEST)
    here.add(MIRA)
    here.mention(QUESTION, sales)
    here.until_reads(ANSWERED_ELSEWHERE, sales)
    assert ANSWER in here.until_reads(ANSWER, MIRA).words
    here.settle()
    assert ANSWER not in "".join(m.words for m in here.teams.in_room(sales))


def test_a_roster_that_can_not_be_seen_any_more_when_the_answer_is_there_counts_as_strangers(
    here: World, sales: Room
) -> None:
    here.add(MIRA)
    here.conversation.before_answer = lambda: here.teams.fail("members", 403)
    here.mention(QUESTION, sales)
    here.until_reads(ANSWERED_ELSEWHERE, sales)


def test_who_left_meanwhile_changes_nothing(here: World, sales: Room) -> None:
    here.conversation.before_answer = lambda: sales.members.remove(TOM)
    here.mention(QUESTION, sales)
    here.until_reads(ANSWER, sales)


def test_a_sign_of_life_does_not_wait_behind_other_peoples_answers(tmp_path: Path) -> None:
    go_on = threading.Event()
    with world(tmp_path, workers=1) as here:
        sales = here.teams.channel("Acme", [MIRA, TOM])
        here.conversation.before_answer = lambda: assert_in_time(go_on)
        here.ask(QUESTION, user=TOM)
        here.ask(QUESTION, user=MIRA)
        here.mention(QUESTION, sales)
        here.teams.wait(lambda: {"a:29:tom", "a:29:mira", sales.id} <= set(here.teams.typing))
        assert here.conversation.asked == [] and here.teams.messages == []
        go_on.set()
        here.until_reads(ANSWER, MIRA)
        here.until_reads(ANSWER, TOM)
        here.settle()


def test_a_sign_of_life_that_fails_costs_no_answer(here: World, sales: Room) -> None:
    here.teams.fail("member", 401)
    here.mention(QUESTION, sales)
    here.until_reads(ANSWER, sales)
    here.settle()
    assert len(here.teams.messages) == 1


def test_a_channel_that_is_shared_with_others_sees_nothing(here: World) -> None:
    here.conversation.may_read = frozenset((samples.MIRA.email, samples.TOM.email))
    shared = here.teams.channel("Shared", [MIRA, TOM], type="shared")
    here.add(MIRA)
    here.mention(QUESTION, shared)
    here.until_reads(ANSWERED_ELSEWHERE, shared)


def test_a_crowd_is_not_looked_through(here: World, sales: Room) -> None:
    for n in range(205):
        here.teams.person(f"29:p{n}", samples.TOM.email, "Tom")
        sales.members.append(f"29:p{n}")
    here.add(MIRA)
    here.mention(QUESTION, sales)
    here.until_reads(ANSWERED_ELSEWHERE, sales)


def test_a_roster_that_can_not_be_seen_counts_as_strangers(here: World, sales: Room) -> None:
    here.add(MIRA)
    here.teams.fail("members", 403)
    here.mention(QUESTION, sales)
    here.until_reads(ANSWERED_ELSEWHERE, sales)


def test_who_has_no_private_chat_gets_one(here: World, sales: Room) -> None:
    here.conversation.may_read = frozenset()
    here.teams.addable.add(MIRA)
    here.mention(QUESTION, sales)
    here.until_reads(ANSWER, MIRA)
    here.until_reads(ANSWERED_ELSEWHERE, sales)
    assert here.references.personal_of(samples.MIRA.email) is not None


def test_who_has_not_added_us_is_told_how(here: World, sales: Room) -> None:
    here.conversation.may_read = frozenset()
    here.mention(QUESTION, sales)
    assert here.until_reads(NOT_ADDED, sales).thread
    here.settle()
    assert ANSWER not in "".join(m.words for m in here.teams.messages)


def test_who_removed_us_and_asks_again_in_the_channel_is_told_how(here: World, sales: Room) -> None:
    here.conversation.may_read = frozenset()
    here.add(MIRA).installed = False
    here.teams.addable.clear()
    here.mention(QUESTION, sales)
    here.until_reads(NOT_ADDED, sales)
    assert here.references.personal_of(samples.MIRA.email) is None


def test_a_group_chat_is_treated_like_a_channel(here: World) -> None:
    here.conversation.may_read = frozenset((samples.MIRA.email, samples.TOM.email))
    group = here.teams.group("Deal room", [MIRA, TOM])
    here.mention(QUESTION, group)
    assert here.until_reads(ANSWER, group).thread is None


@pytest.mark.parametrize(
    ("email", "more"),
    [
        ("dana@acme.example", {}),
        (samples.TOM.email, {"role": "guest"}),
        (samples.TOM.email, {"tenant": "another-tenant"}),
        (None, {}),
    ],
    ids=["unknown", "guest", "another tenant", "no address"],
)
def test_a_stranger_gets_one_plain_sentence(here: World, email: str | None, more: dict[str, Any]) -> None:
    here.teams.person(OUTSIDER, email, "Tom Reyes", **more)
    here.ask(QUESTION, user=OUTSIDER)
    here.until_reads(STRANGER, OUTSIDER)
    here.settle()
    assert here.conversation.asked == [] and len(here.teams.messages) == 1


def test_what_an_activity_says_of_its_sender_is_only_a_name(here: World) -> None:
    here.teams.person(OUTSIDER, "dana@acme.example", "Dana")
    forged = {
        "id": OUTSIDER,
        "name": samples.TOM.email,
        "email": samples.TOM.email,
        "userPrincipalName": samples.TOM.email,
        "aadObjectId": f"aad-{TOM}",
        "role": "user",
    }
    here.ask(QUESTION, user=OUTSIDER, **{"from": forged})
    here.until_reads(STRANGER, OUTSIDER)
    here.settle()
    assert here.conversation.asked == []


def test_a_stranger_who_mentions_us_learns_nothing(here: World, sales: Room) -> None:
    here.teams.person(OUTSIDER, None, "Somebody", role="anonymous")
    sales.members.append(OUTSIDER)
    here.mention(QUESTION, sales, user=OUTSIDER)
    here.until_reads(STRANGER, sales)
    here.settle()
    assert here.conversation.asked == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [("🎉🎉", "Ask me what was promised"), ("x " * 10_000, "That is too long for me"), ("", "Ask me what")],
    ids=["emoji", "20,000 characters", "nothing"],
)
def test_odd_questions_get_a_plain_answer(here: World, text: str, answer: str) -> None:
    here.ask(text)
    here.until_reads(answer)
    assert here.conversation.asked == []


def test_a_question_in_another_language_is_asked_as_it_is(here: World) -> None:
    here.ask("Was haben wir Acme versprochen?&nbsp;Bitte &lt;bald&gt;")
    here.until_reads(ANSWER)
    assert here.conversation.asked[0][0] == "Was haben wir Acme versprochen? Bitte <bald>"


def test_bots_are_not_answered(here: World, sales: Room) -> None:
    here.ask(QUESTION, **{"from": {"id": "28:other", "name": "Bot"}})
    here.ask(QUESTION, **{"from": {"id": "29:x", "role": "bot"}})
    here.mention(QUESTION, sales, **{"from": {"id": BOT}})
    assert here._open_deliveries() == 0 and here.conversation.asked == []


def test_an_edited_or_deleted_question_gets_no_second_answer(here: World, sales: Room) -> None:
    direct = here.ask(QUESTION)
    here.until_reads(ANSWER)
    asked = here.mention(QUESTION, sales)
    here.until_reads(ANSWER, sales)
    for first in (direct, asked):
        here.tell(here.teams.changed(first, "messageUpdate", text="What else?"))
        here.tell(here.teams.changed(first, "messageDelete"))
    here.settle()
    assert len(here.conversation.asked) == 2


def test_one_question_delivered_twice_is_answered_once(here: World) -> None:
    activity = here.ask(QUESTION)
    here.tell(activity)
    here.until_reads(ANSWER)
    here.tell(activity)
    here.settle()
    assert len(here.conversation.asked) == 1 and len(here.chat()) == 1


def test_a_question_during_which_the_process_died_is_answered_after_the_start(here: World) -> None:
    reached = threading.Event()

    def die() -> None:
        reached.set()
        raise Killed

    here.conversation.before_answer = die
    here.ask(QUESTION)
    assert reached.wait(30)
    here.conversation.before_answer = lambda: None
    here.restart()
    here.until_reads(ANSWER)
    here.settle()
    assert len(here.chat()) == 1


def test_a_question_that_keeps_failing_ends_with_a_plain_sentence(here: World) -> None:
    def fail() -> None:
        raise RuntimeError("the password is hunter2")

    here.conversation.before_answer = fail
    here.ask(QUESTION)
    said = here.until_reads("did not work")
    here.settle()
    assert "hunter2" not in said.words and "reference" in said.words


def test_teams_may_ask_us_to_wait(here: World) -> None:
    here.teams.fail("post", 429, Retry_After="0.1", times=2)
    here.ask(QUESTION)
    here.until_reads(ANSWER)
    here.settle()
    assert len(here.chat()) == 1


def test_a_long_answer_comes_in_pages_in_their_order(tmp_path: Path) -> None:
    with world(tmp_path, pace=0.02) as here:
        here.conversation.reply = text_reply("A promise. " * 4_000)
        here.ask(QUESTION)
        here.until_reads("Page 3 of")
        here.settle()
        assert [m.words.rpartition("Page ")[2] for m in here.chat()] == ["1 of 3", "2 of 3", "3 of 3"]


def test_words_below_a_reminder_are_said_of_it(here: World) -> None:
    here.card(here.conversation.reminder(), email=samples.MIRA.email, user=MIRA)
    reminder = here.chat()[-1]
    here.ask("moved to Tuesday", replyToId=reminder.id)
    here.until_reads("Shall I put it on Tuesday?")
    assert here.conversation.replied == [(REMINDER, "moved to Tuesday", samples.MIRA.email)]
    assert here.conversation.asked == []


def test_a_quotation_of_a_reminder_counts_as_a_reply_to_it(here: World) -> None:
    here.card(here.conversation.reminder(), email=samples.MIRA.email, user=MIRA)
    quoted = (
        f'<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="{here.chat()[-1].id}">'
        "<strong>Promissory</strong><p>Coming up: Acme</p></blockquote><p>moved to Tuesday</p>"
    )
    here.ask("Coming up: Acme moved", attachments=[{"contentType": "text/html", "content": quoted}])
    here.until_reads("Shall I put it on Tuesday?")
    assert here.conversation.replied[0][1] == "moved to Tuesday"


def test_other_words_below_a_reminder_are_a_question(here: World) -> None:
    here.card(here.conversation.reminder(), email=samples.MIRA.email, user=MIRA)
    here.ask(QUESTION, replyToId=here.chat()[-1].id)
    here.until_reads(ANSWER)


def test_a_few_words_show_more_than_answers(here: World) -> None:
    here.ask("Home")
    here.until_reads("One card waits for you.")
    here.ask("help")
    here.until_reads("I keep the ledger")
    here.ask("insight Acme")
    here.until_reads("How Acme stands.")
    assert here.conversation.asked == []


def test_settings_are_filled_in_where_they_are_asked_for(here: World) -> None:
    here.ask("settings")
    form = here.until_reads("When I may write to you")
    here.press(form, "settings", user=MIRA, cap=3)
    assert here.conversation.saved == [(samples.MIRA.email, {"cap": "3"})]
    assert here.words(form, MIRA) == "Saved."


def test_an_answer_can_be_said_to_have_helped_by_the_asker(here: World, sales: Room) -> None:
    here.conversation.reply = replace(answer_reply(samples.answer()), answer="an-1")
    here.ask(QUESTION)
    said = here.until_reads(ANSWER)
    here.press(said, "bad_answer", user=MIRA)
    here.press(said, "good_answer", user=MIRA)
    assert here.conversation.thumbs == [("an-1", False), ("an-1", True)]
    assert here.toasts[-1] == (MIRA, "Thank you.") and ANSWER in here.words(said, MIRA)
    here.mention(QUESTION, sales)
    assert here.buttons(here.until_reads(ANSWER, sales), MIRA) == []


def test_what_home_lists_is_shown_below_it(here: World) -> None:
    here.add(MIRA)
    here.ask("home")
    home = here.until_reads("One card waits for you.")
    here.press(home, "insight", user=MIRA)
    here.until_reads("How ac-acme stands.")
    here.press(home, "show_card", user=MIRA)
    card = here.until_reads("Update the next step")
    assert "One card waits" in here.words(home, MIRA), "the list stays"
    assert here.posts.card_at(card.room, card.id) == "proposal:cp-7f3a"


def test_a_message_that_was_shown_in_public_and_then_broke_off_is_not_taken_for_a_private_one(
    here: World, sales: Room
) -> None:
    """At the second attempt a guest is there: the answer is private now, and a message of its own."""
    here.add(MIRA)
    here.teams.fail("post", 500)
    here.mention(QUESTION, sales)
    here.teams.person(GUEST, None, "Somebody", role="guest")
    sales.members.append(GUEST)
    here.until_reads(ANSWERED_ELSEWHERE, sales)
    here.settle()
    assert len(here.chat()) == 1 and ANSWER in here.chat()[0].words


def test_a_chat_that_does_not_say_what_it_is_is_not_taken_for_a_private_one(here: World) -> None:
    group = here.teams.group("Odd", [MIRA, TOM])
    asked = here.teams.message(MIRA, QUESTION, group)
    asked["conversation"] = {"id": group.id, "tenantId": TENANT}
    here.tell(asked)
    here.settle()
    assert here.conversation.asked == []


def assert_in_time(event: threading.Event) -> None:
    assert event.wait(30)
