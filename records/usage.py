"""Tokens and cost of language models: reserved before a call, settled after it, counted by person, team and day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, select

from records.clock import Clock
from records.database import Database
from records.model_calls import Allowance, CallOutcome, ModelCall
from records.spending import Rule, Spent
from records.tables import budget_warning, model_call, token_reservation
from records.tables import person as people

LAPSES_AFTER = timedelta(minutes=10)
"""Longer than any call with its retries: a reservation this old belongs to a process that died."""
_NANO = Decimal(1_000_000_000)

Priced = Callable[[str, int, int], Decimal | None]
"""Model, input tokens, output tokens -> cost; None where the model has no price."""


class By(StrEnum):
    """What usage is added up by."""

    user = "user"
    team = "team"
    day = "day"
    model = "model"


@dataclass(frozen=True)
class Used:
    """One sum. `cost` is None where no call had a price; `unpriced_tokens` are counted, their cost is not."""

    key: str | None
    calls: int
    cached: int
    failed: int
    input_tokens: int
    output_tokens: int
    estimated_tokens: int
    unpriced_tokens: int
    cost: Decimal | None

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


class Usage:
    """The router's meter, over SQL.

    Checking and reserving are one transaction under SQLite's write lock, so that calls made at once
    can't spend the same tokens twice. The day of a colleague is the one that it really is where they are:
    a question "as of" another day is paid for today.
    """

    def __init__(self, database: Database, clock: Clock, rule: Rule, price: Priced) -> None:
        self._db, self._clock, self._rule, self._price = database, clock, rule, price

    def allow(self, person: str, team: str | None, day: date, estimated_tokens: int) -> Allowance:
        """Reserve tokens for a call, or say why it can't be made. Raises ValueError for a negative number."""
        if estimated_tokens < 0:
            raise ValueError("a call can't use less than no tokens")
        now = self._clock.now()
        with self._db.write() as connection:
            _lapse(connection, now)
            day = _real_day(connection, person, now) or day
            weighed = self._rule.weigh(_spent(connection, person, team, day), estimated_tokens)
            if weighed.refusal is not None:
                return Allowance(allowed=False, says=weighed.refusal)
            connection.execute(
                insert(token_reservation).values(
                    person=person, team=team, day=day, tokens=estimated_tokens, lapses_at=now + LAPSES_AFTER
                )
            )
            subjects = {"person": person, "team": team or "", "everybody": ""}
            said = [
                words
                for scope, words in weighed.warnings.items()
                if _first_time(connection, day, scope, subjects[scope], now)
            ]
        return Allowance(allowed=True, says=" ".join(said) or None)

    def spend(self, call: ModelCall) -> None:
        """Count what a call really used, in place of what was reserved for it.

        Which reservation was made for it is not known. The smallest that covers it is given back: never
        a larger one than its own, so what others reserved stays reserved.
        """
        used = call.input_tokens + call.output_tokens
        with self._db.write() as connection:
            if call.outcome is not CallOutcome.cached:
                _give_back(connection, call.person, used)
            now = self._clock.now()
            connection.execute(
                insert(model_call).values(
                    **call.model_dump(exclude={"cost", "outcome", "day"}),
                    at=now,
                    day=_real_day(connection, call.person, now) or call.day,
                    cost_nano=self._cost(call),
                    outcome=call.outcome.value,
                )
            )

    def _cost(self, call: ModelCall) -> int | None:
        """In billionths, which add up exactly in every database."""
        if call.input_tokens + call.output_tokens == 0:
            return 0
        cost = self._price(call.model, call.input_tokens, call.output_tokens)
        if cost is None:
            cost = call.cost or None
        return None if cost is None else int((cost * _NANO).to_integral_value(ROUND_HALF_UP))

    def spent(self, person: str, team: str | None, day: date) -> Spent:
        """What is used and reserved on a day, as the next call will find it."""
        with self._db.read() as connection:
            return _spent(connection, person, team, day, alive_at=self._clock.now())

    def totals(self, by: By, *, since: date | None = None, person: str | None = None) -> list[Used]:
        """Sums, the largest first, days in order; of one person only if given."""
        c = model_call.c
        key = {By.user: c.person, By.team: c.team, By.day: c.day, By.model: c.model}[by]
        tokens = c.input_tokens + c.output_tokens
        query = select(
            key.label("key"),
            func.sum(case((c.outcome == CallOutcome.cached.value, 0), else_=1)).label("calls"),
            _count(c.outcome == CallOutcome.cached.value).label("cached"),
            _count(c.outcome == CallOutcome.failed.value).label("failed"),
            func.sum(c.input_tokens).label("input_tokens"),
            func.sum(c.output_tokens).label("output_tokens"),
            func.sum(case((c.estimated, tokens), else_=0)).label("estimated_tokens"),
            func.sum(case((c.cost_nano.is_(None), tokens), else_=0)).label("unpriced_tokens"),
            func.sum(c.cost_nano).label("cost"),
        ).group_by(key)
        if since is not None:
            query = query.where(c.day >= since)
        if person is not None:
            query = query.where(c.person == person)
        with self._db.read() as connection:
            rows = connection.execute(query).all()
        found = [
            Used(
                key=row.key.isoformat() if isinstance(row.key, date) else row.key,
                calls=row.calls,
                cached=row.cached,
                failed=row.failed,
                input_tokens=row.input_tokens,
                output_tokens=row.output_tokens,
                estimated_tokens=row.estimated_tokens,
                unpriced_tokens=row.unpriced_tokens,
                cost=None if row.cost is None else Decimal(int(row.cost)) / _NANO,
            )
            for row in rows
        ]
        if by is By.day:
            return sorted(found, key=lambda u: u.key or "")
        return sorted(found, key=lambda u: (-u.tokens, u.key or ""))

    def unpriced_models(self, *, since: date | None = None, person: str | None = None) -> list[str]:
        """Models whose tokens were counted and whose cost is not known."""
        query = select(model_call.c.model).where(model_call.c.cost_nano.is_(None)).distinct()
        if since is not None:
            query = query.where(model_call.c.day >= since)
        if person is not None:
            query = query.where(model_call.c.person == person)
        with self._db.read() as connection:
            return sorted(connection.execute(query).scalars())


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _lapse(connection: Connection, now: datetime) -> None:
    connection.execute(delete(token_reservation).where(token_reservation.c.lapses_at <= now))


