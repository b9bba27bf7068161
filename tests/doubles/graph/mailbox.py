"""The mail of one person: folders, messages, and ids that change with a move or stay."""

import base64
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes

from tests.doubles.graph.rounds import Rounds, Touch

WELL_KNOWN = {
    "inbox": "Inbox",
    "drafts": "Drafts",
    "sentitems": "Sent Items",
    "deleteditems": "Deleted Items",
    "junkemail": "Junk Email",
    "outbox": "Outbox",
    "archive": "Archive",
}
ROOT = "msgfolderroot"


def encoded(kind: str, *parts: object) -> str:
    """An id as Exchange makes them up: base64 for URLs, long, case-sensitive."""
    text = "|".join(map(str, parts)).encode()
    return kind + base64.urlsafe_b64encode(b"\0" * 24 + text + b"\0" * 3).decode()


@dataclass
class Folder:
    id: str
    name: str
    parent: str
    hidden: bool = False
    is_search: bool = False


@dataclass
class Message:
    key: str
    raw: bytes
    folder: str
    received: datetime
    is_draft: bool = False
    is_read: bool = False
    moves: int = 0
    web_link: str = ""
    unrenderable: bool = False


@dataclass
class Mailbox:
    """`changed` hears of every change as (changeType, message)."""

    owner: str
    changed: Callable[[str, Message], None] = lambda kind, message: None
    folders: dict[str, Folder] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    rounds: Rounds = field(default_factory=Rounds)
    _by_id: dict[str, str] = field(default_factory=dict)
    _counter: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        root = Folder(encoded("AAMkAG", self.owner, ROOT), "Top of Information Store", "")
        self.folders[root.id] = root
        self.known[ROOT] = root.id
        for name, shown in WELL_KNOWN.items():
            self.known[name] = self.add_folder(shown).id
        recoverable = Folder(encoded("AAMkAG", self.owner, "recoverable"), "Deletions", "")
        self.folders[recoverable.id] = recoverable
        self.known["recoverableitemsdeletions"] = recoverable.id
        self.add_folder("Conversation Action Settings", hidden=True)

    def add_folder(self, name: str, parent: str | None = None, hidden: bool = False) -> Folder:
        folder = Folder(
            encoded("AAMkAG", self.owner, "folder", next(self._counter)),
            name,
            parent or self.known[ROOT],
            hidden,
        )
        self.folders[folder.id] = folder
        return folder

    def move_folder(self, folder_id: str, parent: str) -> None:
        """All that is in it keeps its ids: a folder's move is no change of its messages."""
        self.folders[folder_id].parent = parent

    def delete_folder(self, folder_id: str) -> None:
        for message in [m for m in self.messages.values() if m.folder == folder_id]:
            self.purge(message.key)
        for child in [f.id for f in self.folders.values() if f.parent == folder_id]:
            self.delete_folder(child)
        del self.folders[folder_id]

    def children(self, folder_id: str, hidden: bool) -> list[Folder]:
        return [f for f in self.folders.values() if f.parent == folder_id and (hidden or not f.hidden)]

    def folder(self, name: str) -> Folder | None:
        """By id or well-known name."""
        return self.folders.get(self.known.get(name.lower(), name))

    def rest_id(self, message: Message) -> str:
        return encoded("AAMkAG", self.owner, message.key, message.moves, message.folder[-8:])

    def immutable_id(self, message: Message) -> str:
        return encoded("AAkALgAA", self.owner, message.key)

    def find(self, name: str) -> Message | None:
        """By either kind of id; an ordinary id from before a move is no longer good."""
        key = self._by_id.get(name)
        return self.messages.get(key) if key is not None else None

    def add(self, raw: bytes, received: datetime, folder: str = "inbox", is_draft: bool = False) -> Message:
        key = str(next(self._counter))
        message = Message(key, raw, self.known.get(folder, folder), received, is_draft)
        message.web_link = (
            f"https://outlook.office365.com/owa/?ItemID={key}&exvsurl=1&viewmodel=ReadMessageItem"
        )
        self.messages[key] = message
        self._by_id[self.immutable_id(message)] = key
        self._enter(message)
        self.changed("created", message)
        return message

    def move(self, key: str, folder: str) -> None:
        message = self.messages[key]
        target = self.known.get(folder, folder)
        if message.folder == target:
            return
        self._leave(message)
        message.folder = target
        message.moves += 1
        self._enter(message)
        self.changed("updated", message)

    def mark_read(self, key: str) -> None:
        message = self.messages[key]
        message.is_read = True
        self.rounds.touch(message.folder, key, self.rest_id(message))
        self.changed("updated", message)

    def purge(self, key: str) -> None:
        """For good: not even in Recoverable Items."""
        message = self.messages[key]
        self._leave(message)
        del self._by_id[self.immutable_id(message)]
        del self.messages[key]
        self.changed("deleted", message)

    def expire_tokens(self) -> None:
        self.rounds.expire()

    def listed(self, folder: str) -> list[Touch]:
        """Of one folder, in no particular order."""
        inside = [m for m in self.messages.values() if m.folder == folder]
        inside.sort(key=lambda m: (hash((m.key, folder)), m.key))
        return [Touch(folder, m.key, self.rest_id(m)) for m in inside]

    def all_messages(self) -> list[Message]:
        """What /messages lists: every folder under the root, Deleted Items too, Recoverable Items not."""
        outside = self.known["recoverableitemsdeletions"]
        return [m for m in self.messages.values() if m.folder != outside]

    def _enter(self, message: Message) -> None:
        self._by_id[self.rest_id(message)] = message.key
        self.rounds.touch(message.folder, message.key, self.rest_id(message))

    def _leave(self, message: Message) -> None:
        name = self.rest_id(message)
        self._by_id.pop(name, None)
        self.rounds.touch(message.folder, message.key, name)


def header(message: Message, name: str) -> str:
    return str(message_from_bytes(message.raw.split(b"\r\n\r\n")[0] + b"\r\n\r\n").get(name, ""))
