"""Which dates of a series are kept at a moment, and that no series is ever lost or without bound."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.formats import calendar as reading
from integrations.formats.calendar import calendar_events
from integrations.formats.ics_rules import Patience
from integrations.formats.series import YEAR, kept, stretch_at
from records.models import Event

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
GAPS = st.sampled_from([timedelta(hours=6), timedelta(days=1), timedelta(days=7), timedelta(days=91)])


def dates(first: datetime, every: timedelta, count: int, now: datetime | None) -> tuple[list[datetime], bool]:
    """What is kept of a series of so many dates."""

    def between(low: datetime, high: datetime) -> list[tuple[datetime, datetime]]:
        start = max(0, -((first - low) // every)) if low > first else 0
        found = []
        for n in range(start, count):
            at = first + n * every
            if at >= high:
                break
            if at >= low:
                found.append((at, at))
        return found

    return kept(between, first, stretch_at(now) if now else None)


@given(now=MOMENTS)
def test_the_stretch_is_a_year_that_looks_half_a_year_back_and_a_quarter_on(now: datetime) -> None:
    stretch = stretch_at(now)
    assert timedelta(days=365) <= stretch.ends - stretch.begins <= YEAR
    assert timedelta(days=181) <= now - stretch.begins <= timedelta(days=277)
    assert timedelta(days=89) <= stretch.ends - now <= timedelta(days=184)
    assert abs(stretch.middle - now) <= timedelta(days=46)


@given(now=MOMENTS, later=st.timedeltas(timedelta(), timedelta(days=200)))
def test_the_stamp_changes_exactly_when_the_stretch_does(now: datetime, later: timedelta) -> None:
    one, other = stretch_at(now), stretch_at(now + later)
    assert (one.stamp == other.stamp) == (one == other)
    assert one.begins <= other.begins
    if later > timedelta(days=92):
        assert one.stamp != other.stamp


def test_the_stamp_is_the_first_month_of_the_quarter() -> None:
    assert [stretch_at(datetime(2026, month, 1, tzinfo=UTC)).stamp for month in (1, 3, 4, 12)] == [
        "202601",
        "202601",
        "202604",
        "202610",
    ]


@settings(deadline=None)
@given(first=MOMENTS, every=GAPS, count=st.integers(1, 3000), now=MOMENTS)
def test_some_dates_of_every_series_are_kept_in_order_and_never_more_than_400(
    first: datetime, every: timedelta, count: int, now: datetime
) -> None:
    found, is_cut = dates(first, every, count, now)
    assert 1 <= len(found) <= 400
    assert found == sorted(set(found))
    assert found[-1] - found[0] <= YEAR
    stretch = stretch_at(now)
    last = first + (count - 1) * every
    if last < stretch.begins:
        assert found[-1] == last
    elif first >= stretch.ends:
        assert found[0] == first
    elif not is_cut:
        assert all(stretch.begins <= at < stretch.ends for at in found)
    assert is_cut <= (every < timedelta(days=1))


@settings(deadline=None)
@given(first=MOMENTS, every=GAPS, now=MOMENTS)
def test_of_a_series_that_goes_on_the_dates_around_today_are_kept(
    first: datetime, every: timedelta, now: datetime
) -> None:
    found, _ = dates(first, every, 1_000_000, now)
    if first <= now:
        assert found[0] <= now + every and found[-1] >= now - every
        assert found[-1] > now or every > timedelta(days=89)


def test_without_a_moment_the_first_year_is_kept() -> None:
    found, is_cut = dates(NOW, timedelta(days=7), 1000, None)
    assert (found[0], len(found), is_cut) == (NOW, 53, False)


def ics(rule: str, start: str = "DTSTART:20240902T090000Z", stamp: str = "", more: str = "") -> bytes:
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:u1", start, f"RRULE:{rule}"]
    lines += [f"DTSTAMP:{stamp}"] * bool(stamp) + ["END:VEVENT", *more.split("\n"), "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def days(data: bytes, now: datetime | None = NOW) -> list[date]:
    return [e.at.date() for e in calendar_events(data, "c.ics", now=now) if isinstance(e, Event)]


def test_a_weekly_call_that_began_two_years_ago_tells_this_years_dates() -> None:
    found = days(ics("FREQ=WEEKLY"))
    assert (found[0], found[-1], len(found)) == (date(2026, 4, 6), date(2027, 3, 29), 52)


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        ("FREQ=WEEKLY;COUNT=10", date(2024, 9, 2), date(2024, 11, 4)),
        ("FREQ=DAILY;COUNT=500", date(2025, 1, 14), date(2026, 1, 14)),
        ("FREQ=WEEKLY;UNTIL=20260302T090000Z", date(2025, 3, 3), date(2026, 3, 2)),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", date(2026, 4, 30), date(2027, 3, 31)),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=60", date(2026, 4, 13), date(2026, 12, 7)),
        ("FREQ=YEARLY;INTERVAL=4", date(2024, 9, 2), date(2024, 9, 2)),
    ],
)
def test_rules_are_followed_into_later_years(rule: str, first: date, last: date) -> None:
    found = days(ics(rule))
    assert (found[0], found[-1]) == (first, last)


def test_a_series_that_is_still_to_come_is_known_by_its_first_year() -> None:
    found = days(ics("FREQ=MONTHLY", start="DTSTART:20290903T090000Z"))
    assert (found[0], found[-1]) == (date(2029, 9, 3), date(2030, 9, 3))


def test_a_file_is_read_as_of_the_latest_stamp_in_it() -> None:
    other = "BEGIN:VEVENT\nUID:u2\nDTSTART:20200101T090000Z\nDTSTAMP:20261105T080000Z\nEND:VEVENT"
    whole = ics("FREQ=WEEKLY", stamp="20240901T080000Z", more=other)
    assert days(whole, None)[:-1] == days(ics("FREQ=WEEKLY"))
    alone = days(ics("FREQ=WEEKLY", stamp="20240901T080000Z"), None)
    assert (alone[0], alone[-1]) == (date(2024, 9, 2), date(2024, 12, 30))
    assert days(ics("FREQ=WEEKLY"), None)[-1] == date(2025, 9, 1)


@pytest.mark.parametrize("stamp", ["20261399T000000Z", "99990101T000000Z", "soon", "20261105"])
def test_a_stamp_that_is_no_moment_says_nothing(stamp: str) -> None:
    assert days(ics("FREQ=WEEKLY", stamp=stamp), None) == days(ics("FREQ=WEEKLY"), None)


def test_a_date_that_was_changed_is_told_however_long_ago() -> None:
    changed = "BEGIN:VEVENT\nUID:u1\nRECURRENCE-ID:20241007T090000Z\nDTSTART:20241008T150000Z\nEND:VEVENT"
    found = days(ics("FREQ=WEEKLY", more=changed))
    assert len(found) == 53 and date(2024, 10, 8) in found and date(2024, 10, 7) not in found


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_whole_days_are_kept_by_their_own_day(zone: str) -> None:
    day = ics("FREQ=DAILY", start="DTSTART;VALUE=DATE:20240902")
    on_its_clock = day.replace(b"BEGIN:VEVENT", f"X-WR-TIMEZONE:{zone}\r\nBEGIN:VEVENT".encode())
    found = days(on_its_clock)
    assert (found[0], found[-1]) == (date(2026, 4, 1), date(2027, 3, 31))


@settings(deadline=None)
@given(
    frequency=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    interval=st.integers(1, 5),
    count=st.none() | st.integers(1, 900),
    begun=st.dates(date(1995, 1, 1), date(2040, 1, 1)),
    now=MOMENTS,
)
def test_what_is_kept_later_is_what_the_whole_rule_says(
    frequency: str, interval: int, count: int | None, begun: date, now: datetime
) -> None:
    """The dates in the stretch, worked out from near it, against the rule tried by another library from its start."""
    from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule

    kinds = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
    stretch = stretch_at(now)
    start = datetime(begun.year, begun.month, begun.day, 9)
    rule = rrule(kinds[frequency], dtstart=start, interval=interval, count=count)
    low, high = (at.replace(tzinfo=None) for at in (stretch.begins, stretch.ends - timedelta(seconds=1)))
    inside = [at.date() for at in rule.between(low, high, inc=True)]
    limits = f";COUNT={count}" if count else ""
    text = f"FREQ={frequency};INTERVAL={interval}{limits}"
    found = days(ics(text, start=f"DTSTART:{start:%Y%m%dT%H%M%SZ}"), now)
    too_long = count is not None and start + timedelta(days=15_000) < high
    if inside and not too_long:
        assert found == inside
    assert found


def test_a_calendar_of_endless_series_comes_to_an_end() -> None:
    """Rules that must be counted from the first date on are given up once too many days were tried."""
    rules = "RRULE:FREQ=DAILY;COUNT=14000;BYMONTH=2;BYMONTHDAY=30\r\n" * 5
    block = "BEGIN:VEVENT\r\nUID:u{}\r\nDTSTART:19860101T090000Z\r\n" + rules + "END:VEVENT\r\n"
    data = "BEGIN:VCALENDAR\r\n" + "".join(block.format(n) for n in range(3)) + "END:VCALENDAR\r\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "Patience", lambda: Patience(days=150_000))
        found = [e for e in calendar_events(data.encode(), "c.ics", now=NOW) if isinstance(e, Event)]
    assert [("rule_ignored" in e.flags) for e in found] == [False, True, True]
