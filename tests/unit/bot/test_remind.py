"""A reminder reaches the one it is for, once, at a decent hour, and says nothing they may not read."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from records.errors import NotAllowed
from records.models import Person, Promise, Reminder
from records.reminders import LEASE
from tests.builders import HENRIK, MARA, TOM
from tests.unit.bot.house import House
from tests.unit.bot.reminded import TUESDAY, Postbox, at, preferences, quotes, reminding


@pytest.fixture
def box() -> Postbox:
    return Postbox()


def tick(house: House, box: Postbox, *, days: float = 0) -> None:
    """Ticks every hour for so many days, or once."""
    for _ in range(max(1, int(days * 24))):
        house.app.remind.tick(box)
        if days:
            house.clock.advance(timedelta(hours=1))


def test_whoever_owes_it_hears_of_it_before_it_is_due_and_only_once(house: House, box: Postbox) -> None:
    made = house.promised()
    at(house, TUESDAY - timedelta(days=1))
    tick(house, box, days=2)
    assert box.people == [MARA.email]
    assert box.taken[0][2] == (made.quote,)
    assert house.actions(box.taken[0][0]) == ["reminded"]


def test_an_overdue_promise_is_brought_up_again(house: House, box: Postbox) -> None:
    house.promised()
    tick(house, box, days=9)
    assert len(box.taken) >= 2


def test_nobody_is_woken_at_night_or_on_a_weekend(house: House, box: Postbox) -> None:
    house.app.people.add(MARA.email, tz="America/New_York")
    house.promised()
    when: list[datetime] = []
    for _ in range(24 * 12):
        before = len(box.taken)
        tick(house, box)
        if len(box.taken) > before:
            when.append(house.clock.now().astimezone(ZoneInfo("America/New_York")))
        house.clock.advance(timedelta(hours=1))
    assert when
    assert all(8 <= w.hour < 18 and w.weekday() < 5 for w in when)


@pytest.mark.parametrize("kind", ["done", "not_a_promise"])
def test_what_was_settled_after_planning_is_not_brought_up(house: House, box: Postbox, kind: str) -> None:
    made = house.promised()
    at(house, TUESDAY)
    assert house.app.remind.plan()
    house.app.correct.correct(made.id, kind, MARA.email)
    tick(house, box, days=8)
    assert box.taken == []


def test_a_snoozed_promise_waits_until_then(house: House, box: Postbox) -> None:
    made = house.promised()
    at(house, TUESDAY)
    house.app.remind.plan()
    until = TUESDAY.date() + timedelta(days=2)
    house.app.correct.correct(made.id, "snooze", MARA.email, until=until)
    tick(house, box, days=1)
    assert box.taken == []
    tick(house, box, days=3)
    assert box.people == [MARA.email]


def test_a_network_that_is_down_loses_nothing_and_doubles_nothing(house: House, box: Postbox) -> None:
    house.promised()
    at(house, TUESDAY)
    box.down = True
    with pytest.raises(ConnectionError):
        tick(house, box)
    box.down = False
    tick(house, box)
    assert box.taken == []  # still claimed by the tick that failed
    house.clock.advance(LEASE + timedelta(seconds=1))
    tick(house, box)
    tick(house, box)
    assert box.people == [MARA.email]


def test_one_reminder_that_fails_does_not_keep_the_others_back(house: House) -> None:
    house.promised()
    house.mara_writes(
        "I'll send you the rollout plan by Wednesday.",
        name="plan",
        subject="Plan",
        sender=f"Tom Adeyemi <{TOM.email}>",
        cc=MARA.email,
    )
    at(house, TUESDAY)
    told: list[str] = []

    def deliver(reminder: Reminder, person: Person, promises: list[Promise]) -> None:
        if person.email == MARA.email:
            raise ConnectionError("Mara's chat is gone")
        told.append(person.email)

    with pytest.raises(ConnectionError):
        house.app.remind.tick(deliver)
    assert told == [TOM.email]


def test_nobody_is_shown_words_of_a_mail_that_they_never_got(house: House, box: Postbox) -> None:
    house.mara_writes(
        "Henrik Vogt will send you the revised quote by Wednesday.", cc="Oskar <oskar@northbeam.example>"
    )
    (made,) = house.promises()
    connection = sqlite3.connect(house.home / "ledger.sqlite")
    with connection:  # whoever reads the sentence may well take Henrik for the owner
        connection.execute("UPDATE promise SET owner = ?", (HENRIK.email,))
    connection.close()
    at(house, TUESDAY)
    tick(house, box, days=5)
    assert HENRIK.email not in box.people
    with pytest.raises(NotAllowed, match="may read the mail"):
        house.app.correct.correct(made.id, "wrong_owner", HENRIK.email, owner=TOM.email)


def test_a_promise_handed_over_by_somebody_who_may_read_it_reaches_the_new_owner(
    house: House, box: Postbox
) -> None:
    made = house.promised()
    at(house, TUESDAY)
    house.app.correct.correct(made.id, "wrong_owner", MARA.email, owner=TOM.email)
    tick(house, box)
    assert box.people == [TOM.email]
    assert [p.id for p in house.app.reading.promises(TOM.email)] == [made.id]


def test_many_on_one_day_come_as_one_digest(house: House, box: Postbox) -> None:
    things = (
        "price list, rollout plan, security paper, training dates, test report, data sheet, reference list"
    )
    for n, thing in enumerate(things.split(", ")):
        house.mara_writes(f"I'll send you the {thing} by Wednesday.", name=f"m{n}", subject=thing)
    assert house.app.promises.count() == 7
    at(house, TUESDAY)
    tick(house, box)
    (one,) = box.taken
    assert len(one[2]) == 7


MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def promised(house: House, *things: str, by: str = "Wednesday") -> None:
    for thing in things:
        house.mara_writes(f"I'll send you the {thing} by {by}.", name=thing.replace(" ", "-"), subject=thing)


def test_the_mornings_promises_come_as_one_digest_at_the_time_that_the_person_chose(
    house: House, box: Postbox
) -> None:
    house.app.people.add(MARA.email, tz="America/New_York")
    preferences(house).save({"digest_at": "09:30"}, MARA.email)
    promised(house, "price list", "rollout plan", "data sheet")
    at(house, MONDAY)
    remind, when = reminding(house), None
    for _ in range(24 * 4):
        if remind.tick(box):
            when = when or house.clock.now().astimezone(ZoneInfo("America/New_York"))
        house.clock.advance(timedelta(minutes=15))
    assert quotes(box) == [3]
    assert when is not None and f"{when:%a %H:%M}" == "Mon 09:30"


def test_what_comes_up_during_the_day_comes_by_itself_and_no_more_than_the_person_wants(
    house: House, box: Postbox
) -> None:
    preferences(house).save({"cap": "2"}, MARA.email)
    promised(house, "price list", "rollout plan")
    at(house, MONDAY + timedelta(hours=8))
    remind = reminding(house)
    remind.tick(box)
    for n, thing in enumerate(("data sheet", "test report", "reference list")):
        promised(house, thing)
        house.clock.advance(timedelta(hours=n + 1))
        remind.tick(box)
    assert quotes(box) == [2, 1], "two a day, the digest included"
    at(house, MONDAY + timedelta(hours=32))
    remind.tick(box)
    assert quotes(box) == [2, 1, 2], "the rest is in the next digest"


def test_what_is_found_on_a_weekend_is_in_the_digest_of_monday(house: House, box: Postbox) -> None:
    promised(house, "price list", by="Monday")
    remind = reminding(house)
    at(house, MONDAY - timedelta(hours=30))
    remind.tick(box)
    promised(house, "rollout plan", by="Monday")
    remind.tick(box)
    at(house, MONDAY + timedelta(hours=8))
    remind.tick(box)
    assert quotes(box) == [2]


def test_what_an_outage_held_up_comes_in_the_morning_and_not_at_night(house: House, box: Postbox) -> None:
    promised(house, "price list")
    remind = reminding(house)
    at(house, MONDAY + timedelta(hours=17, minutes=50))
    box.down = True
    with pytest.raises(ConnectionError):
        remind.tick(box)
    box.down = False
    for hour in (18, 22, 31):
        at(house, MONDAY + timedelta(hours=hour))
        remind.tick(box)
    assert box.taken == []
    at(house, MONDAY + timedelta(hours=32))
    remind.tick(box)
    remind.tick(box)
    assert quotes(box) == [1]


def test_two_workers_and_restarts_tell_everything_once(house: House, box: Postbox) -> None:
    promised(house, "price list", "rollout plan", "data sheet", "test report")
    lock = threading.Lock()

    def deliver(reminder: Reminder, person: Person, promises: list[Promise]) -> None:
        with lock:
            box.taken.append((reminder.id, person.email, tuple(p.id for p in promises)))

    at(house, MONDAY + timedelta(hours=7))
    for day in range(2):
        for _ in range(4):
            house.reopen()
            workers = [
                threading.Thread(target=reminding(house).tick, args=(deliver, f"w{n}")) for n in range(2)
            ]
            for one in workers:
                one.start()
            for one in workers:
                one.join()
            house.clock.advance(timedelta(hours=1))
        house.clock.advance(timedelta(hours=20))
        assert quotes(box) == [4], day


def test_a_moved_promise_is_brought_up_again_by_its_new_day(house: House, box: Postbox) -> None:
    made = house.promised()
    remind = reminding(house)
    at(house, MONDAY + timedelta(hours=8))
    remind.tick(box)
    house.app.correct.correct(made.id, "move", MARA.email, until=(MONDAY + timedelta(days=9)).date())
    days: list[str] = []
    for _ in range(24 * 18):
        house.clock.advance(timedelta(hours=1))
        days += [f"{house.clock.now():%a %d}"] * remind.tick(box)
    assert days == ["Mon 30", "Thu 03", "Thu 10"], (
        "two days ahead of Wednesday 2 December, and when it is late"
    )
