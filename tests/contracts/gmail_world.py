"""A Gmail mailbox with @emulators/google or with myworld, behind a proxy that can make it fail."""

import base64
import http.client
import json
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, ClassVar

from pydantic import SecretStr

from integrations.errors import Reauth
from integrations.gmail.connector import GmailOptions, GmailSource
from integrations.ports import AccessToken
from records.clock import Clock, FixedClock
from tests.contracts.source_world import NOON, OWNER, Abilities, Item
from tests.doubles.faulty_proxy import FaultyProxy
from tests.peers.google_emulator import GoogleEmulator
from tests.peers.myworld import MyWorld

GATEWAY = "/gw/gmail.googleapis.com"
ENDLESS = 10_000_000.0
"""Quota units a minute: a peer on loopback has no quota."""


class Bearer:
    """Credentials that hold one token, and may hold another one to come."""

    def __init__(self, value: str, clock: Clock, next_value: str | None = None) -> None:
        self._value, self._clock, self._next = value, clock, next_value
        self.renewals = 0

    def token(self) -> AccessToken:
        return AccessToken(value=SecretStr(self._value), expires_at=self._clock.now() + timedelta(hours=1))

    def renewed(self) -> AccessToken:
        self.renewals += 1
        if self._next is None:
            raise Reauth("the grant is gone")
        self._value = self._next
        return self.token()

    def password(self) -> SecretStr:
        raise Reauth("this mailbox has no password")


def mail_bytes(item: Item) -> bytes:
    """The item as a mail, as a sending program would write it."""
    mail = EmailMessage()
    mail["From"], mail["To"] = item.sender, ", ".join(item.to)
    mail["Subject"], mail["Date"] = item.subject, format_datetime(item.at)
    mail["Message-ID"] = f"<{item.key}>"
    mail.set_content(item.text)
    return mail.as_bytes()


class Gmail:
    """What the mailbox's owner does to it, over the same API but straight, past the proxy."""

    def __init__(self, url: str, token: str) -> None:
        host = url.removeprefix("http://")
        address, _, path = host.partition("/")
        self._prefix = f"/{path}" if path else ""
        self._connection = http.client.HTTPConnection(address, timeout=60)
        self._token = token

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._ask("POST", path, body or {})

    def get(self, path: str) -> dict[str, Any]:
        return self._ask("GET", path, None)

    def delete(self, path: str) -> None:
        self._ask("DELETE", path, None)

    def put_mail(self, raw: bytes, labels: list[str]) -> str:
        """The id of a mail that was put into the mailbox as it is."""
        body = {"raw": base64.urlsafe_b64encode(raw).decode(), "labelIds": labels}
        return str(self.post("/messages/import?internalDateSource=dateHeader", body)["id"])

    def label(self, name: str) -> str:
        return str(self.post("/labels", {"name": name})["id"])

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        self._connection.request(
            method,
            f"{self._prefix}/gmail/v1/users/me{path}",
            body=None if body is None else json.dumps(body),
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )
        response = self._connection.getresponse()
        answer = response.read()
        self._connection.close()  # a busy machine may think longer than the server keeps a connection
        assert response.status < 300, f"{method} {path}: {response.status}"
        return dict(json.loads(answer)) if answer else {}


class GmailWorld:
    name: ClassVar[str] = "gmail"
    abilities: ClassVar[Abilities] = Abilities(faults=frozenset({"throttle", "error", "timeout"}))

    def __init__(self, emulator: GoogleEmulator, proxy: FaultyProxy) -> None:
        """`proxy` stands before the emulator; both may be shared by worlds that follow one another."""
        self._emulator, self._proxy = emulator, proxy
        self.account, self.token = emulator.new_mailbox()
        self.clock = FixedClock(NOON + timedelta(days=4))
        self.gmail = Gmail(emulator.url, self.token)
        self._refs: dict[str, str] = {}
        self._filed = ""

    def source(self, **options: str) -> GmailSource:
        chosen = {"endpoint": self._proxy.url, "units_per_minute": str(ENDLESS), **options}
        return GmailSource(
            self.account,
            GmailOptions.model_validate(chosen),
            Bearer(self.token, self.clock),
            self.clock,
            sleep=lambda _: None,
        )

    def add(self, item: Item) -> None:
        self._refs[item.key] = self.gmail.put_mail(mail_bytes(item), ["INBOX", "UNREAD"])

    def edit(self, item: Item) -> None:
        raise NotImplementedError("a delivered mail is never edited")

    def move(self, key: str) -> None:
        """Out of the inbox into a label of its owner's, or back."""
        if ref := self._refs.get(key):
            self._filed = self._filed or self.gmail.label("Customers/Acme")
            there = self._filed in self.gmail.get(f"/messages/{ref}?format=minimal")["labelIds"]
            came, left = ("INBOX", self._filed) if there else (self._filed, "INBOX")
            self.gmail.post(f"/messages/{ref}/modify", {"addLabelIds": [came], "removeLabelIds": [left]})

    def hide(self, key: str) -> None:
        if ref := self._refs.get(key):
            self.gmail.post(f"/messages/{ref}/trash")

    def show(self, key: str) -> None:
        if ref := self._refs.get(key):
            self.gmail.post(f"/messages/{ref}/untrash")

    def delete(self, key: str) -> None:
        if ref := self._refs.pop(key, None):
            self.gmail.delete(f"/messages/{ref}")

    def ref(self, key: str) -> str:
        return self._refs[key]

    def expire_cursors(self) -> None:
        self._emulator.expire(self.account)

    def fail(self, kind: str, times: int) -> None:
        self._proxy.fail(kind, times)

    def heal(self) -> None:
        self._proxy.heal()

    def add_unreadable(self, key: str) -> bool:
        self._refs[key] = self.gmail.put_mail(b"neither headers nor sense", ["INBOX"])
        return True

    def close(self) -> None:
        self.gmail.close()


class MyworldGmailWorld(GmailWorld):
    """The same with myworld, which speaks no batches and forgets deletions: there, deleting is trashing."""

    abilities: ClassVar[Abilities] = Abilities(
        expires=False, faults=frozenset({"throttle", "error", "timeout"})
    )

    def __init__(self, server: MyWorld, proxy: FaultyProxy) -> None:
        self._server, self._proxy = server, proxy
        self.account = OWNER
        self.id, self.token = server.new_world(OWNER)
        self.clock = FixedClock(NOON + timedelta(days=4))
        self.gmail = Gmail(server.url + GATEWAY, self.token)
        self._refs, self._filed = {}, ""

    def source(self, **options: str) -> GmailSource:
        return super().source(**{"endpoint": self._proxy.url + GATEWAY, "batch": "1", **options})

    def delete(self, key: str) -> None:
        self.hide(key)
        self._refs.pop(key, None)

    def expire_cursors(self) -> None:
        raise NotImplementedError("myworld keeps all history")

    def add_unreadable(self, key: str) -> bool:
        """myworld writes every mail anew, and well."""
        return False

    def close(self) -> None:
        super().close()
        self._server.end(self.id)
