"""What every type that crosses a room boundary has in common."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Immutable, closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")
