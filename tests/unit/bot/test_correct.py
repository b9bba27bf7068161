"""One click corrects a promise; only who has to do with it may click."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from records.errors import NotAllowed, NotFound, PromissoryError, UnknownReader
from records.models import PromiseStatus as Status
from tests.builders import DANA, HENRIK, MARA, TOM
from tests.unit.bot.house import House


@pytest.mark.parametrize(("kind", "status"), [("done", Status.kept), ("not_a_promise", Status.dismissed)])
@pytest.mark.parametrize("who", [MARA.email, HENRIK.email])
def test_the_owner_or_a_manager_says_what_became_of_it(
    house: House, kind: str, status: Status, who: str
) -> None:
    made = house.promised()
    after = house.app.correct.correct(made.id, kind, who)
    assert (after.status, after.settled_by) == (status, f"click:{who}")
    assert house.actions(made.id) == [f"promise_{kind}"]


def test_clicking_twice_is_harmless(house: House) -> None:
    made = house.promised()
    first = house.app.correct.correct(made.id, "done", MARA.email)
    assert house.app.correct.correct(made.id, "done", HENRIK.email) == first


def test_a_colleague_without_the_mail_may_not_touch_it_and_learns_nothing(house: House) -> None:
    made = house.promised()
    for kind in ("done", "not_a_promise", "snooze", "wrong_owner"):
        with pytest.raises(NotAllowed) as refused:
            house.app.correct.correct(made.id, kind, TOM.email, until=date(2026, 12, 1), owner=TOM.email)
        assert "quote" not in str(refused.value)
    assert house.app.promises.get(made.id) == made


@pytest.mark.parametrize("who", ["stranger@else.example", DANA, ""])
def test_a_stranger_changes_nothing(house: House, who: str) -> None:
    made = house.promised()
    with pytest.raises(UnknownReader):
        house.app.correct.correct(made.id, "done", who)
    assert house.app.promises.get(made.id) == made


def test_nobody_is_asked_again_on_a_day_that_is_over_where_they_are(house: House) -> None:
    made = house.promised()
    house.app.people.add(MARA.email, tz="Pacific/Auckland")  # where it is Saturday then
    house.clock.advance(timedelta(hours=5))
    for over in (date(2020, 2, 29), date(2026, 11, 20)):
        with pytest.raises(NotAllowed, match="is over: pick a day that is still to come"):
            house.app.correct.correct(made.id, "snooze", MARA.email, until=over)
    assert house.app.promises.snoozes() == {}
    house.app.correct.correct(made.id, "snooze", MARA.email, until=date(2026, 11, 21))


def test_a_snooze_ends_in_the_morning_where_the_person_is(house: House) -> None:
    house.app.people.add(MARA.email, tz="America/New_York")
    made = house.promised()
    house.app.correct.correct(made.id, "snooze", MARA.email, until=date(2026, 11, 25))
    assert house.app.promises.snoozes() == {
        made.id: datetime(2026, 11, 25, 8, tzinfo=ZoneInfo("America/New_York"))
    }


def test_the_wrong_owner_hands_it_to_a_colleague_but_never_to_a_stranger(house: House) -> None:
    made = house.promised()
    with pytest.raises(UnknownReader):
        house.app.correct.correct(made.id, "wrong_owner", MARA.email, owner=DANA)
    assert house.app.correct.correct(made.id, "wrong_owner", MARA.email, owner=TOM.email).owner == TOM.email


@pytest.mark.parametrize("kind", ["nonsense", "", "snooze", "wrong_owner"])
def test_a_click_that_makes_no_sense_changes_nothing(house: House, kind: str) -> None:
    made = house.promised()
    with pytest.raises(PromissoryError):
        house.app.correct.correct(made.id, kind, MARA.email)
    assert house.app.promises.get(made.id) == made


def test_an_unknown_promise_is_said_so(house: House) -> None:
    with pytest.raises(NotFound):
        house.app.correct.correct("pr_nothing", "done", MARA.email)


@pytest.mark.parametrize("who", [MARA.email, HENRIK.email])
def test_a_promise_moves_to_the_day_that_was_agreed(house: House, who: str) -> None:
    made = house.promised()
    after = house.app.correct.correct(made.id, "move", who, until=date(2026, 12, 1))
    assert (after.due, after.status, after.quote) == (date(2026, 12, 1), Status.open, made.quote)
    (change,) = house.app.promises.history([made.id])[made.id]
    assert (change.why, change.actor) == ("due 2026-11-25 -> 2026-12-01", who)
    house.app.correct.correct(made.id, "move", MARA.email, until=date(2026, 12, 1))
    assert house.actions(made.id) == ["promise_move"], "the second click changes nothing"


def test_reading_and_settling_the_same_mail_again_does_not_move_it_back(house: House) -> None:
    made = house.promised()
    moved = house.app.correct.correct(made.id, "move", MARA.email, until=date(2026, 12, 1))
    with house.app.database.write() as connection:
        connection.exec_driver_sql("UPDATE event SET processed_by = 'an older version'")
    house.app.catch_up()
    house.mara_writes("Nice weekend!", name="other", subject="Re: Your quote", reply_to="mara")
    assert house.app.promises.get(made.id) == moved


def test_mail_that_keeps_a_moved_promise_later_settles_it(house: House) -> None:
    made = house.promised()
    house.app.correct.correct(made.id, "move", MARA.email, until=date(2026, 12, 1))
    house.mara_writes(
        "As promised, attached is the revised quote.",
        name="kept",
        subject="Re: Your quote",
        reply_to="mara",
        at=house.clock.now() + timedelta(days=1),
    )
    after = house.app.promises.get(made.id)
    assert (after.status, after.due) == (Status.kept, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("kind", "until", "says"),
    [
        ("done", date(2026, 12, 1), "not open any more"),
        (None, date(2026, 11, 1), "can't be due on 2026-11-01"),
        (None, date(9999, 12, 31), "is no day"),
        (None, None, "nothing that can be done"),
    ],
    ids=["it was kept", "before it was made", "never", "no day"],
)
def test_a_move_that_makes_no_sense_is_refused(
    house: House, kind: str | None, until: date | None, says: str
) -> None:
    made = house.promised()
    if kind:
        made = house.app.correct.correct(made.id, kind, MARA.email)
    with pytest.raises(PromissoryError, match=says):
        house.app.correct.correct(made.id, "move", MARA.email, until=until)
    assert house.app.promises.get(made.id) == made


@pytest.mark.parametrize("kind", ["done", "not_a_promise", "still_open", "snooze", "move", "wrong_owner"])
def test_every_click_stands_in_the_audit_log_once_together_with_what_it_did(house: House, kind: str) -> None:
    made = house.promised()
    for _ in range(3):
        house.app.correct.correct(made.id, kind, MARA.email, until=date(2026, 12, 1), owner=TOM.email)
    assert house.actions(made.id) == [f"promise_{kind}"]
    assert house.app.audit.verify().ok


def test_whoever_was_on_the_mail_may_say_that_it_is_done_though_nobody_reads_their_mailbox(
    house: House,
) -> None:
    made = house.promised(cc=TOM.email)
    assert house.app.correct.correct(made.id, "done", TOM.email).status is Status.kept


def test_nobody_silences_what_a_colleague_owes_and_nobody_for_years(house: House) -> None:
    made = house.promised(cc=TOM.email)
    with pytest.raises(PromissoryError, match="Only mara"):
        house.app.correct.correct(made.id, "snooze", TOM.email, until=date(2026, 12, 1))
    with pytest.raises(PromissoryError, match="too far off"):
        house.app.correct.correct(made.id, "snooze", MARA.email, until=date(2090, 1, 1))
    assert house.app.promises.snoozes() == {}


def test_a_promise_due_at_the_end_of_all_days_can_still_be_put_off(house: House) -> None:
    made = house.promised()
    last = date(9998, 12, 31)
    house.app.correct.correct(made.id, "move", MARA.email, until=last)
    house.app.correct.correct(made.id, "snooze", MARA.email, until=last)
    assert house.app.promises.snoozes()[made.id].date() == last


def test_who_lives_in_a_zone_that_nobody_knows_is_asked_again_by_the_clock_of_the_world(house: House) -> None:
    made = house.promised()
    with house.app.database.write() as connection:
        connection.exec_driver_sql("UPDATE person SET tz = 'Mars/Olympus' WHERE email = ?", (MARA.email,))
    house.app.correct.correct(made.id, "snooze", MARA.email, until=date(2026, 11, 25))
    assert house.app.promises.snoozes() == {made.id: datetime(2026, 11, 25, 8, tzinfo=ZoneInfo("UTC"))}


@pytest.mark.parametrize("kind", ["done", "not_a_promise"])
def test_what_is_settled_is_not_put_off_and_nobody_is_told_that_it_is(house: House, kind: str) -> None:
    made = house.promised()
    house.app.correct.correct(made.id, kind, MARA.email)
    with pytest.raises(PromissoryError, match="not open any more"):
        house.app.correct.correct(made.id, "snooze", MARA.email, until=date(2026, 12, 1))
    assert house.app.promises.snoozes() == {}
    assert house.actions(made.id) == [f"promise_{kind}"]
