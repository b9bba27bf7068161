"""Reminders of a whole house, with settings of each person and forgotten leads; and who got which."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.replies.shapes import Buttons, Context, Heading, Menu, Paragraph, Quotes, Reply
from bot.workflows.preferences import Preferences
from bot.workflows.remind import Remind
from records.contact_dates import ContactDates
from records.models import Person, Promise, Reminder
from records.preferences import PersonSettings
from tests.unit.bot.house import House

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A day before the revised quote is due."""


class Postbox:
    """Takes reminders; knows what it took, as a chat does."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, tuple[str, ...]]] = []
        self.down = False

    def __call__(self, reminder: Reminder, person: Person, promises: list[Promise]) -> None:
        if self.down:
            raise ConnectionError("no network")
        if reminder.id not in {t[0] for t in self.taken}:
            self.taken.append((reminder.id, person.email, tuple(p.quote for p in promises)))

    @property
    def people(self) -> list[str]:
        return [t[1] for t in self.taken]


def preferences(house: House) -> Preferences:
    return Preferences(house.app.people, PersonSettings(house.app.database))


def reminding(house: House) -> Remind:
    """As a process that was just started does it."""
    return replace(
        house.app.remind,
        preferences=preferences(house),
        contacts=ContactDates(house.app.database),
        _looked={},
    )


def at(house: House, moment: datetime) -> None:
    house.clock.advance(moment - house.clock.now())


def words_of(reply: Reply | None) -> str:
    """Everything that a card says, without its buttons."""
    assert reply is not None
    said: list[str] = []
    for block in reply.blocks:
        match block:
            case Heading(text) | Context(text):
                said.append(text)
            case Paragraph(runs):
                said.append("".join(r.text for r in runs))
            case Quotes(items):
                said += ["".join(r.text for r in (*q.lead, *q.source)) + q.text for q in items]
    return "\n".join(said)


def actions_of(reply: Reply | None) -> list[str]:
    assert reply is not None
    found: list[str] = []
    for block in reply.blocks:
        if isinstance(block, Buttons):
            for item in block.items:
                found += [o.action for o in item.options] if isinstance(item, Menu) else [item.action]
    return found


def buttons_of(reply: Reply | None) -> dict[str, str]:
    """Action -> value, of the buttons that are not in a menu."""
    assert reply is not None
    rows = [b for b in reply.blocks if isinstance(b, Buttons)]
    return {item.action: item.value for row in rows for item in row.items if not isinstance(item, Menu)}


def quotes(box: Postbox) -> list[int]:
    """How many promises each message told."""
    return [len(t[2]) for t in box.taken]