def _spent(
    connection: Connection, person: str, team: str | None, day: date, *, alive_at: datetime | None = None
) -> Spent:
    """Of a team and of everybody: what each of them used on the day that it is where they are."""
    sums: list[int | None] = []
    for scope in ({"person": person}, {"team": team} if team else None, {}):
        if scope is None:
            sums.append(None)
            continue
        total = 0
        for table, tokens in (
            (model_call, model_call.c.input_tokens + model_call.c.output_tokens),
            (token_reservation, token_reservation.c.tokens),
        ):
            query = select(func.coalesce(func.sum(tokens), 0)).where(table.c.day == day)
            for name, value in scope.items():
                query = query.where(table.c[name] == value)
            if alive_at is not None and table is token_reservation:
                query = query.where(table.c.lapses_at > alive_at)
            total += int(connection.execute(query).scalar_one())
        sums.append(total)
    return Spent(person=sums[0] or 0, team=sums[1], everybody=sums[2] or 0)


def _real_day(connection: Connection, email: str, now: datetime) -> date | None:
    """None for somebody who is not known here."""
    zone = connection.execute(select(people.c.tz).where(people.c.email == email)).scalar()
    return now.astimezone(ZoneInfo(zone)).date() if zone else None


def _give_back(connection: Connection, who: str, used: int) -> None:
    r = token_reservation.c
    waiting = connection.execute(select(r.id, r.tokens).where(r.person == who).order_by(r.tokens, r.id)).all()
    if waiting:
        chosen = next((row for row in waiting if row.tokens >= used), waiting[-1])
        connection.execute(delete(token_reservation).where(r.id == chosen.id))


def _first_time(connection: Connection, day: date, scope: str, subject: str, now: datetime) -> bool:
    """Whether nobody was told yet; says so to the next who asks."""
    w = budget_warning.c
    here = (w.day == day, w.scope == scope, w.subject == subject)
    if connection.execute(select(w.day).where(*here)).first() is not None:
        return False
    connection.execute(insert(budget_warning).values(day=day, scope=scope, subject=subject, at=now))
    return True
