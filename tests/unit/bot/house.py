"""A whole App in a temporary folder, with mails written by hand and the moments that tests need."""

from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.app import App
from records.clock import FixedClock
from records.models import DecisionKind, Promise, Proposal
from tests.builders import DANA, HENRIK, MARA, NOW, open_app, read_mail, write_mail

FROM_DANA = f"Dana Whitfield <{DANA}>"


class House:
    """Mara's mail with Acme; everybody of the sample company works here, nobody has any mail yet."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"

    @cached_property
    def app(self) -> App:
        return open_app(self.home)

    @property
    def clock(self) -> FixedClock:
        assert isinstance(self.app.clock, FixedClock)
        return self.app.clock

    def close(self) -> None:
        if "app" in self.__dict__:
            self.app.close()

    def reopen(self, now: datetime | None = None) -> App:
        """As after a restart; the clock goes on from where it was."""
        at = now or self.clock.now()
        self.close()
        self.app = open_app(self.home, now=at)
        return self.app

    def mara_writes(self, body: str, name: str = "mara", **more: Any) -> Path:
        path = write_mail(self.folder / "mail", name, f"Hi Dana,\n\n{body}\n\nBest,\nMara\n", **more)
        read_mail(self.app, path)
        return path

    def dana_writes(self, body: str, name: str = "dana", **more: Any) -> Path:
        more = {"sender": FROM_DANA, "to": MARA.email, **more}
        path = write_mail(self.folder / "mail", name, f"Hi Mara,\n\n{body}\n\nDana\n", **more)
        read_mail(self.app, path)
        return path

    def she_threatens_to_leave(self, **more: Any) -> None:
        self.dana_writes(
            "this is unacceptable. If this is not fixed we will cancel our contract and move to a competitor.",
            name="threat",
            subject="Outage",
            at=more.pop("at", NOW - timedelta(hours=2)),
            **more,
        )

    def promised(self, **more: Any) -> Promise:
        """Mara promised a revised quote by Wednesday."""
        self.mara_writes("I'll send you the revised quote by Wednesday.", **more)
        (made,) = self.app.promises.by_ids([p.id for p in self.promises() if "revised quote" in p.quote])
        return made

    def promises(self) -> list[Promise]:
        return self.app.reading.promises(MARA.email)

    def next_step(self) -> Proposal:
        """The proposal that the promise leads to: Acme's deal gets a new next step."""
        if not self.app.promises.count():
            self.promised()
        return self.of_field("next_step")

    def of_field(self, field: str) -> Proposal:
        return [p for p in self.app.proposals.all() if p.field == field][-1]

    def approve(self, p: Proposal, actor: str = HENRIK.email) -> Proposal:
        return self.app.decide.decide(p.id, DecisionKind.approve, actor)

    def actions(self, subject: str) -> list[str]:
        """What the audit log tells of a subject, in order."""
        with self.app.database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT action FROM audit WHERE subject = ? ORDER BY seq", (subject,)
            )
            return [row[0] for row in rows]
