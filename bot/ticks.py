"""What happens by the clock wherever somebody can be told of it: reminders, cards, repainting, reports, alerts."""

import logging
import time
from collections.abc import Callable

from bot.app import App
from bot.doors import Doors
from bot.replies.answers import text_reply
from bot.replies.reports import report_reply
from bot.replies.shapes import Reply
from records.models import Person, Promise, Reminder

log = logging.getLogger("promissory.server")

AGAIN = 300.0
"""Seconds until a card is tried again for somebody who could not be reached."""
Table = dict[str, tuple[int, Callable[[], object]]]
"""Name -> (seconds between runs, job)."""


class Ticks:
    """The jobs that talk to people; each may run in any process, SQL claims what must happen once."""

    def __init__(self, app: App, doors: Doors) -> None:
        self._app, self._doors = app, doors
        self._rests: dict[str, float] = {}
        self.repaint = app.repaint(doors.tell.refresh)
        self.wake = app.wake(doors.tell.deliver)

    def table(self) -> Table:
        ticks: Table = {"expire cards": (60, self.expire_cards), "alert": (30, self.alert)}
        if self._doors:
            ticks |= {
                "remind": (60, self.remind),
                "post cards": (15, self.post_cards),
                "wake cards": (60, self.wake.tick),
                "repaint": (10, self.repaint.tick),
                "tell owners": (5, self.tell_owners),
            }
            if self._app.settings.weekly_report:
                ticks["weekly report"] = (900, self.send_reports)
        return ticks

    def remind(self) -> None:
        self._app.remind.tick(self._deliver)

    def _deliver(self, reminder: Reminder, person: Person, promises: list[Promise]) -> None:
        card = self._app.show.card(f"reminder:{reminder.id}")
        if card is not None and not self._doors.tell.deliver(person.email, card):
            log.warning("reminder %s found nobody in %s", reminder.id, self._doors.names)

    def post_cards(self) -> None:
        """New proposals go to everybody who may decide; a repeat replaces, it never doubles."""
        show = self._app.show
        waiting = self._app.proposals.unposted()
        self._rests = {
            p.id: until for p in waiting if (until := self._rests.get(p.id, 0.0)) > time.monotonic()
        }
        for p in waiting:
            if p.id in self._rests:
                continue
            card = show.proposal(p)
            # Whoever has it already sees it replaced by itself when it is tried again for the others.
            if None in [self._told(person.email, card) for person in show.deciders(p)]:
                self._rests[p.id] = time.monotonic() + AGAIN
            else:
                self._app.proposals.mark_posted(p.id)

    def _told(self, email: str, reply: Reply) -> bool | None:
        """False if nobody knows them; None if it failed, which keeps nobody else from being told."""
        try:
            return self._doors.tell.deliver(email, reply)
        except Exception as problem:  # noqa: BLE001 - one who can't be reached must not silence the others
            log.warning("somebody could not be told: %s", type(problem).__name__)
            return None

    def expire_cards(self) -> None:
        """Copies that still show buttons are found by `repaint`."""
        self._app.proposals.expire(self._app.wall.now())

    def tell_owners(self) -> None:
        """Whose mailbox must be connected again, and whose mail somebody proposes to share."""
        tell = self._doors.tell
        self._app.source_health.tell_owners(
            lambda owner, words: tell.deliver(owner, text_reply(words)), self._app.reconnect_link
        )
        for notice in self._app.share.notices():
            if self._told(notice.person, text_reply(notice.text)):
                self._app.share.told(notice)

    def send_reports(self) -> None:
        """How the last week went, to every manager in a DM."""
        self._app.send_reports.run(
            self._app.people.all(),
            lambda person, told: self._doors.tell.deliver(person.email, report_reply(told, person)),
        )

    def alert(self) -> None:
        """Tell the developers' channel what failed; ids and field names only."""
        channel = self._app.settings.slack_alerts_channel
        slack = self._doors.slack
        for number, kind, words in self._app.alerts.unsent():
            log.error("alert %s: %s", kind, words)
            if slack is not None and channel is not None:
                slack.say_in(channel, f"{kind.replace('_', ' ')}: {words}")
            self._app.alerts.mark_sent(number)
