"""Reminders come in time, in office hours of the one who gets them, and never in a flood."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.reminders import add_business_days, due_reminders, is_business_day, next_allowed
from records.models import Direction, Person, Promise, PromiseStatus, Reminder, ReminderKind, Role
from tests.unit.policies.builders import REP, promise

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


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


def test_more_than_the_cap_becomes_one_digest_with_all_of_them() -> None:
    many = [promise(n) for n in range(6)]
    now = berlin("2026-11-23T09:00")
    assert kinds(due_reminders(many[:5], REP, now)) == ["due_soon"] * 5
    (digest,) = due_reminders(many, REP, now)
    assert digest.kind is ReminderKind.digest
    assert digest.promise_ids == tuple(p.id for p in many)
    assert digest.occurrence == "digest:rep@initech.example:2026-11-23"


def test_what_a_digest_told_is_not_told_again_and_there_is_one_a_day() -> None:
    many = [promise(n) for n in range(6)]
    monday = berlin("2026-11-23T09:00")
    digest = due_reminders(many, REP, monday)
    later = monday + timedelta(hours=2)
    assert due_reminders([*many, promise(7)], REP, later, already=digest) == []
    tuesday = due_reminders([*many, promise(7)], REP, monday + timedelta(days=1), already=digest)
    assert [r.promise_ids for r in tuesday] == [("pro_7",)]
    wednesday = due_reminders(many, REP, monday + timedelta(days=2), already=digest)
    assert kinds(wednesday) == ["digest"]
    assert wednesday[0].occurrence == "digest:rep@initech.example:2026-11-25"


def test_single_reminders_of_the_day_count_towards_the_cap() -> None:
    now = berlin("2026-11-23T09:00")
    first = due_reminders([promise(n) for n in range(4)], REP, now)
    second = due_reminders([promise(n) for n in range(6)], REP, now, already=first)
    assert [(r.kind, r.promise_ids) for r in second] == [(ReminderKind.digest, ("pro_4", "pro_5"))]


def test_the_reminders_of_others_do_not_count() -> None:
    now = berlin("2026-11-23T09:00")
    others = [
        r.model_copy(update={"person": "other@initech.example"})
        for r in due_reminders([promise(n) for n in range(6)], REP, now)
    ]
    assert len(due_reminders([promise(n) for n in range(5)], REP, now, already=others)) == 5


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


def test_a_moved_due_day_is_a_new_occasion() -> None:
    now = berlin("2026-11-23T09:00")
    told = due_reminders([promise()], REP, now)
    assert len(due_reminders([promise(due=date(2026, 11, 25))], REP, now, already=told)) == 1


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


@settings(max_examples=100)
@given(
    dues=st.lists(st.dates(date(2026, 11, 1), date(2026, 12, 10)), max_size=14),
    now=st.datetimes(datetime(2026, 11, 10), datetime(2026, 12, 1), timezones=st.just(UTC)),
)
def test_a_week_of_hourly_ticks_never_floods_and_never_repeats(dues: list[date], now: datetime) -> None:
    promises = [promise(n, due) for n, due in enumerate(dues)]
    sent: list[Reminder] = []
    for tick in range(0, 24 * 7, 5):
        sent += due_reminders(promises, REP, now + timedelta(hours=tick), already=sent)
    assert len({r.occurrence for r in sent}) == len(sent)
    per_day: dict[date, list[Reminder]] = {}
    for r in sent:
        per_day.setdefault(r.send_at.astimezone(BERLIN).date(), []).append(r)
    for reminders in per_day.values():
        assert len(reminders) <= 6
        assert sum(r.kind is ReminderKind.digest for r in reminders) <= 1
        told = [i for r in reminders for i in r.promise_ids]
        assert len(told) == len(set(told))
