"""A Microsoft 365 calendar on the Graph double, driven by msgraph-sdk."""

from typing import ClassVar

from integrations.outlook_calendar.connector import OutlookCalendar, calendar
from records.clock import FixedClock
from tests.contracts.outlook_mail_world import NOW
from tests.contracts.source_world import OWNER, Abilities, Item
from tests.doubles.graph.agenda import Details, Person
from tests.doubles.graph.credentials import Granted
from tests.doubles.graph.service import CALENDAR, Graph


def details(item: Item) -> Details:
    return Details(
        subject=item.subject,
        start=item.at.replace(tzinfo=None),
        html=f"<html><body><p>{item.text}</p></body></html>",
        organizer=Person(item.sender),
        attendees=tuple(Person(each) for each in item.to),
    )


class OutlookCalendarWorld:
    name: ClassVar[str] = "outlook_calendar"
    abilities: ClassVar[Abilities] = Abilities(
        edits=True, moves=False, faults=frozenset({"throttle", "error", "timeout"})
    )

    def __init__(self, graph: Graph, access: str = "delegated") -> None:
        self.graph = graph
        self.access = access
        graph.users.pop(("solvent", OWNER), None)
        self.user = graph.add_user(OWNER)
        self.agenda = self.user.agenda
        self.credentials = Granted(graph, OWNER if access == "delegated" else None, CALENDAR)
        self.clock = FixedClock(NOW)
        self._keys: dict[str, str] = {}

    def source(self) -> OutlookCalendar:
        options = {"endpoint": self.graph.base, "access": self.access}
        return calendar(OWNER, options, self.credentials, self.clock, sleep=lambda seconds: None)

    def add(self, item: Item) -> None:
        self._keys[item.key] = self.agenda.add(details(item), uid=item.key).key

    def edit(self, item: Item) -> None:
        self.agenda.edit(self._keys[item.key], details(item))

    def move(self, key: str) -> None:
        raise AssertionError("a calendar has one place only")

    def hide(self, key: str) -> None:
        self.agenda.trash(self._keys[key])

    def show(self, key: str) -> None:
        self.agenda.restore(self._keys[key])

    def delete(self, key: str) -> None:
        self.agenda.purge(self._keys.pop(key))

    def expire_cursors(self) -> None:
        self.agenda.rounds.expire()

    def fail(self, kind: str, times: int) -> None:
        self.graph.fail(kind, times)

    def heal(self) -> None:
        self.graph.heal()

    def add_unreadable(self, key: str) -> bool:
        """Exchange has no meeting without a start or UID."""
        return False

    def close(self) -> None:
        self.graph.heal()
