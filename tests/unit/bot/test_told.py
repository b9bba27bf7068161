"""A reminder that was sent says what became of its promises since, to the one it is for."""

import sqlite3
from datetime import date, timedelta

import pytest
from sqlalchemy.event import listen

from bot.workflows.remind import Remind
from records.models import Promise, PromiseStatus
from tests.builders import DANA, HENRIK, MARA, NOW, PRIYA, TOM, read_mail, write_mail
from tests.unit.bot.house import House
from tests.unit.bot.reminded import TUESDAY, Postbox, actions_of, at, reminding, words_of

OPEN = ["promise_done", "snooze_tomorrow", "snooze_next_week", "snooze_pick", "not_a_promise", "wrong_owner"]


class Sent:
    """Mara was reminded of the revised quote, and perhaps of more."""

    def __init__(self, house: House, *things: str) -> None:
        self.house, self.remind, box = house, reminding(house), Postbox()
        self.made = house.promised()
        for n, thing in enumerate(things):
            house.mara_writes(f"I'll send you the {thing} by Wednesday.", name=f"m{n}", subject=thing)
        at(house, TUESDAY)
        self.remind.tick(box)
        ((self.id, _, _),) = box.taken
        self.state = self.remind.states([self.id])[self.id]

    def click(self, kind: str, who: str = MARA.email, **more: object) -> Promise:
        return self.house.app.correct.correct(self.made.id, kind, who, **more)  # type: ignore[arg-type]

    def now(self) -> tuple[str, list[str]]:
        """What the card says and which buttons it has; its state has to tell the difference."""
        card = self.remind.card(self.id)
        assert card is not None and card.card == f"reminder:{self.id}"
        assert card.state == self.remind.states([self.id])[self.id]
        return words_of(card), actions_of(card)


def test_as_long_as_nothing_happens_the_card_stays_as_it_was_sent(house: House) -> None:
    sent = Sent(house)
    words, actions = sent.now()
    assert "You promised Acme Corp Ltd: send you the revised quote" in words.replace(
        "send the", "send you the"
    )
    assert "I'll send you the revised quote by Wednesday." in words and "Your quote" in words
    assert actions == OPEN
    house.clock.advance(timedelta(days=5))
    assert sent.remind.states([sent.id]) == {sent.id: sent.state}, "not repainted for getting older"


@pytest.mark.parametrize("things", [(), ("price list",)])
def test_what_somebody_asks_to_see_is_drawn_as_its_reminder_is(house: House, things: tuple[str, ...]) -> None:
    sent = Sent(house, *things)
    mara, show = house.app.people.get(MARA.email), house.app.show
    card, parts = sent.remind.card(sent.id), sent.remind.card_parts(sent.id)
    assert card is not None and parts is not None
    asked = show.reminder(parts.promises, mara)
    assert asked.blocks == card.blocks and asked.state == card.state
    assert asked.card is None, "nobody posted it, so nothing repaints it"
    assert show.reminder(parts.promises, mara, sent.id) == card


@pytest.mark.parametrize("who", [TOM.email, HENRIK.email])
def test_what_somebody_may_not_read_is_not_drawn_for_them(house: House, who: str) -> None:
    made = house.promised()
    drawn = house.app.show.reminder([made], house.app.people.get(who))
    assert "quote" not in words_of(drawn) and actions_of(drawn) == []


@pytest.mark.parametrize(
    ("kind", "who", "more", "says"),
    [
        ("done", MARA.email, {}, "Kept, you said so: "),
        ("done", HENRIK.email, {}, "Kept, Henrik Vogt said so: "),
        ("not_a_promise", MARA.email, {}, "Not a promise, you said so: "),
        ("snooze", MARA.email, {"until": date(2026, 11, 26)}, "Snoozed until Thu 26 Nov 2026: "),
        ("move", MARA.email, {"until": date(2026, 12, 1)}, "Moved to Tue 1 Dec 2026: "),
        ("wrong_owner", MARA.email, {"owner": TOM.email}, "Handed over to Tom Adeyemi: "),
    ],
)
def test_a_click_anywhere_shows_on_the_card_in_one_line(
    house: House, kind: str, who: str, more: dict[str, object], says: str
) -> None:
    sent = Sent(house)
    sent.click(kind, who, **more)
    words, actions = sent.now()
    assert says in words and "revised quote" in words
    assert actions == [] and sent.remind.states([sent.id])[sent.id] != sent.state
    house.clock.advance(timedelta(days=9))
    assert says in sent.now()[0], "it stays what became of it, also after the snooze"


def test_in_a_digest_each_row_goes_its_own_way(house: House) -> None:
    sent = Sent(house, "price list")
    sent.click("done")
    words, actions = sent.now()
    assert "2 promises to look at" in words and "Kept, you said so: " in words
    assert actions == OPEN


