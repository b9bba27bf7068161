"""One call of a language model in numbers, and whether somebody may make another one."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from records.models import Frozen


class CallOutcome(StrEnum):
    """How a call ended. Every call costs, also one whose text was not shown."""

    shown = "shown"
    """The text passed the guard and a reader saw it."""
    refused = "refused"
    """The model answered, and what it wrote was not shown."""
    failed = "failed"
    """No usable reply: a time-out, an error, a limit of the provider."""
    cached = "cached"
    """Nothing was called: an earlier reply to exactly the same was shown. Tokens and cost are 0."""


class ModelCall(Frozen):
    """One attempt at one model; ids, names and numbers only, never text."""

    person: str
    """Mail address of the colleague on whose behalf it was made."""
    team: str | None = None
    day: date
    """Day on the clock of that colleague."""
    task: str
    model: str
    """Provider and name, as in the settings: "openai:gpt-4.1-mini"."""
    prompt_version: str
    input_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    estimated: bool = False
    """Whether the tokens were counted from the text, because the provider reported none."""
    cost: Decimal = Field(default=Decimal(0), ge=0)
    """In the currency of the `model_prices` setting; 0 where no price is set."""
    ms: float = Field(default=0.0, ge=0)
    outcome: CallOutcome
    reason: str | None = None
    """A code such as `number_not_in_source`, for what was refused or failed."""


class Allowance(Frozen):
    """Whether a call may be made. `says` is a plain sentence: why not, or that little is left."""

    allowed: bool
    says: str | None = None
