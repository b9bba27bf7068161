"""Reminders come in time, in office hours of the one who gets them, and never in a flood."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.reminders import (
    MOST_LEADS,
    add_business_days,
    due_reminders,
    is_business_day,
    next_allowed,
    next_moment,
)
from records.models import Direction, Occasion, Person, Promise, PromiseStatus, Reminder, ReminderKind, Role
from tests.unit.policies.builders import NOW, REP, promise

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def sent(reminders: list[Reminder]) -> list[Reminder]:
    return [r.model_copy(update={"sent_at": r.send_at}) for r in reminders]


def kinds(reminders: list[Reminder]) -> list[str]:
    return [r.kind.value for r in reminders]


@pytest.mark.parametrize(
    ("today", "due", "kind"),
    [
        ("2026-11-18", "2026-11-23", None),
        ("2026-11-19", "2026-11-23", "due_soon"),
        ("2026-11-20", "2026-11-23", "due_soon"),
        ("2026-11-23", "2026-11-23", "due_soon"),
        ("2026-11-24", "2026-11-23", "overdue"),
        ("2026-11-23", "2026-11-21", "overdue"),
        ("2026-11-20", "2026-11-21", "due_soon"),
    ],
)
def test_a_promise_is_told_two_business_days_before_and_after_it_is_late(
    today: str, due: str, kind: str | None
) -> None:
    told = due_reminders([promise(due=date.fromisoformat(due))], REP, berlin(f"{today}T09:00"))
    assert kinds(told) == ([kind] if kind else [])


def test_the_key_names_kind_promise_day_and_person() -> None:
    (reminder,) = due_reminders([promise(due=date(2026, 11, 24))], REP, berlin("2026-11-23T09:00"))
    assert reminder.occurrence == "due_soon:pro_1:2026-11-24:rep@initech.example"
    assert reminder.person == REP.email
    assert reminder.send_at == berlin("2026-11-23T09:00")


def test_the_same_occasion_keeps_its_key_whenever_one_looks() -> None:
    hours = [berlin("2026-11-19T08:00") + timedelta(hours=n) for n in range(24 * 4 + 10)]
    keys = {r.occurrence for now in hours for r in due_reminders([promise(due=date(2026, 11, 23))], REP, now)}
    assert keys == {"due_soon:pro_1:2026-11-23:rep@initech.example"}


def test_what_is_late_is_told_weekly_and_then_let_go() -> None:
    told: dict[str, date] = {}
    for offset in range(1, 100):
        now = berlin("2026-11-02T09:00") + timedelta(days=offset)
        for r in due_reminders([promise(due=date(2026, 11, 2))], REP, now):
            told.setdefault(r.occurrence, r.send_at.astimezone(BERLIN).date())
    days = list(told.values())
    assert days == [date(2026, 11, 3) + timedelta(weeks=n) for n in range(8)]


@pytest.mark.parametrize(
    ("now", "send_at"),
    [
        ("2026-11-20T17:59", "2026-11-20T17:59"),
        ("2026-11-19T18:00", "2026-11-20T08:00"),
        ("2026-11-20T18:00", "2026-11-23T08:00"),
        ("2026-11-21T12:00", "2026-11-23T08:00"),
        ("2026-11-23T03:00", "2026-11-23T08:00"),
        ("2026-03-28T12:00", "2026-03-30T08:00"),
        ("2026-10-24T12:00", "2026-10-26T08:00"),
    ],
)
def test_nobody_is_disturbed_at_night_or_on_weekends(now: str, send_at: str) -> None:
    assert next_allowed(berlin(now), BERLIN) == berlin(send_at)


def test_clock_changes_do_not_move_the_morning() -> None:
    before = next_allowed(berlin("2026-03-28T12:00"), BERLIN)
    after = next_allowed(berlin("2026-10-24T12:00"), BERLIN)
    assert (before.hour, after.hour) == (6, 7)
    assert before.tzinfo is UTC


def test_holidays_are_days_off() -> None:
    christmas = {date(2026, 12, 24), date(2026, 12, 25)}
    assert next_allowed(berlin("2026-12-24T10:00"), BERLIN, holidays=christmas) == berlin("2026-12-28T08:00")
    assert add_business_days(date(2026, 12, 28), -2, christmas) == date(2026, 12, 22)
    told = due_reminders(
        [promise(due=date(2026, 12, 28))], REP, berlin("2026-12-22T10:00"), holidays=christmas
    )
    assert kinds(told) == ["due_soon"]


def test_the_recipients_own_zone_counts() -> None:
    now = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    boston = Person(email=REP.email, role=Role.rep, tz="America/New_York")
    (there,) = due_reminders([promise(due=date(2026, 11, 24))], boston, now)
    assert there.send_at == datetime(2026, 11, 23, 13, tzinfo=UTC)
    (here,) = due_reminders([promise(due=date(2026, 11, 24))], REP, now)
    assert here.send_at == now


def test_an_unknown_zone_falls_back_to_utc() -> None:
    lost = Person(email=REP.email, role=Role.rep, tz="Mars/Olympus")
    (reminder,) = due_reminders([promise()], lost, datetime(2026, 11, 23, 3, tzinfo=UTC))
    assert reminder.send_at == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_on_friday_night_monday_is_what_counts() -> None:
    (reminder,) = due_reminders([promise(due=date(2026, 11, 20))], REP, berlin("2026-11-20T20:00"))
    assert reminder.kind is ReminderKind.overdue
    assert reminder.send_at == berlin("2026-11-23T08:00")


@pytest.mark.parametrize(
    "given_promise",
    [
        promise(status=PromiseStatus.kept),
        promise(status=PromiseStatus.changed),
        promise(status=PromiseStatus.dismissed),
        promise(due=None),
        promise(owner="other@initech.example"),
    ],
)
def test_only_open_dated_promises_of_ones_own_are_told(given_promise: Promise) -> None:
    assert due_reminders([given_promise], REP, berlin("2026-11-23T09:00")) == []


def test_an_owner_known_by_name_only_is_found() -> None:
    assert due_reminders([promise(owner="rita rep")], REP, berlin("2026-11-23T09:00"))


def test_what_they_owe_us_is_told_only_when_late() -> None:
    theirs = promise(direction=Direction.theirs, owner="ada@acme.example", due=date(2026, 11, 23))
    assert due_reminders([theirs], REP, berlin("2026-11-23T09:00")) == []
    assert kinds(due_reminders([theirs], REP, berlin("2026-11-24T09:00"))) == ["overdue"]


def test_what_is_to_be_told_in_the_morning_comes_as_one_digest() -> None:
    many = [promise(n) for n in range(6)]
    (digest,) = due_reminders(many, REP, berlin("2026-11-23T08:00"))
    assert digest.kind is ReminderKind.digest
    assert digest.promise_ids == tuple(p.id for p in many)
    assert digest.occurrence == "digest:rep@initech.example:2026-11-23"
    assert [o.promise_id for o in digest.told] == list(digest.promise_ids)


def test_one_alone_comes_as_itself() -> None:
    (one,) = due_reminders([promise()], REP, berlin("2026-11-23T08:00"))
    assert one.kind is ReminderKind.due_soon and one.promise_ids == ("pro_1",)


def test_the_digest_waits_for_its_time_in_the_persons_own_zone() -> None:
    boston = Person(email=REP.email, role=Role.rep, tz="America/New_York")
    (waiting,) = due_reminders(
        [promise()], boston, datetime(2026, 11, 23, 13, 10, tzinfo=UTC), digest_at=time(9, 30)
    )
    assert waiting.send_at == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def test_a_digest_time_inside_the_quiet_hours_waits_for_their_end() -> None:
    (one,) = due_reminders([promise()], REP, berlin("2026-11-23T06:00"), digest_at=time(7))
    assert one.send_at == berlin("2026-11-23T08:00")
    (late,) = due_reminders([promise()], REP, berlin("2026-11-23T06:00"), digest_at=time(20))
    assert late.send_at == berlin("2026-11-23T08:00")


def test_on_the_day_of_a_clock_change_the_digest_keeps_its_hour() -> None:
    summer = next_moment(berlin("2026-03-27T20:00"), BERLIN, digest_at=time(9, 15))
    assert summer == berlin("2026-03-30T09:15") and summer.hour == 7


def test_what_a_digest_told_is_not_told_again_and_there_is_one_a_day() -> None:
    many = [promise(n) for n in range(6)]
    monday = berlin("2026-11-23T09:00")
    digest = sent(due_reminders(many, REP, monday))
    later = monday + timedelta(hours=2)
    assert due_reminders(many, REP, later, already=digest) == []
    (new,) = due_reminders([*many, promise(7)], REP, later, already=digest)
    assert (new.kind, new.promise_ids) == (ReminderKind.due_soon, ("pro_7",))
    wednesday = due_reminders(many, REP, monday + timedelta(days=2), already=digest)
    assert kinds(wednesday) == ["digest"]
    assert wednesday[0].occurrence == "digest:rep@initech.example:2026-11-25"


def test_what_comes_up_later_comes_by_itself_and_the_rest_waits_for_the_next_digest() -> None:
    """A digest and four more is what a cap of five allows; two are left for Tuesday morning."""
    monday = berlin("2026-11-23T08:00")
    told = sent(due_reminders([promise(n) for n in range(3)], REP, monday))
    everything = [promise(n) for n in range(9)]
    later = sent(due_reminders(everything, REP, monday + timedelta(hours=3), already=told))
    assert kinds(later) == ["due_soon"] * 4
    told += later
    assert due_reminders(everything, REP, monday + timedelta(hours=4), already=told) == []
    (rest,) = due_reminders(everything, REP, monday + timedelta(days=1), already=told)
    assert (rest.kind, rest.promise_ids) == (ReminderKind.digest, ("pro_7", "pro_8"))


def test_with_a_cap_of_one_there_is_one_message_a_day() -> None:
    monday = berlin("2026-11-23T08:00")
    told = sent(due_reminders([promise(1)], REP, monday, cap=1))
    assert (
        due_reminders([promise(1), promise(2)], REP, monday + timedelta(hours=1), cap=1, already=told) == []
    )
    (next_day,) = due_reminders(
        [promise(1), promise(2)], REP, monday + timedelta(days=1), cap=1, already=told
    )
    assert next_day.promise_ids == ("pro_2",)


def test_what_could_not_be_sent_yesterday_counts_today() -> None:
    """After an outage people don't get what is new on top of all that has piled up."""
    friday, monday = berlin("2026-11-20T10:00"), berlin("2026-11-23T10:00")
    unsent = [r for n in range(3) for r in due_reminders([promise(n, date(2026, 11, 20))], REP, friday)]
    new = [promise(n) for n in range(5, 7)]
    assert len(due_reminders(new, REP, monday, cap=4, already=unsent)) == 1
    assert due_reminders(new, REP, monday, cap=3, already=unsent) == []


