"""A Microsoft 365 mailbox on the Graph double, driven by msgraph-sdk."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import ClassVar

from integrations.outlook_mail.connector import OutlookMail, mailbox
from records.clock import FixedClock
from tests.contracts.source_world import OWNER, Abilities, Item
from tests.doubles.graph.credentials import Granted
from tests.doubles.graph.service import MAIL, Graph

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def mime(item: Item) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = item.sender, ", ".join(item.to), item.subject
    mail["Date"], mail["Message-ID"] = item.at, f"<{item.key}>"
    mail.set_content(item.text)
    return mail.as_bytes().replace(b"\n", b"\r\n")


class OutlookMailWorld:
    name: ClassVar[str] = "outlook_mail"
    abilities: ClassVar[Abilities] = Abilities(faults=frozenset({"throttle", "error", "timeout"}))

    def __init__(self, graph: Graph, access: str = "delegated") -> None:
        self.graph = graph
        self.access = access
        graph.users.pop(("solvent", OWNER), None)
        self.user = graph.add_user(OWNER)
        self.box = self.user.mailbox
        self.credentials = Granted(graph, OWNER if access == "delegated" else None, MAIL)
        self._keys: dict[str, str] = {}
        self._acme: str | None = None
        self._trash = ("deleteditems", "junkemail")

    def source(self) -> OutlookMail:
        options = {"endpoint": self.graph.base, "access": self.access}
        return mailbox(OWNER, options, self.credentials, FixedClock(NOW), sleep=lambda seconds: None)

    def add(self, item: Item) -> None:
        self._keys[item.key] = self.box.add(mime(item), item.at).key

    def edit(self, item: Item) -> None:
        raise AssertionError("delivered mail is not edited")

    def move(self, key: str) -> None:
        if self._acme is None:
            self._acme = self.box.add_folder("Acme", self.box.known["inbox"]).id
        message = self.box.messages[self._keys[key]]
        self.box.move(message.key, "inbox" if message.folder == self._acme else self._acme)

    def hide(self, key: str) -> None:
        self._trash = self._trash[::-1]
        self.box.move(self._keys[key], self._trash[0])

    def show(self, key: str) -> None:
        self.box.move(self._keys[key], "inbox")

    def delete(self, key: str) -> None:
        self.box.purge(self._keys.pop(key))

    def expire_cursors(self) -> None:
        self.box.expire_tokens()

    def fail(self, kind: str, times: int) -> None:
        self.graph.fail(kind, times)

    def heal(self) -> None:
        self.graph.heal()

    def add_unreadable(self, key: str) -> bool:
        self._keys[key] = self.box.add(b"neither header nor body", NOW).key
        return True

    def close(self) -> None:
        self.graph.heal()
