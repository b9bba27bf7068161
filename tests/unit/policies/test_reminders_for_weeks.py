"""Weeks of reminders under whatever happens: nobody is woken, flooded or told twice, and nothing is lost."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.reminders import due_reminders, is_business_day, is_quiet, next_moment
from records.models import Direction, Occasion, Person, Promise, Reminder, ReminderKind, Role
from tests.unit.policies.builders import REP, promise

START = datetime(2026, 10, 19, tzinfo=UTC)
"""A week before the clocks change in Europe, two before they do in America."""
HOLIDAYS = {date(2026, 10, 30), date(2026, 11, 11), date(2026, 11, 26)}
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"]

hours = st.integers(0, 23)


@st.composite
def lives(draw: st.DrawFn) -> "Life":
    """Somebody with their own clock and habits, what they promised, and what befalls the service."""
    promises = [
        promise(
            n,
            START.date() + timedelta(days=draw(st.integers(-10, 40))),
            direction=draw(st.sampled_from([Direction.ours, Direction.ours, Direction.theirs])),
            owner=REP.email,
        )
        for n in range(draw(st.integers(0, 12)))
    ]
    return Life(
        person=Person(email=REP.email, role=Role.rep, tz=draw(st.sampled_from(ZONES))),
        promises=promises,
        found=[draw(st.integers(0, 30)) for _ in promises],
        quiet=draw(st.tuples(hours, hours)),
        digest_at=draw(st.none() | st.builds(time, hours, st.sampled_from([0, 15, 45]))),
        cap=draw(st.integers(1, 5)),
        ticks=draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 1439)), max_size=25)),
        outages=draw(st.sets(st.integers(0, 60), max_size=15)),
        silences=[
            Occasion(key=f"forgotten:{n}", account_id=f"acc_{n}", since=START)
            for n in range(draw(st.integers(0, 7)))
        ],
    )


class Life:
    """A service that ticks each morning and at odd moments, plans, and fails to send now and then."""

    def __init__(
        self,
        person: Person,
        promises: list[Promise],
        found: list[int],
        quiet: tuple[int, int],
        digest_at: time | None,
        cap: int,
        ticks: list[tuple[int, int]],
        outages: set[int],
        silences: list[Occasion],
    ) -> None:
        self.person, self.promises, self.found, self.quiet = person, promises, found, quiet
        self.digest_at, self.cap, self.outages, self.silences = digest_at, cap, outages, silences
        self.ticks = ticks
        self.tz = ZoneInfo(person.tz)
        self.made: dict[str, Reminder] = {}
        self.sent: list[tuple[datetime, Reminder]] = []

    def next(self, now: datetime) -> datetime:
        return next_moment(now, self.tz, holidays=HOLIDAYS, quiet_hours=self.quiet, digest_at=self.digest_at)

    def live(self) -> None:
        moments = {START + timedelta(days=d, minutes=m) for d, m in self.ticks}
        moments |= {self.next(START + timedelta(days=d)) for d in range(60)}
        for n, now in enumerate(sorted(moments)):
            known = [
                p
                for p, day in zip(self.promises, self.found, strict=True)
                if START + timedelta(days=day) <= now
            ]
            if self.next(now) == now:
                for r in self.choose(known, now):
                    self.made.setdefault(r.occurrence, r)
            if n not in self.outages:
                self.send(now)

    def choose(self, known: list[Promise], now: datetime) -> list[Reminder]:
        return due_reminders(
            known,
            self.person,
            now,
            holidays=HOLIDAYS,
            quiet_hours=self.quiet,
            digest_at=self.digest_at,
            cap=self.cap,
            silences=self.silences,
            already=list(self.made.values()),
        )

    def send(self, now: datetime) -> None:
        for key, r in self.made.items():
            if r.sent_at is None and r.send_at <= now:
                later = self.next(now)
                if later > now:
                    self.made[key] = r.model_copy(update={"send_at": later})
                else:
                    self.made[key] = r.model_copy(update={"sent_at": now})
                    self.sent.append((now, r))


@settings(max_examples=150, deadline=None)
@given(life=lives())
def test_weeks_of_reminders_wake_flood_and_repeat_nobody_and_lose_nothing(life: Life) -> None:
    life.live()
    told = Counter(o.key for _, r in life.sent for o in r.told)
    assert set(told.values()) <= {1}, "nothing is told twice"
    a_day: Counter[date] = Counter()
    digests: Counter[date] = Counter()
    for at, r in life.sent:
        local = at.astimezone(life.tz)
        assert is_business_day(local.date(), HOLIDAYS) and not is_quiet(local.hour, life.quiet)
        a_day[local.date()] += 1
        digests[local.date()] += r.kind is ReminderKind.digest
    assert max(a_day.values(), default=0) <= life.cap
    assert max(digests.values(), default=0) <= 1
    heard = {o.promise_id or o.account_id for _, r in life.sent for o in r.told}
    assert heard == {p.id for p in life.promises} | {o.account_id for o in life.silences}


@settings(max_examples=150, deadline=None)
@given(life=lives())
def test_nothing_comes_before_the_digest_of_the_day(life: Life) -> None:
    life.outages = set()
    life.live()
    wanted = life.digest_at or time(8 if life.quiet[0] == life.quiet[1] else life.quiet[1])
    for at, _ in life.sent:
        local = at.astimezone(life.tz)
        # Where the quiet hours leave nothing after that time, the digest comes before them.
        after = [h for h in range(wanted.hour, 24) if not is_quiet(h, life.quiet)]
        assert local.time() >= wanted or not after
