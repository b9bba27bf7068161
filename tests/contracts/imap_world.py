"""A mailbox on a real dovecot, reached by the connector through a proxy that can fail."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, ClassVar

from pydantic import SecretStr

from integrations.imap.connector import open_source
from integrations.ports import AccessToken, Source
from records.clock import FixedClock
from tests.contracts.source_world import Abilities, Item
from tests.doubles.faulty_tcp import FaultyTcp
from tests.peers.dovecot import PASSWORD, Dovecot

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
INBOX, OTHER, TRASH = "INBOX", "Customers/Über & unter", "Trash"


class Keys:
    """Credentials that hold a password and tokens."""

    def __init__(self, password: str = PASSWORD, *tokens: str) -> None:
        self._password, self._tokens = password, list(tokens)

    def token(self) -> AccessToken:
        return self._access(self._tokens[0])

    def renewed(self) -> AccessToken:
        self._tokens = self._tokens[1:] or self._tokens
        return self._access(self._tokens[0])

    def password(self) -> SecretStr:
        return SecretStr(self._password)

    @staticmethod
    def _access(value: str) -> AccessToken:
        return AccessToken(value=SecretStr(value), expires_at=NOW)


class ImapWorld:
    """See `SourceWorld`. A mail is known here by its Message-ID; where it lies is remembered, not searched."""

    name: ClassVar[str] = "imap"
    abilities: ClassVar[Abilities] = Abilities(faults=frozenset({"throttle", "error", "timeout"}))

    def __init__(self, server: Dovecot) -> None:
        self.server = server
        self.user = server.new_user()
        self.proxy = FaultyTcp(server.port)
        self.hand: Any = server.client(self.user)
        """The owner's own mail program."""
        self.hand.create_folder(OTHER)
        self._places: dict[str, tuple[str, int]] = {}
        self._selected = ""
        self._validity = 1_000_000_000

    def source(self, **options: str) -> Source:
        given = {
            "host": "127.0.0.1",
            "port": str(self.proxy.port),
            "security": "none",
            "allow_private": "yes",
            "timeout": "10",
            **options,
        }
        return open_source(self.user, given, Keys(), FixedClock(NOW))

    def add(self, item: Item) -> None:
        self.put(INBOX, item.key, mail(item), item.at)

    def put(self, folder: str, key: str, raw: bytes, at: datetime, flags: tuple[bytes, ...] = ()) -> None:
        """These bytes as they are."""
        self._leave()
        said = self.hand.append(folder, raw, flags, at)
        self._places[key] = (folder, int(said.split(b"APPENDUID ")[1].split()[1].rstrip(b"]")))

    def edit(self, item: Item) -> None:
        raise NotImplementedError("delivered mail is never edited")

    def move(self, key: str) -> None:
        self._move(key, INBOX if self._places[key][0] == OTHER else OTHER)

    def hide(self, key: str) -> None:
        self._move(key, TRASH)

    def show(self, key: str) -> None:
        self._move(key, INBOX)

    def delete(self, key: str) -> None:
        folder, uid = self._places.pop(key)
        self._select(folder)
        self.hand.delete_messages([uid], silent=True)
        self.hand.uid_expunge([uid])

    def expire_cursors(self) -> None:
        self._leave()
        self._validity += 1
        for folder in (INBOX, OTHER):
            self.server.doveadm(
                "mailbox", "update", "-u", self.user, "--uid-validity", str(self._validity), folder
            )

    def fail(self, kind: str, times: int) -> None:
        if kind == "timeout":
            self.proxy.fail("drop", times)
        else:
            code = b"LIMIT" if kind == "throttle" else b"SERVERBUG"
            self.proxy.fail("answer", times, b"* BYE [%s] Come back later.\r\n" % code)

    def heal(self) -> None:
        self.proxy.heal()

    def add_unreadable(self, key: str) -> bool:
        self.put(INBOX, key, b"\xd0\xcf\x11\xe0 an Outlook file that somebody dropped here\r\n", NOW)
        return True

    def close(self) -> None:
        self.proxy.close()
        self.hand.shutdown()

    def _move(self, key: str, to: str) -> None:
        folder, uid = self._places[key]
        if folder == to:
            return
        self._select(folder)
        self.hand._imap.untagged_responses.pop("OK", None)
        self.hand._imap.untagged_responses.pop("COPYUID", None)
        self.hand.move([uid], to)
        said = self.hand._imap.untagged_responses["COPYUID"][-1]
        self._places[key] = (to, int(said.split()[2]))

    def _select(self, folder: str) -> None:
        if self._selected != folder:
            self.hand.select_folder(folder)
            self._selected = folder

    def _leave(self) -> None:
        """An open folder may be renumbered, and says so by hanging up."""
        if self._selected:
            self.hand.unselect_folder()
            self._selected = ""


def mail(item: Item, **headers: str) -> bytes:
    """The item as it comes over the wire."""
    message = EmailMessage()
    message["From"] = item.sender
    message["To"] = ", ".join(item.to)
    message["Subject"] = item.subject
    message["Date"] = format_datetime(item.at)
    message["Message-ID"] = f"<{item.key}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(item.text)
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
