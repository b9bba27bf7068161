"""A thread reply below a reminder binds to its promise, and only ever proposes."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.replies.shapes import Reply
from bot.workflows.reply_to import ReplyTo
from records.models import PromiseStatus
from tests.builders import HENRIK, MARA, TOM
from tests.unit.bot.house import House
from tests.unit.bot.reminded import TUESDAY, Postbox, actions_of, at, buttons_of, reminding, words_of
from tests.unit.bot.test_told import settle


class Thread:
    """Below Mara's reminder of the revised quote, due on Wednesday 25 November, and perhaps of more."""

    def __init__(self, house: House, *things: str) -> None:
        self.house, self.remind, box = house, reminding(house), Postbox()
        self.made = house.promised()
        for n, thing in enumerate(things):
            house.mara_writes(f"I'll send you the {thing} by Wednesday.", name=f"m{n}", subject=thing)
        at(house, TUESDAY)
        self.remind.tick(box)
        ((self.id, _, _),) = box.taken
        self.reply_to = ReplyTo(self.remind.told)

    def says(self, words: str, who: str = MARA.email) -> Reply | None:
        before = self.house.app.promises.by_ids([p.id for p in self.house.promises()])
        reply = self.reply_to.read(f"reminder:{self.id}", words, who)
        assert self.house.app.promises.by_ids([p.id for p in self.house.promises()]) == before
        return reply

    def promise(self, words: str) -> str:
        return next(p.id for p in self.house.promises() if words in p.quote)


def test_moved_to_tuesday_proposes_the_change_and_changes_nothing(house: House) -> None:
    thread = Thread(house)
    reply = thread.says("moved to Tuesday")
    assert words_of(reply) == "Move “send the revised quote” from Wed 25 Nov 2026 to Tue 1 Dec 2026?"
    assert buttons_of(reply) == {"move_due": f"{thread.made.id}@2026-12-01", "leave_it": thread.made.id}


@pytest.mark.parametrize(
    ("words", "action", "day"),
    [
        ("sent it yesterday", "promise_done", None),
        ("erledigt", "promise_done", None),
        ("not a promise", "not_a_promise", None),
        ("that's Tom's", "wrong_owner", None),
        ("tomorrow", "snooze_tomorrow", None),
        ("next week", "snooze_next_week", None),
        ("remind me Friday", "snooze_pick", "2026-11-27"),
        ("postponed by a week", "move_due", "2026-12-02"),
        ("verschoben auf den 3. Dezember", "move_due", "2026-12-03"),
    ],
)
def test_each_thing_said_has_its_button_beside_one_that_does_nothing(
    house: House, words: str, action: str, day: str | None
) -> None:
    thread = Thread(house)
    value = f"{thread.made.id}@{day}" if day else thread.made.id
    assert buttons_of(thread.says(words)) == {action: value, "leave_it": thread.made.id}


def test_a_weekday_is_that_of_the_writers_own_clock(house: House) -> None:
    """At eleven in the evening in Berlin it is already Wednesday in Auckland."""
    thread = Thread(house)
    house.clock.advance(timedelta(hours=12))
    house.app.people.add(MARA.email, tz="Pacific/Auckland")
    assert buttons_of(thread.says("moved to tomorrow"))["move_due"].endswith("@2026-11-26")


def test_whose_it_is_is_asked_with_the_name_that_was_said(house: House) -> None:
    assert "Does Tom Adeyemi owe this" in words_of(Thread(house).says("Tom does it"))


def test_a_day_without_more_offers_both_meanings(house: House) -> None:
    thread = Thread(house)
    reply = thread.says("not done yet, will be done Monday")
    assert actions_of(reply) == ["snooze_pick", "move_due", "leave_it"]
    assert "Mon 30 Nov 2026" in words_of(reply)


@pytest.mark.parametrize("words", ["not done yet", "we did not move it to Tuesday", "noch nicht erledigt"])
def test_what_is_denied_stays_open_and_may_be_snoozed(house: House, words: str) -> None:
    reply = Thread(house).says(words)
    assert "It stays open" in words_of(reply)
    assert actions_of(reply) == ["snooze_tomorrow", "snooze_next_week", "snooze_pick", "leave_it"]