def test_forgotten_leads_come_in_the_digest_and_a_few_a_day() -> None:
    silences = [Occasion(key=f"forgotten:{n}", account_id=f"acc_{n}", since=NOW) for n in range(7)]
    monday = berlin("2026-11-23T08:00")
    (digest,) = sent(due_reminders([promise()], REP, monday, silences=silences))
    assert digest.promise_ids == ("pro_1",)
    assert [o.account_id for o in digest.told] == [None, *(f"acc_{n}" for n in range(MOST_LEADS))]
    (next_day,) = due_reminders(
        [promise()], REP, monday + timedelta(days=1), silences=silences, already=[digest]
    )
    assert [o.account_id for o in next_day.told] == ["acc_5", "acc_6"]
    (alone,) = due_reminders([], REP, monday, silences=silences[:1])
    assert (alone.kind, alone.account_id, alone.promise_ids) == (ReminderKind.forgotten, "acc_0", ())


def test_the_reminders_of_others_do_not_count() -> None:
    now = berlin("2026-11-23T09:00")
    others = [
        r.model_copy(update={"person": "other@initech.example"})
        for r in due_reminders([promise(n) for n in range(6)], REP, now)
    ]
    (mine,) = due_reminders([promise(n) for n in range(5)], REP, now, cap=1, already=others)
    assert len(mine.promise_ids) == 5


