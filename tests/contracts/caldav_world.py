"""The contract's world over CalDAV: a person with two calendars on a real radicale, a proxy before it."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from pydantic import SecretStr

from integrations.caldav.connector import CaldavSource
from integrations.caldav.settings import read_settings
from integrations.errors import Reauth
from integrations.ports import AccessToken
from records.clock import FixedClock
from tests.contracts.source_world import NOON, Abilities, Item
from tests.doubles.faulty_proxy import Answer, Asked, FaultyProxy
from tests.peers.radicale import PASSWORD, Dav, Radicale

_ALL = Abilities(edits=True, hides=False, faults=frozenset({"throttle", "error", "timeout"}))


class PasswordOnly:
    """Credentials of an account that is opened by a password."""

    def __init__(self, password: str = PASSWORD) -> None:
        self._password = password

    def token(self) -> AccessToken:
        raise Reauth("there is no grant for this account")

    def renewed(self) -> AccessToken:
        raise Reauth("there is no grant for this account")

    def password(self) -> SecretStr:
        return SecretStr(self._password)


class CaldavWorld:
    """`no_sync` plays a server that knows no sync tokens: the proxy refuses that report alone."""

    name: ClassVar[str] = "caldav"
    abilities: ClassVar[Abilities] = _ALL

    def __init__(self, server: Radicale, proxy: FaultyProxy) -> None:
        """`proxy` stands before the server; both may be shared by worlds that follow one another."""
        self._server, self._proxy = server, proxy
        self.clock = FixedClock(NOON + timedelta(days=4))
        proxy.answer = None
        proxy.heal()
        self.user = server.new_user()
        self.dav = Dav(server, self.user)
        self.home = f"/{self.user}/"
        for name in ("Work", "Team"):
            self.dav.make_calendar(f"{self.home}{name.lower()}/", name)
        self._paths: dict[str, str] = {}

    def source(self, **options: str) -> CaldavSource:
        chosen = {"url": self._proxy.url, "allow_private": "true", "insecure": "true", **options}
        return CaldavSource(
            read_settings(self.user, chosen), PasswordOnly(), self.clock, sleep=lambda _: None
        )

    def add(self, item: Item) -> None:
        path = f"{self.home}work/{hashlib.sha256(item.key.encode()).hexdigest()[:16]}.ics"
        self.dav.put(path, ics(item))
        self._paths[item.key] = path

    def edit(self, item: Item) -> None:
        if path := self._paths.get(item.key):
            self.dav.put(path, ics(item))

    def move(self, key: str) -> None:
        """To the other calendar."""
        if path := self._paths.get(key):
            there = path.replace("/work/", "/team/") if "/work/" in path else path.replace("/team/", "/work/")
            self.dav.move(path, there)
            self._paths[key] = there

    def hide(self, key: str) -> None:
        raise NotImplementedError("CalDAV has no trash")

    def show(self, key: str) -> None:
        raise NotImplementedError("CalDAV has no trash")

    def delete(self, key: str) -> None:
        if path := self._paths.pop(key, None):
            self.dav.delete(path)

    def path(self, key: str) -> str:
        return self._paths[key]

    def expire_cursors(self) -> None:
        self._server.forget_sync(self.user)

    def fail(self, kind: str, times: int) -> None:
        self._proxy.fail(kind, times)

    def heal(self) -> None:
        self._proxy.heal()

    def add_unreadable(self, key: str) -> bool:
        """A meeting with more words than any meeting has."""
        self.add(Item(key=key, text="words " * 120_000))
        return True

    def close(self) -> None:
        self.dav.close()


class ListingWorld(CaldavWorld):
    """The same server where it knows no sync tokens: the proxy refuses that one report."""

    abilities: ClassVar[Abilities] = replace(_ALL, expires=False)

    def __init__(self, server: Radicale, proxy: FaultyProxy) -> None:
        super().__init__(server, proxy)
        proxy.answer = _no_sync


def _no_sync(asked: Asked) -> Answer | None:
    if asked.method == "REPORT" and b"sync-collection" in asked.body:
        return Answer(501, b"", {"Content-Type": "text/plain"})
    return None


def ics(item: Item, extra: str = "") -> str:
    """The item as a calendar program writes it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Solvent//Calendar//EN",
        "BEGIN:VEVENT",
        f"UID:{item.key}",
        f"DTSTAMP:{item.at:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{item.at:%Y%m%dT%H%M%SZ}",
        f"DTEND:{item.at + timedelta(minutes=30):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{item.subject}",
        "DESCRIPTION:" + item.text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;"),
        f"ORGANIZER:mailto:{item.sender}",
        *(f"ATTENDEE:mailto:{each}" for each in item.to),
        *([extra] if extra else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(line + "\r\n" for line in lines)
