"""How many tokens a person, a team and all of us may use in a day, and what a call costs."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from pydantic import Field

from records.models import Frozen, Person
from records.spending import Spent, Weighed

WARN_AT = Decimal("0.8")
"""The share of a day's tokens at which people hear that little is left."""
_MILLION = Decimal(1_000_000)
_NO_MODEL_NEEDED = "the ledger answer needs none"


class Price(Frozen):
    """What a million tokens cost, read and written, in the currency of the settings."""

    input: Decimal = Field(ge=0)
    output: Decimal = Field(ge=0)

    def __str__(self) -> str:
        return f"{self.input}/{self.output}"


class Budget(Frozen):
    """Tokens a day; None is no limit, 0 is no call at all."""

    person: int | None = Field(default=50_000, ge=0)
    team: int | None = Field(default=None, ge=0)
    everybody: int | None = Field(default=None, ge=0)

    def weigh(self, spent: Spent, asked: int) -> Weighed:
        """Whether `asked` more tokens may be used, given what is used and reserved so far today."""
        shares = [
            ("person", self.person, spent.person),
            ("team", self.team, spent.team),
            ("everybody", self.everybody, spent.everybody),
        ]
        warnings = {}
        for scope, limit, used in shares:
            if limit is None or used is None:
                continue
            if used + asked > limit:
                return Weighed(refusal=_refusal(scope, limit, used))
            if used + asked >= limit * WARN_AT:
                warnings[scope] = _warning(scope, limit, used + asked)
        return Weighed(warnings=warnings)


def cost_of(model: str, input_tokens: int, output_tokens: int, prices: Mapping[str, Price]) -> Decimal | None:
    """What a call costs; None where nobody set a price for the model."""
    price = prices.get(model)
    if price is None:
        return None
    return (price.input * input_tokens + price.output * output_tokens) / _MILLION


def read_prices(words: str) -> dict[str, Price]:
    """Prices as people write them: "openai:gpt-4.1-mini=0.40/1.60, ollama:qwen3=0/0". Raises ValueError."""
    found = {}
    for entry in filter(None, (part.strip() for part in words.split(","))):
        model, equals, price = entry.rpartition("=")
        read, slash, written = price.partition("/")
        if not (equals and slash and model.strip()):
            raise ValueError(
                f"{entry!r} is no price: write MODEL=READ/WRITTEN, for example openai:gpt=0.40/1.60"
            )
        try:
            found[model.strip()] = Price(input=Decimal(read.strip()), output=Decimal(written.strip()))
        except (InvalidOperation, ValueError):
            raise ValueError(f"{entry!r} is no price: both sides must be numbers from 0 on") from None
    return found


def today_of(person: Person, now: datetime) -> date:
    """The day that it is where the person is."""
    return now.astimezone(ZoneInfo(person.tz)).date()


def _refusal(scope: str, limit: int, used: int) -> str:
    if used >= limit:
        who = {"person": "You have", "team": "Your team has"}.get(scope, "Everybody together has")
        return f"{who} used today's {limit:,} tokens; {_NO_MODEL_NEEDED}."
    whose = {"person": "your", "team": "your team's"}.get(scope, "everybody's")
    return f"Only {limit - used:,} of {whose} {limit:,} tokens for today are left, too few for this; {_NO_MODEL_NEEDED}."


def _warning(scope: str, limit: int, used: int) -> str:
    whose = {"person": "your", "team": "your team's"}.get(scope, "everybody's")
    return f"With this, about {used:,} of {whose} {limit:,} tokens for today are used."