def test_not_done_below_what_mail_seemed_to_settle_opens_it_again(house: House) -> None:
    thread = Thread(house)
    settle(house, thread.made, "kept", thread.made.event_id, "revised quote")
    assert buttons_of(thread.says("not done yet")) == {
        "still_open": thread.made.id,
        "leave_it": thread.made.id,
    }
    assert thread.says("done") is None, "there is nothing left to do"


def test_the_day_on_which_it_is_due_anyway_is_no_move(house: House) -> None:
    reply = Thread(house).says("moved to Wednesday")
    assert (
        words_of(reply) == "“send the revised quote” is due on Wed 25 Nov 2026 already."
        and actions_of(reply) == []
    )


@pytest.mark.parametrize("words", ["what is this about?", "thanks", "👍", "what do I owe Acme this week", ""])
def test_questions_and_small_talk_are_left_to_others(house: House, words: str) -> None:
    assert Thread(house).says(words) is None


@pytest.mark.parametrize("who", [TOM.email, HENRIK.email, "stranger@else.example", ""])
def test_a_reminder_of_somebody_else_answers_nobody(house: House, who: str) -> None:
    assert Thread(house).says("done", who) is None


@pytest.mark.parametrize("card", ["reminder:rem_nothing", "proposal:prop_1", "reminder:", "", "rem"])
def test_what_is_no_reminder_is_not_read(house: House, card: str) -> None:
    thread = Thread(house)
    assert thread.reply_to.read(card, "done", MARA.email) is None
    assert thread.reply_to.read(thread.id, "done", MARA.email) is None


def test_in_a_digest_the_words_choose_the_promise(house: House) -> None:
    thread = Thread(house, "price list", "security paper")
    assert buttons_of(thread.says("the price list is sent"))["promise_done"] == thread.promise("price list")
    moved = buttons_of(thread.says("security paper moved to Tuesday"))["move_due"]
    assert moved == f"{thread.promise('security paper')}@2026-12-01"


def test_where_it_stays_open_which_one_is_asked_with_a_button_each(house: House) -> None:
    thread = Thread(house, "price list")
    reply = thread.says("done")
    assert words_of(reply) == "Which one?"
    assert actions_of(reply) == ["promise_done", "promise_done", "leave_it"]
    labels = str(reply)
    assert "send the price list" in labels and "send the revised quote" in labels
    both = thread.says("Tuesday")
    assert actions_of(both) == ["snooze_pick", "move_due", "snooze_pick", "move_due", "leave_it"]


def test_what_is_answered_already_is_not_meant(house: House) -> None:
    thread = Thread(house, "price list")
    house.app.correct.correct(thread.made.id, "done", MARA.email)
    assert buttons_of(thread.says("done"))["promise_done"] == thread.promise("price list")


def test_a_promise_that_was_handed_over_is_not_ones_own_to_settle(house: House) -> None:
    thread = Thread(house)
    house.app.correct.correct(thread.made.id, "wrong_owner", MARA.email, owner=TOM.email)
    assert thread.says("done") is None


def test_the_proposed_buttons_do_what_they_say(house: House) -> None:
    thread = Thread(house)
    subject, _, day = buttons_of(thread.says("moved to Tuesday"))["move_due"].partition("@")
    moved = house.app.correct.correct(subject, "move", MARA.email, until=date.fromisoformat(day))
    assert (moved.status, moved.due) == (PromiseStatus.open, date(2026, 12, 1))
    assert "Moved to Tue 1 Dec 2026" in words_of(thread.remind.card(thread.id))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.one_of(
        st.text(max_size=300),
        st.sampled_from(["done", "moved", "by"]).flatmap(
            lambda w: st.text(max_size=40).map(lambda t: f"{w} {t}")
        ),
    )
)
def test_no_text_breaks_it(digest: Thread, words: str) -> None:
    reply = digest.says(words)
    assert reply is None or "leave_it" in actions_of(reply) or actions_of(reply) == []


@pytest.fixture
def digest(house: House) -> Thread:
    return Thread(house, "price list")