def test_a_snoozed_promise_is_left_alone_and_then_told_again() -> None:
    now = berlin("2026-11-23T09:00")
    told = due_reminders([promise()], REP, now)
    until = now + timedelta(days=1)
    snoozed = {"pro_1": until}
    assert due_reminders([promise()], REP, now, snoozed=snoozed, already=told) == []
    (again,) = due_reminders([promise()], REP, until, snoozed=snoozed, already=told)
    assert again.occurrence not in {r.occurrence for r in told}
    assert (
        due_reminders([promise()], REP, until + timedelta(hours=1), snoozed=snoozed, already=[*told, again])
        == []
    )


def test_a_snooze_until_a_day_ends_with_the_digest_of_that_day() -> None:
    """Snoozed until eight, and the digest comes at seven: it is in the digest."""
    until = {"pro_1": berlin("2026-11-24T08:00")}
    early = berlin("2026-11-24T07:00")
    (one,) = due_reminders([promise()], REP, early, quiet_hours=(18, 7), snoozed=until)
    assert one.send_at == early


def test_a_moved_due_day_is_a_new_occasion_also_of_a_digest() -> None:
    now = berlin("2026-11-23T09:00")
    told = sent(due_reminders([promise(1), promise(2)], REP, now))
    moved = [promise(1), promise(2, due=date(2026, 11, 25))]
    (again,) = due_reminders(moved, REP, now, already=told)
    assert again.promise_ids == ("pro_2",)


zones = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
    ]
)
hours = st.integers(min_value=0, max_value=23)


@settings(max_examples=200)
@given(
    now=st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    zone=zones,
    quiet=st.tuples(hours, hours),
)
def test_at_whatever_time_the_next_moment_is_allowed(
    now: datetime, zone: str, quiet: tuple[int, int]
) -> None:
    tz = ZoneInfo(zone)
    moment = next_allowed(now, tz, quiet_hours=quiet)
    assert moment >= now
    assert moment - now < timedelta(days=5)
    local = moment.astimezone(tz)
    start, end = quiet
    assert is_business_day(local.date())
    if start < end:
        assert not start <= local.hour < end
    elif start > end:
        assert end <= local.hour < start
    assert next_allowed(moment, tz, quiet_hours=quiet) == moment
