"""An account that fell silent while something is open is brought up once a silence, and rarely again."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from policies.forgotten import business_days_after, forgotten
from policies.reminders import is_business_day
from tests.unit.policies.builders import COLLEAGUE, REP

TUESDAY = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)


def accounts(day: date, **last: datetime) -> list[str | None]:
    return [o.account_id for o in forgotten(last, REP, day)]


def test_ten_business_days_without_contact_are_a_silence() -> None:
    assert accounts(date(2026, 11, 16), acme=TUESDAY) == []
    assert accounts(date(2026, 11, 17), acme=TUESDAY) == ["acme"]


def test_holidays_do_not_count_as_silence() -> None:
    days_off = {date(2026, 11, 11), date(2026, 11, 12)}
    assert forgotten({"acme": TUESDAY}, REP, date(2026, 11, 18), holidays=days_off) == []
    assert len(forgotten({"acme": TUESDAY}, REP, date(2026, 11, 19), holidays=days_off)) == 1


def test_a_meeting_to_come_is_no_silence() -> None:
    assert accounts(date(2026, 11, 17), acme=TUESDAY + timedelta(days=30)) == []


def test_the_newest_silence_comes_first() -> None:
    day = date(2026, 12, 15)
    assert accounts(day, old=TUESDAY - timedelta(days=90), new=TUESDAY) == ["new", "old"]


def test_the_day_of_the_last_contact_is_that_of_the_person() -> None:
    """Late on Monday in Berlin is Tuesday in Tokyo."""
    evening = datetime(2026, 11, 2, 22, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    tokyo = REP.model_copy(update={"tz": "Asia/Tokyo"})
    assert forgotten({"acme": evening}, tokyo, date(2026, 11, 16)) == []
    assert len(forgotten({"acme": evening}, REP, date(2026, 11, 16))) == 1


def test_a_silence_is_told_once_again_after_twenty_business_days_and_anew_after_contact() -> None:
    keys: dict[str, date] = {}
    for n in range(140):
        day = date(2026, 11, 3) + timedelta(days=n)
        last = TUESDAY if day < date(2027, 2, 1) else datetime(2027, 2, 1, 9, tzinfo=UTC)
        for o in forgotten({"acme": last}, REP, day):
            keys.setdefault(o.key, day)
    days = list(keys.values())
    assert days == [
        date(2026, 11, 17),
        date(2026, 12, 15),
        date(2027, 1, 12),
        date(2027, 2, 15),
        date(2027, 3, 15),
    ]


def test_each_person_has_their_own() -> None:
    (mine,) = forgotten({"acme": TUESDAY}, REP, date(2026, 11, 17))
    (theirs,) = forgotten({"acme": TUESDAY}, COLLEAGUE, date(2026, 11, 17))
    assert mine.key != theirs.key


@given(first=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(-40, 400))
def test_business_days_are_counted_as_a_calendar_would(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    counted = sum(
        first < d <= last and is_business_day(d) for d in (first + timedelta(days=n) for n in range(401))
    )
    assert business_days_after(first, last) == counted