def test_the_mail_that_keeps_it_is_quoted_on_the_card(house: House) -> None:
    sent = Sent(house)
    house.mara_writes(
        "As promised, attached is the revised quote.", name="kept", subject="Re: Your quote", reply_to="mara",
        at=TUESDAY,
    )  # fmt: skip
    assert house.app.promises.get(sent.made.id).status is PromiseStatus.kept
    words, actions = sent.now()
    assert (
        "Kept: " in words
        and "attached is the revised quote" in words
        and "Mara Lindqvist, Tue 24 Nov" in words
    )
    assert actions == []


def settle(house: House, made: Promise, status: str, event_id: str, quote: str) -> None:
    connection = sqlite3.connect(house.home / "ledger.sqlite")
    with connection:
        connection.execute(
            "INSERT INTO promise_history (promise_id, old_status, new_status, event_id, quote, why, at) "
            "VALUES (?, 'open', ?, ?, ?, 'said', ?)",
            (made.id, status, event_id, quote, NOW.isoformat(timespec="microseconds")),
        )
        connection.execute(
            "UPDATE promise SET status = ?, settled_by = ? WHERE id = ?", (status, event_id, made.id)
        )
    connection.close()


def test_what_is_only_perhaps_done_keeps_its_buttons_and_asks(house: House) -> None:
    sent = Sent(house)
    settle(house, sent.made, "unsure", sent.made.event_id, "revised quote")
    words, actions = sent.now()
    assert "It may be settled:" in words
    assert actions == [OPEN[0], "still_open", *OPEN[1:]]
    sent.click("still_open")
    assert sent.now()[1] == OPEN


def test_words_of_a_mail_that_somebody_may_not_read_do_not_stand_on_their_card(house: House) -> None:
    """Tom's mail with Dana settles Mara's promise; she learns that, and not what he wrote."""
    sent = Sent(house)
    path = write_mail(
        house.folder / "toms", "toms", "Hi Dana,\n\nthe CANARY quote is attached.\n\nTom\n",
        sender=f"Tom Adeyemi <{TOM.email}>", subject="Other thing",
    )  # fmt: skip
    read_mail(house.app, path, owner=TOM.email)
    (event,) = [e for e in house.app.log.get(_events_of(house)).values() if "CANARY" in e.text]
    settle(house, sent.made, "kept", event.id, "the CANARY quote is attached")
    words, actions = sent.now()
    assert "Kept: " in words and "CANARY" not in words and "Tom" not in words
    assert actions == []


def _events_of(house: House) -> list[str]:
    with house.app.database.read() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT id FROM event")]


def test_whoever_may_no_longer_read_it_sees_no_word_of_it(house: House) -> None:
    made = house.promised()
    house.app.correct.correct(made.id, "wrong_owner", MARA.email, owner=TOM.email)
    at(house, TUESDAY)
    remind, box = reminding(house), Postbox()
    remind.tick(box)
    ((name, whose, _),) = box.taken
    assert whose == TOM.email and "revised quote" in words_of(remind.card(name))
    with house.app.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM event_share WHERE person = ?", (TOM.email,))
    card = remind.card(name)
    said = words_of(card) + (card.text if card else "")
    assert "may no longer read" in said
    assert "quote" not in said.casefold() and "Acme" not in said and actions_of(card) == []


def test_a_card_of_mail_that_was_forgotten_is_emptied(house: House) -> None:
    sent = Sent(house)
    house.app.forget.forget(DANA, PRIYA.email)
    words, actions = sent.now()
    assert "not here any more" in words and actions == []


def test_a_card_for_somebody_who_left_is_emptied(house: House) -> None:
    sent = Sent(house)
    house.app.people.remove(MARA.email)
    words, actions = sent.now()
    assert "not here any more" in words and actions == []
    assert sent.remind.card_parts(sent.id) is None


def test_a_source_that_no_browser_opens_is_linked_to_ours(house: House) -> None:
    sent = Sent(house)
    object.__setattr__(sent.remind.told, "link", lambda event_id: f"https://p.example/source/{event_id}")
    card = sent.remind.card(sent.id)
    assert f"https://p.example/source/{sent.made.event_id}" in repr(card) and "mid:" not in repr(card)
    assert "Mara Lindqvist, " in words_of(card)


def test_a_reminder_that_never_was_has_no_card(house: House) -> None:
    remind: Remind = reminding(house)
    assert remind.card("rem_nothing") is None and remind.card_parts("rem_nothing") is None
    assert remind.states(["rem_nothing"]) == {} and remind.states([]) == {}


def test_the_states_of_many_cards_take_a_few_queries(house: House) -> None:
    sent = Sent(house, *(f"part {n}" for n in range(12)))
    for _ in range(3):
        house.clock.advance(timedelta(days=7))
        sent.remind.tick(Postbox())
    ids = [r.id for r in sent.remind.reminders.all()]
    assert len(ids) >= 3
    asked: list[str] = []
    listen(house.app.database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    sent.remind.states(ids[-2:])
    few = len(asked)
    sent.remind.states(ids)
    assert len(asked) - few == few, "as many for all of them as for two"
