"""What a test may do to a mailbox or calendar behind the bot's back, and what should then be known of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar, Protocol

from integrations.ports import Source

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
OWNER = "mara@solvent.example"


@dataclass(frozen=True)
class Item:
    """A mail or a meeting. `key` is what the outside calls it: a Message-ID without <>, or an iCalendar UID."""

    key: str
    subject: str = "Order form"
    text: str = "I'll send you the revised order form by Tuesday."
    at: datetime = NOON
    sender: str = OWNER
    to: tuple[str, ...] = ("dana@acme.example",)


@dataclass(frozen=True)
class Abilities:
    """What this kind of source can do at all; tests of the rest are left out with that reason."""

    edits: bool = False
    """Items can change under the same ref (meetings can, delivered mail can't)."""
    moves: bool = True
    """Between two places that are both read."""
    hides: bool = True
    """To a place that is not read (trash, spam), and back."""
    expires: bool = True
    """The vendor may stop serving a cursor."""
    faults: frozenset[str] = field(default_factory=frozenset)
    """Of `throttle` (429 and the like), `error` (500), `timeout` (no answer, or a dropped connection)."""


class SourceWorld(Protocol):
    """One empty mailbox or calendar with a real vendor, or with a double that speaks its wire format.

    Keys are chosen by the test. Everything takes effect before it returns.
    """

    name: ClassVar[str]
    abilities: ClassVar[Abilities]

    def source(self) -> Source:
        """A new connector over the mailbox, as a restarted process would build it."""
        ...

    def add(self, item: Item) -> None: ...

    def edit(self, item: Item) -> None:
        """Replace what is there under `item.key`."""
        ...

    def move(self, key: str) -> None: ...

    def hide(self, key: str) -> None: ...

    def show(self, key: str) -> None:
        """Undo `hide`."""
        ...

    def delete(self, key: str) -> None:
        """For good."""
        ...

    def expire_cursors(self) -> None:
        """Every cursor handed out so far is no longer served; ids stay or change as this vendor does it."""
        ...

    def fail(self, kind: str, times: int) -> None:
        """The next `times` requests of the connector fail in this way; then all is well again."""
        ...

    def heal(self) -> None:
        """Whatever `fail` left over is forgotten."""
        ...

    def add_unreadable(self, key: str) -> bool:
        """An item that can't be understood; False where this vendor takes none."""
        ...

    def close(self) -> None: ...
