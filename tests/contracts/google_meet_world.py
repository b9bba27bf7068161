"""The transcripts of one person in Google Meet, with a double that speaks its wire format."""

from datetime import timedelta
from typing import ClassVar

from integrations.google_meet.connector import MeetOptions, MeetSource
from records.clock import FixedClock
from tests.contracts.gmail_world import ENDLESS, Bearer
from tests.contracts.source_world import NOON, Abilities, Item
from tests.doubles.faulty_proxy import FaultyProxy
from tests.doubles.google_meet import Conference, MeetDouble


class GoogleMeetWorld:
    name: ClassVar[str] = "google_meet"
    abilities: ClassVar[Abilities] = Abilities(
        moves=False, hides=False, expires=False, faults=frozenset({"throttle", "error", "timeout"})
    )

    def __init__(self, proxy: FaultyProxy) -> None:
        """`proxy` has nothing behind it but the double."""
        self.meet = MeetDouble()
        self._proxy = proxy
        proxy.answer = self.meet
        self.clock = FixedClock(NOON + timedelta(days=4))

    def source(self) -> MeetSource:
        return MeetSource(
            "mara@solvent.example",
            MeetOptions.model_validate({"endpoint": self._proxy.url, "requests_per_minute": ENDLESS}),
            Bearer("t1", self.clock),
            self.clock,
            sleep=lambda _: None,
        )

    def add(self, item: Item) -> None:
        self.meet.conferences[item.key] = Conference(item.at, [("Mara Voss", item.text)])

    def edit(self, item: Item) -> None:
        raise NotImplementedError("a transcript is never edited through the API")

    def move(self, key: str) -> None:
        raise NotImplementedError("transcripts lie in one place")

    def hide(self, key: str) -> None:
        raise NotImplementedError("transcripts have no trash")

    def show(self, key: str) -> None:
        raise NotImplementedError("transcripts have no trash")

    def delete(self, key: str) -> None:
        self.meet.conferences.pop(key, None)

    def expire_cursors(self) -> None:
        raise NotImplementedError("cursors are our own and never expire")

    def fail(self, kind: str, times: int) -> None:
        self._proxy.fail(kind, times)

    def heal(self) -> None:
        self._proxy.heal()

    def add_unreadable(self, key: str) -> bool:
        """A transcript in which nobody said a word."""
        self.meet.conferences[key] = Conference(NOON)
        return True

    def close(self) -> None:
        self._proxy.answer = None
