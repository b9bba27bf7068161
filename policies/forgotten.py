"""Which accounts fell silent while something is open with them, and when that is said again."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from policies.reminders import Days, is_business_day, zone_of
from records.models import Occasion, Person

_NO_DAYS: frozenset[date] = frozenset()


def forgotten(
    last_contact: Mapping[str, datetime],
    person: Person,
    day: date,
    *,
    days: int = 10,
    again_after: int = 20,
    holidays: Days = _NO_DAYS,
) -> list[Occasion]:
    """The silences that last for `days` business days by `day`, the newest first.

    `last_contact` maps the accounts with which this person has something open to the last time that
    anybody of ours and theirs was in touch, as far as the person may know; a meeting that is still to
    come counts as well. An account without any contact that we know of is left out: its mail is
    probably not read here. Each silence is told once, and again after every `again_after` business
    days that it lasts; a new contact starts a new one.
    """
    tz = zone_of(person)
    found = []
    for account_id, since in last_contact.items():
        silent = business_days_after(since.astimezone(tz).date(), day, holidays)
        if silent < days:
            continue
        again = (silent - days) // again_after
        key = f"{silence_key(account_id, person, since)}:{again}"
        found.append(Occasion(key=key, account_id=account_id, since=since))
    return sorted(found, key=lambda o: (o.since, o.key), reverse=True)


def silence_key(account_id: str, person: Person, since: datetime) -> str:
    """One silence between one person and one account, whenever one looks."""
    return f"forgotten:{account_id}:{person.email}:{since.astimezone(UTC):%Y%m%dT%H%M}"


def business_days_after(first: date, last: date, holidays: Days = _NO_DAYS) -> int:
    """Business days after `first` up to and with `last`."""
    return sum(
        is_business_day(first + timedelta(days=n), holidays) for n in range(1, (last - first).days + 1)
    )
